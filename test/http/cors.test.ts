import t from 'tap'
import { json } from '../../lib/protocol/messages.js'
import { stand } from './stage.js'

t.test('OPTIONS names the methods', async (t) => {
  const { app, stage } = await stand(t)
  const reply = await app.inject({ method: 'OPTIONS', url: '/authorize' })
  t.equal(reply.statusCode, 204)
  t.equal(reply.headers['allow'], 'GET, POST, HEAD, OPTIONS')
  t.same(stage.requests, [])
})

const PREFLIGHT = {
  origin: 'http://localhost:3000',
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,dpop,x-requested-with',
}

t.test('a preflight is allowed where scripts may come in', async (t) => {
  const { app } = await stand(t)
  const reply = await app.inject({ method: 'OPTIONS', url: '/token', headers: PREFLIGHT })
  t.equal(reply.statusCode, 204)
  t.match(reply.headers, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization,dpop,x-requested-with',
  })
})

t.test('a preflight is not allowed at the authorization endpoint', async (t) => {
  const { app } = await stand(t)
  const reply = await app.inject({ method: 'OPTIONS', url: '/authorize', headers: PREFLIGHT })
  t.notOk(Object.keys(reply.headers).some((name) => name.startsWith('access-control')))
})

t.test('a script of another origin may read errors as well', async (t) => {
  const { app } = await stand(t)
  const headers = { origin: 'http://localhost:3000' }
  for (const url of ['/token', '/nowhere']) {
    const reply = await app.inject({ method: 'GET', url, headers })
    t.ok(reply.statusCode >= 400)
    t.equal(reply.headers['access-control-allow-origin'], '*', url)
    t.match(reply.headers['access-control-expose-headers'], 'WWW-Authenticate')
  }
})

for (const url of ['/authorize', '/login', '/consent']) {
  t.test(`no script of another origin may read ${url}`, async (t) => {
    const { app } = await stand(t)
    const reply = await app.inject({ method: 'POST', url, headers: { origin: 'http://localhost:3000' } })
    t.notOk(reply.headers['access-control-allow-origin'])
  })
}

t.test('what a cache may keep says that it depends on Origin', async (t) => {
  const { app } = await stand(t, {
    status: 200,
    headers: { 'cache-control': 'max-age=60' },
    content: { kind: 'empty' },
  })
  t.equal((await app.inject({ url: '/jwks' })).headers['vary'], 'Origin')
})

t.test('the control API is never open to scripts of other origins', async (t) => {
  const { app } = await stand(t, undefined, { control: async () => json(200, {}) })
  const reply = await app.inject({ url: '/_mock/v1', headers: { origin: 'http://evil.test' } })
  t.notOk(reply.headers['access-control-allow-origin'])
})
