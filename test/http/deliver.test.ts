import t from 'tap'
import { json, redirect } from '../../lib/protocol/messages.js'
import type { Content, Redirection, Reply } from '../../lib/protocol/messages.js'
import { stand } from './stage.js'

const ok = (content: Content, more: Partial<Reply> = {}): Reply => ({ status: 200, headers: {}, content, ...more })
const ask = { method: 'POST', url: '/token' } as const

t.test('members leave as JSON of a known length, without a charset', async (t) => {
  const { app } = await stand(t, json(200, { scope: 'ä' }))
  const reply = await app.inject(ask)
  t.match(reply.headers, {
    'content-type': 'application/json',
    'content-length': '14',
    'cache-control': 'no-store',
    pragma: 'no-cache',
  })
  t.equal(reply.body, '{"scope":"ä"}')
})

t.test('members that are null or undefined do not leave', async (t) => {
  const { app } = await stand(t, json(200, { a: 1, b: null, c: undefined }))
  t.equal((await app.inject(ask)).body, '{"a":1}')
})

t.test('members may leave under another media type', async (t) => {
  const { app } = await stand(t, ok({ kind: 'members', members: {}, media_type: 'application/jwk-set+json' }))
  t.equal((await app.inject(ask)).headers['content-type'], 'application/jwk-set+json')
})

t.test('a signed draft leaves as it is', async (t) => {
  const { app } = await stand(t, ok({ kind: 'draft', draft: 'a.b.c', media_type: 'application/jwt' }))
  const reply = await app.inject(ask)
  t.equal(reply.headers['content-type'], 'application/jwt')
  t.equal(reply.body, 'a.b.c')
})

t.test('bytes leave untouched', async (t) => {
  const bytes = Uint8Array.from([0, 255, 128])
  const { app } = await stand(t, ok({ kind: 'bytes', bytes, media_type: 'image/png' }))
  t.same([...(await app.inject(ask)).rawPayload], [0, 255, 128])
})

t.test('text leaves as UTF-8 and says so', async (t) => {
  const { app } = await stand(t, ok({ kind: 'text', text: '<p>ä', media_type: 'text/html' }))
  const reply = await app.inject(ask)
  t.equal(reply.headers['content-type'], 'text/html; charset=utf-8')
  t.equal(reply.body, '<p>ä')
})

t.test('an empty reply has no body and no type', async (t) => {
  const { app } = await stand(t, ok({ kind: 'empty' }, { status: 204 }))
  const reply = await app.inject(ask)
  t.equal(reply.statusCode, 204)
  t.notOk('content-length' in reply.headers)
  t.notOk('content-type' in reply.headers)
})

t.test('a header of the reply overrules what follows from its content', async (t) => {
  const { app } = await stand(t, json(200, {}, { 'content-type': 'text/html' }))
  t.equal((await app.inject(ask)).headers['content-type'], 'text/html')
})

const redirection: Redirection = {
  redirect_uri: 'http://localhost:3000/cb?keep=1',
  response_mode: 'query',
  parameters: { code: 'a b&c', state: 'ü', iss: undefined },
}

for (const [response_mode, location] of [
  ['query', 'http://localhost:3000/cb?keep=1&code=a+b%26c&state=%C3%BC'],
  ['fragment', 'http://localhost:3000/cb?keep=1#code=a+b%26c&state=%C3%BC'],
] as const) {
  t.test(`an authorization response in the ${response_mode} is a Location`, async (t) => {
    const { app } = await stand(t, (request) => redirect(request, { ...redirection, response_mode }))
    const reply = await app.inject({ url: '/authorize' })
    t.equal(reply.statusCode, 302)
    t.equal(reply.headers['location'], location)
    t.equal(reply.body, '')
  })
}

t.test('a redirect URI that is no ASCII is percent-encoded, and cannot start a header of its own', async (t) => {
  const redirect_uri = 'http://localhost/ü \r\nset-cookie: a=b'
  const { app } = await stand(t, (request) => redirect(request, { ...redirection, redirect_uri, parameters: {} }))
  const reply = await app.inject({ url: '/authorize' })
  t.equal(reply.headers['location'], 'http://localhost/%C3%BC%20%0D%0Aset-cookie:%20a=b')
  t.notOk(reply.headers['set-cookie'])
})

t.test('header values that HTTP forbids are made visible', async (t) => {
  const { app } = await stand(t, json(400, {}, { 'x-note': 'a\r\nset-cookie: b=c\u0000 \u{1f600}', 'no name': 'x' }))
  const reply = await app.inject(ask)
  t.equal(reply.statusCode, 400)
  t.equal(reply.headers['x-note'], 'a%0D%0Aset-cookie: b=c%00 %F0%9F%98%80')
  t.notOk(reply.headers['set-cookie'])
})

t.test('a reply cannot contradict its own length', async (t) => {
  const { app } = await stand(t, json(200, {}, { 'content-length': '99', 'transfer-encoding': 'chunked' }))
  const reply = await app.inject(ask)
  t.equal(reply.headers['content-length'], '2')
  t.notOk(reply.headers['transfer-encoding'])
})

t.test('a status that would leave the client waiting becomes 500', async (t) => {
  for (const status of [0, 100, 101, 1000, NaN]) {
    const { app } = await stand(t, json(status, {}))
    t.equal((await app.inject(ask)).statusCode, 500, String(status))
  }
})

t.test('what cannot be written as JSON is answered with server_error', async (t) => {
  const { app } = await stand(t, json(200, { big: 1n }))
  const reply = await app.inject(ask)
  t.equal(reply.statusCode, 500)
  t.equal(reply.json().error, 'server_error')
})

t.test('cookies are out of reach for scripts and stay with navigations', async (t) => {
  const cookies = [
    { name: 'session', value: 'a;b', path: '/realms/x', max_age: 60.5 },
    { name: 'b', value: '1', path: '/' },
  ]
  const { app } = await stand(t, { ...json(200, {}), cookies })
  t.same((await app.inject(ask)).headers['set-cookie'], [
    'session=a%3Bb; Path=/realms/x; Max-Age=60; HttpOnly; SameSite=Lax',
    'b=1; Path=/; HttpOnly; SameSite=Lax',
  ])
})
