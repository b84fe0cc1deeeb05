// The journal as other programs read it: HAR 1.2 and Mermaid.

import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { diagramOf } from '../../lib/evidence/diagram.js'
import { harOf } from '../../lib/evidence/har.js'
import { BASIC, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'
import schema from './har.json' with { type: 'json' }

const validate = new Ajv2020({ strict: false }).compile(schema)
const CREATOR = { name: 'mock-oauth2-provider', version: '1' }
const BASE = 'http://localhost:2884'

async function story(): Promise<Staged> {
  const staged = await stage()
  await staged.ask('metadata')
  const { access_token, refresh_token } = await staged.tokens({ scope: 'openid offline_access' })
  staged.realm.clock.advance(2 * 3600_000)
  await staged.userinfo(access_token)
  staged.realm.faults.arm('token.refresh=invalid_grant@1')
  await staged.refresh(refresh_token)
  await staged.ask('authorization', { query: { client_id: 'nobody' }, headers: { cookie: 'a=b' } })
  staged.realm.missed({ method: 'GET', url: '/oauth/token?x=1;y', status: 404, hint: 'no' })
  return staged
}

t.test('a HAR is valid', async (t) => {
  const { realm } = await story()
  const har = JSON.parse(JSON.stringify(harOf(realm.journal.list(), CREATOR, BASE)))
  validate(har)
  t.strictSame(validate.errors ?? [], [])
  t.equal(har.log.entries.length, realm.journal.list().length)
})

t.test('a HAR tells requests as they came, and what became of them', async (t) => {
  const { realm } = await story()
  const { log }: any = harOf(realm.journal.list(), CREATOR, BASE)
  const authorization = log.entries.find((entry: any) => entry._mockOAuth2.endpoint === 'authorization')
  t.match(authorization.response.redirectURL, /^https:\/\/app\.example\/cb\?code=/)
  const refused = log.entries.find((entry: any) => entry._mockOAuth2.faults[0] === 'f1')
  t.match(refused, {
    request: {
      method: 'POST',
      url: /\/token$/,
      postData: { params: [{ name: 'grant_type', value: 'refresh_token' }] },
    },
    response: { status: 400, content: { mimeType: 'application/json', text: /invalid_grant/ } },
    _mockOAuth2: { flow: String },
  })
  t.match(log.entries.at(-1), {
    request: { url: `${BASE}/oauth/token?x=1;y`, queryString: [{ name: 'x', value: '1;y' }] },
  })
})

t.test('a HAR of nothing is valid, too', async (t) => {
  t.ok(validate(harOf([], CREATOR, BASE)))
})

t.test('a diagram tells who spoke, what expired and which fault it was', async (t) => {
  const { realm } = await story()
  const diagram = diagramOf(realm.journal.list())
  const lines = diagram
    .trimEnd()
    .split('\n')
    .map((line) => line.trim())
  t.match(lines.slice(0, 5), [
    'sequenceDiagram',
    'autonumber',
    'actor B as Browser (alice)',
    'participant A as App (client web)',
    'participant M as mock-oauth2-provider',
  ])
  t.match(diagram, /B->>M: GET \/\S* client=web response_type=code scope="openid offline_access"/)
  t.match(diagram, /M-->>B: 302 code=….{4}$/m)
  t.match(diagram, /A->>M: POST \/\S* client=web grant_type=authorization_code code=…/)
  t.match(diagram, /Note over M: clock \+2h/)
  t.match(diagram, /M--xA: 401 invalid_token \(token-expired\)/)
  t.match(diagram, /M--xA: 400 invalid_grant fault f1/)
})

t.test('a diagram has no secret in full, and nothing that would end a line of it', async (t) => {
  const { realm } = await story()
  const diagram = diagramOf(realm.journal.list())
  for (const { received } of realm.journal.list())
    for (const { name, value } of received?.form.pairs ?? [])
      if (['code', 'refresh_token'].includes(name)) t.notMatch(diagram, value)
  t.notMatch(diagram, /[;#]/)
})

t.test('a browser is known by where it goes and by what only browsers send', async (t) => {
  const { ask, realm } = await stage()
  await ask('userinfo', { headers: { authorization: BASIC, 'sec-fetch-site': 'cross-site' } })
  await ask('userinfo', { headers: { authorization: BASIC, 'sec-fetch-mode': 'cors' } })
  t.match(diagramOf(realm.journal.list()), /B->>M: [\s\S]*A->>M: /)
})
