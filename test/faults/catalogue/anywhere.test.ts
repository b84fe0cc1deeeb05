// The faults of HTTP make sense at any endpoint: each of them bites at each of its points, and nothing breaks.

import t from 'tap'
import { CATALOGUE } from '../../../lib/faults/catalogue/index.js'
import type { Point } from '../../../lib/faults/points.js'
import { BASIC, stage } from '../../support/realm.js'
import { FORM, served } from '../../support/served.js'

/** A call of each point, answered however it may be. */
const CALLS: Readonly<Partial<Record<Point, readonly [method: 'GET' | 'POST', url: string, payload?: string]>>> = {
  discovery: ['GET', '/.well-known/openid-configuration'],
  jwks: ['GET', '/jwks'],
  authorize: [
    'GET',
    '/authorize?client_id=web&response_type=code&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&scope=openid',
  ],
  login: ['POST', '/login', 'interaction=x'],
  consent: ['POST', '/consent', 'interaction=x'],
  par: ['POST', '/par', 'response_type=code&redirect_uri=https%3A%2F%2Fapp.example%2Fcb'],
  device: ['POST', '/device_authorization', 'scope=openid'],
  token: ['POST', '/token', 'grant_type=refresh_token&refresh_token=RT'],
  userinfo: ['GET', '/userinfo'],
  introspect: ['POST', '/introspect', 'token=RT'],
  revoke: ['POST', '/revoke', 'token=RT'],
  register: ['POST', '/register', ''],
  logout: ['GET', '/logout'],
  resource: ['GET', '/_mock/resource'],
  prm: ['GET', '/.well-known/oauth-protected-resource'],
}

/** No answer to wait for, or no call. */
const SILENT = /^(http-hang|http-slow-.*|http-reset-.*|http-connection-refused|tls-.*|http-preflight-403)$/

const ROWS = CATALOGUE.filter(({ id }) => id.startsWith('http-') && !SILENT.test(id))

for (const [point, [method, url, payload]] of Object.entries(CALLS)) {
  t.test(`faults of HTTP at ${point}`, async (t) => {
    const tokens = [{ refresh_token: 'RT', client_id: 'web', user: 'alice', scope: 'openid' }]
    const { realm } = await stage({ tokens })
    const app = await served(t, realm)
    for (const { id, points } of ROWS) {
      if (!points.includes(point as Point)) continue
      const { id: rule } = realm.faults.arm(`${point}=${id}`)
      const headers = { authorization: BASIC, ...FORM }
      const { statusCode, headers: told } = await app.inject({
        method,
        url,
        headers,
        ...(payload !== undefined && { payload }),
      })
      t.equal(told['mock-oauth2-fault'], rule, `${id} bites`)
      t.notMatch(realm.journal.list().at(-1), { reason: 'internal-error' }, `${id} breaks nothing`)
      t.ok(statusCode >= 200, id)
      realm.faults.disarm(rule)
      await realm.reset()
    }
  })
}

t.test('whoever follows a redirect of a fault is seen', async (t) => {
  const { realm } = await stage()
  const app = await served(t, realm)
  for (const name of ['302-login', '307-other-origin', '308-self']) {
    realm.faults.arm(`token=http-${name}@1`)
    const { headers } = await app.inject({ method: 'POST', url: '/token', headers: FORM, payload: 'grant_type=x' })
    const { pathname, search } = new URL(String(headers['location']))
    await app.inject({ method: 'GET', url: pathname + search })
    const entry = realm.journal.list().at(-1)
    t.match(entry, { method: 'GET', url: pathname + search }, name)
  }
})
