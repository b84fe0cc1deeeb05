// What openid-client and oauth4webapi do with the faults of the token endpoint and of HTTP, against what the catalogue says
// that they do. Where a row says nothing, no program can notice.

import * as openid from 'openid-client'
import t from 'tap'
import { CATALOGUE } from '../../lib/faults/catalogue/index.js'
import type { Row } from '../../lib/faults/catalogue/index.js'
import { configuredAt, judged, judgedRow, LIBRARIES } from '../support/judged.js'
import type { Scenario } from '../support/judged.js'
import { SCENARIOS, scenario } from '../support/scenarios.js'

t.jobs = 4

for (const name of SCENARIOS) {
  t.test(`without a rule both libraries accept ${name}`, async (t) => {
    for (const library of LIBRARIES) t.equal(await judged(t, '', scenario(name)[library]), 'accepts', library)
  })
}

const BY_PART: Readonly<Record<string, string>> = {
  authorization_code: 'token.code',
  refresh_token: 'token.refresh',
  client_credentials: 'token.cc',
  'urn:ietf:params:oauth:grant-type:token-exchange': 'token.exchange',
}

/** Where the row is about something that a refresh does not show. */
const SHOWN: Readonly<Record<string, string>> = {
  'tr-id-token-garbage': 'token.code',
  'tr-token-type-bearer-for-dpop': 'token.dpop',
  'te-use-dpop-nonce': 'token.dpop',
  'te-invalid-dpop-proof': 'token.dpop',
}

const scenarioOf = ({ id, part }: Row): string => SHOWN[id] ?? BY_PART[part ?? ''] ?? 'token.refresh'

for (const row of CATALOGUE.filter(({ id }) => /^(te|tr|http)-/.test(id))) {
  judgedRow(t, row, `token=${row.id}`, scenario(scenarioOf(row)))
}

t.test('the token of tr-access-token-64k arrives whole at a resource', async (t) => {
  const refreshed: Scenario = async (ground) => {
    const config = await configuredAt(ground)
    return async () => {
      const { access_token } = await openid.refreshTokenGrant(config, 'RT')
      if (access_token.length < 60_000) throw new Error('it is not long')
      return openid.fetchUserInfo(config, access_token, 'user-1')
    }
  }
  t.equal(await judged(t, 'token=tr-access-token-64k', refreshed), 'accepts')
})

t.test('a nonce that is asked for once is sent once more, and openid-client is through', async (t) => {
  const { 'openid-client': refresh } = scenario('token.dpop')
  t.equal(await judged(t, 'token=te-use-dpop-nonce@1', refresh), 'accepts')
})
