// Codes and tokens that nobody asked for in a browser, in any state, and what becomes of those that were issued.

import t from 'tap'
import { asking, WEB } from './asking.js'

const claimsOf = (jwt: string): any => JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString())

t.test('tokens are issued as the token endpoint would', async (t) => {
  const { ask, provider } = await asking(t)
  const { status, body } = await ask('POST /tokens', {
    client_id: 'web',
    username: 'alice',
    scope: 'openid email',
    claims: { groups: ['admin'] },
    nonce: 'n',
  })
  t.equal(status, 201)
  t.match(body, {
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'openid email',
    refresh_token: String,
    state: 'valid',
  })
  t.match(claimsOf(body.access_token), { iss: provider.issuer, sub: 'alice', client_id: 'web', groups: ['admin'] })
  t.match(claimsOf(body.id_token), { aud: 'web', groups: ['admin'], nonce: 'n' })
  const headers = { authorization: `Bearer ${body.access_token}` }
  t.match(await (await fetch(`${provider.url}/userinfo`, { headers })).json(), { sub: 'alice' })
})

t.test('without a user a client gets a token of its own', async (t) => {
  const { ask } = await asking(t)
  const { body } = await ask('POST /tokens', {})
  t.equal(claimsOf(body.access_token).sub, 'web', 'the only client is meant')
  t.notOk('refresh_token' in body)
})

t.test('a lifetime below zero is over', async (t) => {
  const { ask, provider } = await asking(t)
  const { body } = await ask('POST /tokens', { client_id: 'web', username: 'alice', scope: 'openid', ttl: '-5m' })
  t.equal(body.expires_in, -300)
  const { exp, iat } = claimsOf(body.access_token)
  t.equal(exp - iat, -300)
  await fetch(`${provider.url}/userinfo`, { headers: { authorization: `Bearer ${body.access_token}` } })
  t.match((await ask('GET /journal?limit=1')).body.entries, [{ reason: 'token-expired' }])
})

for (const [state, reason] of [
  ['revoked', /revoked/],
  ['used', /.*/],
] as const) {
  t.test(`a refresh token that is issued ${state} is refused`, async (t) => {
    const { ask, token } = await asking(t)
    const { body } = await ask('POST /tokens', { client_id: 'web', username: 'alice', state })
    t.equal((await token({ grant_type: 'refresh_token', refresh_token: body.refresh_token })).status, 400)
    t.match((await ask('GET /journal?limit=1')).body.entries[0].reason, reason)
  })
}

t.test('a code is redeemed without a browser', async (t) => {
  const { ask, token } = await asking(t)
  const { status, body } = await ask('POST /codes', {
    client_id: 'web',
    user: 'alice',
    redirect_uri: 'http://localhost:3000/cb',
  })
  t.equal(status, 201)
  t.match(body, {
    client_id: 'web',
    username: 'alice',
    state: 'valid',
    location: `http://localhost:3000/cb?code=${body.code}`,
  })
  const answer = await token({ grant_type: 'authorization_code', code: body.code, redirect_uri: body.redirect_uri })
  t.match(await answer.json(), { access_token: String, id_token: String })
})

t.test('a code has the text, the state and the lifetime that were asked for', async (t) => {
  const { ask } = await asking(t)
  t.match((await ask('POST /codes', { client_id: 'web', code: 'MINE', state: 'used' })).body, {
    code: 'MINE',
    state: 'used',
  })
  t.match((await ask('POST /codes', { client_id: 'web', ttl: '-1m' })).body, { state: 'expired' })
})

t.test('what was issued is listed by kind, client, user and state', async (t) => {
  const { ask } = await asking(t)
  await ask('POST /codes', { client_id: 'web', user: 'bob', code: 'C' })
  await ask('POST /tokens', { client_id: 'web', username: 'alice', scope: 'openid email' })
  for (const [match, kinds] of [
    ['', ['code', 'access_token', 'refresh_token']],
    ['?match=refresh_token', ['refresh_token']],
    ['?match=user:bob', ['code']],
    ['?match=access_token%2Buser:alice%2Bscope:email', ['access_token']],
    ['?match=client:other', []],
    ['?match=state:expired', []],
    ['?match=kind:code', ['code']],
  ] as const) {
    const { tokens } = (await ask(`GET /tokens${match}`)).body
    t.same(new Set(tokens.map(({ kind }: any) => kind)), new Set(kinds), match)
  }
  t.match(await ask('GET /tokens?match=acess_token'), { status: 400, body: { hint: "did you mean 'access_token'?" } })
  t.match(await ask('GET /tokens?match=clint:web'), { status: 400, body: { hint: "did you mean 'client'?" } })
})

t.test('a token expires when a tester says so: by itself, or all that match', async (t) => {
  const { ask, provider } = await asking(t)
  const { body } = await ask('POST /tokens', { client_id: 'web', username: 'alice', scope: 'openid' })
  t.match((await ask('POST /tokens/expire', { token: body.access_token })).body, {
    tokens: [{ kind: 'access_token', jwt: true, state: 'expired' }],
  })
  await fetch(`${provider.url}/userinfo`, { headers: { authorization: `Bearer ${body.access_token}` } })
  t.match((await ask('GET /journal?limit=1')).body.entries, [{ reason: 'token-expired' }])
  t.match((await ask('POST /tokens/expire', { match: 'refresh_token' })).body.tokens, [{ kind: 'refresh_token' }])
  t.strictSame((await ask('POST /tokens/expire', { match: 'user:alice' })).body.tokens, [], 'all are over already')
})

t.test('a token is revoked when a tester says so', async (t) => {
  const { ask, token } = await asking(t)
  const { body } = await ask('POST /tokens', { client_id: 'web', username: 'alice' })
  await ask('POST /tokens/revoke', { token: body.refresh_token })
  await token({ grant_type: 'refresh_token', refresh_token: body.refresh_token })
  t.match((await ask('GET /journal?limit=1')).body.entries[0], { hint: /the tester revoked it/ })
})

t.test('who is not there is named, with who was probably meant', async (t) => {
  const { ask } = await asking(t, {
    fixtures: { clients: [WEB, { ...WEB, client_id: 'spa' }], users: [{ username: 'alice' }] },
  })
  t.match(await ask('POST /tokens', { client_id: 'wbe' }), {
    status: 400,
    body: { pointer: '/client_id', hint: /'web'/ },
  })
  t.match(await ask('POST /tokens', {}), {
    status: 400,
    body: { detail: 'client_id is missing', hint: 'clients: web, spa' },
  })
  t.match(await ask('POST /codes', { client_id: 'web', user: 'alcie' }), {
    status: 400,
    body: { pointer: '/user', hint: /'alice'/ },
  })
  t.match(await ask('POST /tokens/expire', { token: 'nobody-issued-this' }), {
    status: 404,
    body: { code: 'token-unknown' },
  })
  t.match(await ask('POST /tokens', { client_id: 'web', ttl: '5 parsecs' }), {
    status: 400,
    body: { detail: /is not a duration/ },
  })
})
