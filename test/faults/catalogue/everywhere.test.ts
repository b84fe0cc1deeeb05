// Every row at every point of it: whatever is asked there, an answer comes and the journal has it; and each reads well in
// English.

import t from 'tap'
import { CATALOGUE } from '../../../lib/faults/catalogue/index.js'
import { explain } from '../../../lib/faults/rules/explain.js'
import { parseRule } from '../../../lib/faults/rules/grammar.js'
import type { Point } from '../../../lib/faults/points.js'
import type { EndpointName } from '../../../lib/protocol/messages.js'
import { BASIC, stage } from '../../support/realm.js'
import { request, type Given } from '../../support/request.js'

const BEARER = { headers: { authorization: 'Bearer AT' } }
const CLIENT = { headers: { authorization: BASIC } }
const ASKED = { client_id: 'web', redirect_uri: 'https://app.example/cb', response_type: 'code', scope: 'openid' }

/** One call of each point, as good as can be. */
const CALL: Readonly<Record<Point, readonly [EndpointName, Given]>> = {
  discovery: ['metadata', {}],
  jwks: ['jwks', {}],
  authorize: ['authorization', { query: ASKED }],
  login: ['login', { form: { interaction: 'x', username: 'alice' } }],
  consent: ['consent', { form: { interaction: 'x', decision: 'allow' } }],
  par: ['pushed_authorization_request', { ...CLIENT, form: ASKED }],
  device: ['device_authorization', { ...CLIENT, form: {} }],
  token: ['token', { ...CLIENT, form: { grant_type: 'refresh_token', refresh_token: 'RT' } }],
  userinfo: ['userinfo', BEARER],
  introspect: ['introspection', { ...CLIENT, form: { token: 'AT' } }],
  revoke: ['revocation', { ...CLIENT, form: { token: 'AT' } }],
  register: [
    'registration',
    { method: 'POST', media_type: 'application/json', body: '{"redirect_uris":["https://a.example/"]}' },
  ],
  logout: ['end_session', {}],
  resource: ['resource', { ...BEARER, url: '/_mock/resource' }],
  prm: ['protected_resource_metadata', { rest: '/_mock/resource' }],
  documents: ['documents', BEARER],
  any: ['token', { ...CLIENT, form: { grant_type: 'client_credentials' } }],
  code: ['authorization', { query: ASKED }],
  access_token: ['token', { ...CLIENT, form: { grant_type: 'refresh_token', refresh_token: 'RT' } }],
  refresh_token: ['token', { ...CLIENT, form: { grant_type: 'refresh_token', refresh_token: 'RT' } }],
  id_token: ['token', { ...CLIENT, form: { grant_type: 'refresh_token', refresh_token: 'RT' } }],
  logout_token: ['end_session', {}],
}

const tokens = [{ refresh_token: 'RT', access_token: 'AT', client_id: 'web', user: 'alice', scope: 'openid email' }]

/** These hold a call until another one comes. */
const HOLDS = CATALOGUE.filter(({ fault }) => fault === 'hold').map(({ id }) => id)

t.test('each row answers at each of its points, and no fault breaks the server', async (t) => {
  let calls = 0
  for (const { id, points } of CATALOGUE) {
    if (HOLDS.includes(id)) continue
    const { realm } = await stage({ tokens })
    for (const point of points) {
      realm.faults.clear()
      realm.faults.arm(`${point}=${id}`)
      const [endpoint, given] = CALL[point]
      const reply = await realm.handle(request(endpoint, given))
      const entry = realm.journal.find(reply.headers['mock-oauth2-request-id'] ?? '')
      if (entry?.reason === 'bug' || !entry) t.fail(`${point}=${id}: ${entry?.diagnosis?.received ?? 'no entry'}`)
      calls += 1
    }
  }
  t.ok(calls > CATALOGUE.length, `${calls} calls`)
})

t.test('each row says in English what it does, as the rest of a sentence', async (t) => {
  for (const { id, points, summary } of CATALOGUE) {
    for (const point of points) {
      const said = explain(parseRule(`${point}=${id}`))
      if (!said.includes(summary)) t.fail(`${point}=${id}: ${said}`)
    }
    t.match(summary, /^[a-z][^\n]*[^.]$/, id)
    t.notMatch(summary, /undefined|\[object/, id)
  }
})
