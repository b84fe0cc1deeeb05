import t from 'tap'
import type { Request } from '../../lib/protocol/messages.js'
import { open, stand, talk } from './stage.js'
import type { Stand } from './stage.js'

async function asked(
  t: { teardown(act: () => unknown): unknown },
  headers: Record<string, string>,
  trustForwarded = false,
): Promise<Request> {
  const { app, stage }: Stand = await stand(t, undefined, { trustForwarded })
  await app.inject({ url: '/userinfo?a=1&a=2', headers: { host: 'mock.test:2884', ...headers } })
  return stage.last
}

t.test('both of two Authorization headers are kept, in order', async (t) => {
  const { listening, stage } = await open(t)
  const head = 'GET /userinfo HTTP/1.1\r\nhost: a\r\nconnection: close\r\n'
  await talk(listening.port, `${head}Authorization: Bearer one\r\nAUTHORIZATION: Basic two\r\n\r\n`)
  t.same(stage.last.authorizations, ['Bearer one', 'Basic two'])
})

t.test('without an Authorization header there is no authorization', async (t) => {
  t.same((await asked(t, {})).authorizations, [])
})

t.test('repeated headers are joined', async (t) => {
  const { listening, stage } = await open(t)
  await talk(listening.port, 'GET /userinfo HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-tag: 1\r\nX-Tag: 2\r\n\r\n')
  t.equal(stage.last.headers['x-tag'], '1, 2')
})

t.test('the query keeps repeated names', async (t) => {
  t.same((await asked(t, {})).query.pairs, [
    { name: 'a', value: '1' },
    { name: 'a', value: '2' },
  ])
})

t.test('cookies are read by name, the first of a name counting', async (t) => {
  const { cookies } = await asked(t, { cookie: 'session=a%20b; theme="dark"; session=other; =x; odd; bad=%zz' })
  t.same({ ...cookies }, { session: 'a b', theme: 'dark', bad: '%zz' })
})

t.test('a cookie called __proto__ is a cookie and no more', async (t) => {
  const { cookies } = await asked(t, { cookie: '__proto__=x; constructor=y' })
  t.equal(Object.getPrototypeOf(cookies), null)
  t.equal(cookies['__proto__'], 'x')
  t.equal(({} as Record<string, unknown>)['x'], undefined)
})

t.test('the bytes of a form are kept beside its parameters', async (t) => {
  const { app, stage } = await stand(t)
  const headers = { 'content-type': 'Application/X-WWW-Form-URLEncoded; charset=UTF-8' }
  await app.inject({ method: 'POST', url: '/token', headers, payload: 'scope=a+b&%zz=1' })
  t.equal(Buffer.from(stage.last.body).toString(), 'scope=a+b&%zz=1')
  t.equal(stage.last.media_type, 'application/x-www-form-urlencoded')
  t.equal(stage.last.form.get('scope'), 'a b')
})

t.test('a body without Content-Type is kept as bytes', async (t) => {
  const { listening, stage } = await open(t)
  await talk(listening.port, 'POST /token HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 3\r\n\r\na=b')
  t.equal(Buffer.from(stage.last.body).toString(), 'a=b')
  t.equal(stage.last.media_type, '')
  t.equal(stage.last.form.size, 0)
})

t.test('the base is what the client wrote into Host', async (t) => {
  t.equal((await asked(t, {})).base, 'http://mock.test:2884')
  t.equal((await asked(t, { host: '[::1]:80' })).base, 'http://[::1]:80')
})

for (const host of ['a b', 'user@evil.test', 'a/b', 'a:b:c', 'a"b', 'a:999999']) {
  t.test(`the invalid Host ${JSON.stringify(host)} is not believed`, async (t) => {
    t.equal(new URL((await asked(t, { host })).base).hostname, '127.0.0.1')
  })
}

t.test('forwarded headers are not believed unasked', async (t) => {
  const headers = { 'x-forwarded-host': 'auth.test', forwarded: 'host=auth.test;proto=https' }
  t.equal((await asked(t, headers)).base, 'http://mock.test:2884')
})

for (const [headers, base] of [
  [{ 'x-forwarded-proto': 'https' }, 'https://mock.test:2884'],
  [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'auth.test' }, 'https://auth.test'],
  [{ 'x-forwarded-proto': 'https,http', 'x-forwarded-host': 'auth.test, inner.test' }, 'https://auth.test'],
  [{ 'x-forwarded-host': 'auth.test', 'x-forwarded-port': '8080' }, 'http://auth.test:8080'],
  [{ 'x-forwarded-host': 'auth.test:1', 'x-forwarded-port': '8080' }, 'http://auth.test:1'],
  [{ 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' }, 'https://mock.test'],
  [{ 'x-forwarded-host': 'auth.test', 'x-forwarded-prefix': '/oidc/' }, 'http://auth.test/oidc'],
  [
    { forwarded: 'for=1.2.3.4;proto=https;host="auth.test:8443", for=5.6.7.8;host=inner.test' },
    'https://auth.test:8443',
  ],
  [{ forwarded: 'For="[2001:db8::1]";Host="[::1]:1";Proto=HTTP' }, 'http://[::1]:1'],
  [{ forwarded: 'host=auth.test', 'x-forwarded-host': 'other.test', 'x-forwarded-port': '9' }, 'http://auth.test'],
  [
    { 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'a b', 'x-forwarded-prefix': '//evil.test' },
    'http://mock.test:2884',
  ],
  [{ forwarded: 'host="a\\"b";proto="', 'x-forwarded-port': 'x' }, 'http://mock.test:2884'],
] as [Record<string, string>, string][]) {
  t.test(`${JSON.stringify(headers)} means ${base}, when forwarded headers are trusted`, async (t) => {
    t.equal((await asked(t, headers, true)).base, base)
  })
}
