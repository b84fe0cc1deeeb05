// What the journal comes to over HTTP: choices, exports, flows, reports.

import t from 'tap'
import { asking, WEB } from './asking.js'

const CC = { grant_type: 'client_credentials' }
const ids = (entries: readonly { readonly id: string }[]): readonly string[] => entries.map(({ id }) => id)

t.test('entries are chosen by selector, tag, since and limit', async (t) => {
  const { ask, token, provider } = await asking(t)
  await token(CC)
  await fetch(`${provider.url}/jwks`, { headers: { 'mock-oauth2-tag': 'mine' } })
  await token(CC, 'wrong')
  for (const [query, wanted] of [
    ['', ['r1', 'r2', 'r3']],
    ['?match=token%2Bstatus:4xx', ['r3']],
    ['?tag=mine', ['r2']],
    ['?since=r1', ['r2', 'r3']],
    ['?since=2000-01-01', ['r1', 'r2', 'r3']],
    ['?limit=2', ['r2', 'r3']],
    ['?flow=r1', ['r1']],
  ] as const)
    t.strictSame(ids((await ask(`GET /journal${query}`)).body.entries), wanted, query)
})

t.test('a selector that cannot be read is refused, with what was probably meant', async (t) => {
  const { ask } = await asking(t)
  t.match(await ask('GET /journal?match=tokn'), { status: 400, body: { code: 'rule-unreadable', hint: /"token"/ } })
  t.match(await ask('GET /journal?mtach=token'), { status: 400, body: { hint: "did you mean 'match'?" } })
  t.match(await ask('GET /journal?format=xml'), { status: 400, body: { hint: 'one of: json, ndjson, har' } })
})

t.test('NDJSON has one entry a line, with request and response', async (t) => {
  const { ask, token } = await asking(t)
  await token(CC)
  await token(CC)
  const { text, media_type } = await ask('GET /journal?format=ndjson')
  t.equal(media_type, 'application/x-ndjson')
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.match(lines, [
    { id: 'r1', request: { method: 'POST' }, response: { status: 200 } },
    { id: 'r2', request: { form: [{ name: 'grant_type' }] } },
  ])
})

t.test('HAR is JSON of one log', async (t) => {
  const { ask, token } = await asking(t)
  await token(CC)
  t.match((await ask('GET /journal?format=har')).body, {
    log: { version: '1.2', entries: [{ _mockOAuth2: { id: 'r1' } }] },
  })
})

t.test('entries of a tag are forgotten alone', async (t) => {
  const { ask, token, provider } = await asking(t)
  await token(CC)
  await fetch(`${provider.url}/jwks`, { headers: { 'mock-oauth2-tag': 'mine' } })
  t.strictSame(ids((await ask('DELETE /journal?tag=mine')).body.entries), ['r1'])
})

t.test('a flow is found by its id and by that of any of its entries', async (t) => {
  const { ask, provider } = await asking(t)
  const query = new URLSearchParams({
    client_id: 'web',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: 'http://localhost:3000/cb',
  })
  const { headers } = await fetch(`${provider.url}/authorize?${query.toString()}`, { redirect: 'manual' })
  const code = new URL(headers.get('location')!).searchParams.get('code')!
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: 'http://localhost:3000/cb' })
  const authorization = `Basic ${Buffer.from('web:s3cret').toString('base64')}`
  await fetch(`${provider.url}/token`, { method: 'POST', body, headers: { authorization } })
  const { flows } = (await ask('GET /flows')).body
  t.match(flows, [
    { id: 'r1', client_id: 'web', user: 'alice', requests: 2, refused: 0, points: ['authorization', 'token'] },
  ])
  t.strictSame(ids((await ask('GET /flows/r2')).body.entries), ['r1', 'r2'])
  t.match((await ask('GET /flows/r2/diagram')).text, /^sequenceDiagram\n[\s\S]*A->>M: POST \/token/)
  t.match(await ask('GET /flows/r9'), { status: 404 })
})

t.test('reports tell what was not expected and what was not used', async (t) => {
  const fixtures = {
    clients: [WEB],
    codes: [
      { code: 'USED', client_id: 'web', user: 'alice' },
      { code: 'IDLE', client_id: 'web', user: 'alice' },
    ],
    tokens: [{ refresh_token: 'RT', client_id: 'web', user: 'alice' }],
  }
  const { ask, token, provider } = await asking(t, { fixtures })
  await ask('POST /faults', [{ rule: 'token.cc=503@1' }, { rule: 'userinfo=503' }])
  await ask('POST /login/next', { user: 'bob' })
  await token(CC)
  await token(CC, 'wrong')
  await token({ grant_type: 'authorization_code', code: 'USED' })
  await fetch(`${provider.url}/oauth/token`)
  const { body } = await ask('GET /reports')
  t.strictSame(ids(body.unexpected), ['r2'], 'not r1, which a fault caused')
  t.strictSame(ids(body.unused.faults), ['f2'])
  t.match(body.unused, { logins: [{ user: 'bob' }], codes: ['IDLE'], tokens: ['RT'] })
  t.match(body.unmatched, [{ id: 'r4', url: '/oauth/token', hint: /the token endpoint is \/token/ }])
})

t.test('polls of a device and prompt=none without a session are no surprise', async (t) => {
  const { ask, provider } = await asking(t)
  const query = new URLSearchParams({
    client_id: 'web',
    response_type: 'code',
    prompt: 'none',
    redirect_uri: 'http://localhost:3000/cb',
  })
  await fetch(`${provider.url}/authorize?${query.toString()}`, { redirect: 'manual' })
  t.strictSame((await ask('GET /reports')).body.unexpected, [])
})

t.test('what is explained has no secret in its URL, and the journal has it', async (t) => {
  const { ask, provider } = await asking(t)
  await fetch(`${provider.url}/token?client_secret=very-secret-value`, { method: 'POST' })
  t.notMatch((await ask('GET /why/r1')).text, /very-secret-value/)
  t.match((await ask('GET /journal/r1')).body.url, /very-secret-value/)
})
