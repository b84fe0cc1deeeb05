// Clients and users over HTTP: as fixtures have them, changed while the realm runs.

import t from 'tap'
import { asking, WEB } from './asking.js'

const CC = { grant_type: 'client_credentials' }

t.test('a client that is added can be used, and one that is removed cannot', async (t) => {
  const { ask, token } = await asking(t, {})
  t.equal((await ask('POST /clients', WEB)).status, 201)
  t.equal((await token(CC)).status, 200)
  t.strictSame((await ask('DELETE /clients/web')).body, { clients: [] })
  t.match(await ask('GET /clients/web'), { status: 404 })
})

t.test('with the first client, identity is open no more', async (t) => {
  const { ask, token } = await asking(t, {})
  t.equal((await token(CC, 'anything')).status, 200)
  await ask('POST /clients', { client_id: 'other', client_secret: 'x' })
  t.equal((await token(CC, 'anything')).status, 401)
})

t.test('what a client was given is revoked with it', async (t) => {
  const { ask, token, provider } = await asking(t)
  const { access_token }: any = await (await token(CC)).json()
  await ask('POST /clients', { ...WEB, client_id: 'other' })
  await ask('DELETE /clients/web')
  const answer = await fetch(`${provider.url}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } })
  t.equal(answer.status, 401)
  t.match((await ask('GET /journal?limit=1')).body.entries, [{ reason: 'token-revoked' }])
})

t.test('a client is changed in place, and null takes a member away', async (t) => {
  const { ask, token } = await asking(t)
  const { body } = await ask('PATCH /clients/web', { client_secret: 'other', redirect_uris: null, client_name: 'Shop' })
  t.match(body, { client_id: 'web', client_secret: 'other', redirect_uris: [], client_name: 'Shop' })
  t.equal((await token(CC)).status, 401)
  t.equal((await token(CC, 'other')).status, 200)
})

t.test('changing one member leaves the secret free to come by Basic or in the body', async (t) => {
  const { ask, provider } = await asking(t)
  await ask('PATCH /clients/web', { client_name: 'Shop' })
  const body = new URLSearchParams({ ...CC, client_id: 'web', client_secret: 's3cret' })
  t.equal((await fetch(`${provider.url}/token`, { method: 'POST', body })).status, 200)
})

t.test('what is told of a client can be put back as it is', async (t) => {
  const client = { ...WEB, lifetimes: { refresh_token: 'never' }, refresh: { idle: 'never', grace: '10s' } } as const
  const { ask } = await asking(t, { fixtures: { clients: [client] } })
  const { body } = await ask('GET /clients/web')
  t.match(body, { lifetimes: { refresh_token: 'never' }, refresh: { idle: 'never' } })
  t.strictSame((await ask('PUT /clients/web', body)).body, body)
})

t.test('a mistake in a client is told with its place and what was meant', async (t) => {
  const { ask } = await asking(t)
  t.match(await ask('POST /clients', { client_id: 'x', redirect_uri: 'http://a' }), {
    status: 400,
    body: { code: 'body-mistaken', pointer: '/redirect_uri', hint: /redirect_uris/ },
  })
  t.match(await ask('PATCH /clients/web', { redirect_uris: ['/callback'] }), {
    status: 400,
    body: { pointer: '/redirect_uris/0', detail: /cannot be a redirect URI/ },
  })
  t.match(await ask('POST /clients', [WEB, {}]), { status: 409 }, 'the first one is there already')
  t.match(await ask('POST /clients', [{ client_id: 'a' }, {}]), { status: 400, body: { pointer: '/1/client_id' } })
  t.match(await ask('GET /clients'), { body: { clients: [{ client_id: 'web' }] } }, 'nothing was added')
})

t.test('the name in the path and that in the body are one', async (t) => {
  const { ask } = await asking(t)
  t.match(await ask('PUT /clients/web', { client_id: 'wbe' }), { status: 400, body: { pointer: '/client_id' } })
  t.match(await ask('PUT /clients/https%3A%2F%2Fa.example%2Fb', {}), {
    status: 201,
    body: { client_id: 'https://a.example/b' },
  })
  t.match(await ask('GET /clients/wbe'), { status: 404, body: { hint: "did you mean 'web'?" } })
})

t.test('YAML is taken as well', async (t) => {
  const { ask } = await asking(t)
  const yaml = '- client_id: a\n  redirect_uris: [http://localhost:3000/cb]\n- client_id: b\n'
  t.match(await ask('POST /clients', yaml), {
    status: 201,
    body: { clients: [{ client_id: 'a' }, { client_id: 'b' }] },
  })
  t.match(await ask('POST /clients', 'client_id: a: b'), {
    status: 400,
    body: { mistakes: [{ line: 1, detail: /key: value/ }] },
  })
})

t.test('a reset brings back the fixtures', async (t) => {
  const { ask } = await asking(t)
  await ask('POST /clients', { client_id: 'other' })
  await ask('POST /users', { username: 'carol' })
  await ask('POST /reset', { only: ['state'] })
  t.match((await ask('GET /clients')).body, { clients: [{ client_id: 'web' }] })
  t.match((await ask('GET /users')).body, { users: [{ username: 'alice' }, { username: 'bob' }] })
})

t.test('a user that is added logs in, and with it no other name is taken as it comes', async (t) => {
  const { ask } = await asking(t)
  t.match(await ask('POST /users', { username: 'carol', claims: { email: 'c@example.com' } }), {
    status: 201,
    body: { username: 'carol', sub: 'carol' },
  })
  t.equal((await ask('PUT /login', { login: 'auto:carol' })).status, 200)
  t.match(await ask('PUT /login', { login: 'auto:nobody' }), { status: 400, body: { code: 'user-unknown' } })
})

t.test('claims are merged, and a user that is removed has no tokens left', async (t) => {
  const { ask } = await asking(t)
  await ask('PATCH /users/alice', { claims: { groups: ['a'] } })
  t.match((await ask('GET /users/alice')).body.claims, { groups: ['a'], email: 'alice@example.com' })
  await ask('POST /tokens', { client_id: 'web', username: 'alice' })
  await ask('DELETE /users/alice')
  const { tokens } = (await ask('GET /tokens')).body
  t.ok(tokens.length > 0)
  for (const { state } of tokens) t.equal(state, 'revoked')
})
