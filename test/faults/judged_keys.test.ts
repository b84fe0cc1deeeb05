// What openid-client and oauth4webapi do with broken JWK Sets, rotated keys and metadata documents that mislead, against
// what the catalogue says. Keys are fetched only by clients that are told to check signatures.

import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import t from 'tap'
import type { Measured, Row } from '../../lib/faults/catalogue/index.js'
import { CATALOGUE } from '../../lib/faults/catalogue/index.js'
import { startProvider } from '../../lib/index.js'
import type { LocalProvider } from '../../lib/index.js'
import { insecure } from '../support/judges.js'
import { judged, LIBRARIES, type Library } from '../support/judged.js'
import { CAST, login, verdict } from '../support/logins.js'
import { scenario } from '../support/scenarios.js'

let provider: LocalProvider
t.before(async () => {
  provider = await startProvider({ fixtures: CAST })
})
t.teardown(() => provider.close())

const measuredOf = (prefix: string) => CATALOGUE.filter(({ id, measured }) => id.startsWith(prefix) && measured)

/** Keys that change are met by a client that has the old set: it logs in, the key changes, it logs in again. */
const WARM = new Set(['jwks-rotate-announced', 'jwks-rotate-abrupt', 'jwks-rotate-same-kid', 'jwks-stale-cache'])

async function secondLogin(library: Library, { id, points }: Row): Promise<Measured> {
  await provider.reset()
  const again = await login({ strict: true })[library]({ provider, patience: 20_000 })
  if (points.length === 1) provider.home.faults.arm(`jwks=${id}@once`)
  await again()
  if (points.length > 1) provider.home.faults.arm(`token=${id}@once`)
  return again().then(
    () => 'accepts' as const,
    () => 'rejects with non-repudiation checks' as const,
  )
}

for (const row of measuredOf('jwks-')) {
  t.test(`${row.id}, which ${row.summary}`, async (t) => {
    const point = row.points.find((one) => one === 'token') ?? row.points[0] ?? 'jwks'
    const how = { strict: true, ...(row.fault === 'hang' && { patience: 250 }) }
    for (const library of LIBRARIES) {
      const said = WARM.has(row.id)
        ? await secondLogin(library, row)
        : await verdict(t, provider, library, [`${point}=${row.id}`], how)
      t.equal(said, row.measured?.[library], library)
    }
  })
}

for (const row of measuredOf('disc-')) {
  t.test(`${row.id}, which ${row.summary}`, async (t) => {
    for (const library of LIBRARIES) {
      const expected = row.measured?.[library]
      const options = { impatient: expected === 'times out', fixtures: CAST }
      t.equal(await judged(t, `discovery=${row.id}`, scenario('discovery')[library], options), expected, library)
    }
  })
}

t.test('a trailing slash too many is noticed where the issuer has a path', async (t) => {
  const realm = await provider.realm({ faults: ['discovery=disc-issuer-trailing-slash'] })
  const url = new URL(realm.issuer)
  await t.rejects(openid.discovery(url, 'web', {}, undefined, { execute: [openid.allowInsecureRequests] }))
  await t.rejects(oauth.discoveryRequest(url, insecure).then((one) => oauth.processDiscoveryResponse(url, one)))
})

t.test('a key that was replaced is found by a client that has no set yet', async (t) => {
  await provider.reset()
  provider.home.faults.arm('token=jwks-rotate-abrupt')
  for (const library of LIBRARIES) {
    const cold = await login({ strict: true })[library]({ provider, patience: 20_000 })
    await t.resolves(cold(), library)
  }
})
