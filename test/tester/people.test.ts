// Clients, users, codes, tokens, keys and logins through the library.

import t from 'tap'
import { CALLBACK, failureOf, landed, provided } from '../support/story.js'
import { TAGGED, WHOLE, asked, claimsOf, each, loggedIn, own, refreshed } from '../support/testers.js'

const subOf = ({ id_token }: { id_token: string }): unknown => claimsOf(id_token).sub

each(t, WHOLE, 'clients are listed, added, changed and removed', async (t, { provider: { clients } }) => {
  t.ok((await clients.list()).some(({ client_id }) => client_id === 'web'))
  t.match(await clients.create({ client_id: 'new', client_secret: 's3cret', redirect_uris: [CALLBACK] }), {
    client_id: 'new',
  })
  t.match(await clients.patch('new', { redirect_uris: ['http://localhost:4000/cb'] }), { client_id: 'new' })
  t.match(await clients.get('new'), { client_id: 'new', redirect_uris: ['http://localhost:4000/cb'] })
  t.match(await clients.put('new', { client_id: 'new', redirect_uris: [CALLBACK] }), { redirect_uris: [CALLBACK] })
  await clients.remove('new')
  t.equal(await clients.get('new'), undefined)
})

each(t, WHOLE, 'a client that was added can ask for tokens', async (t, { provider }) => {
  await provider.clients.create({ client_id: 'm2m', client_secret: 'x', grant_types: ['client_credentials'] })
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const headers = { authorization: `Basic ${btoa('m2m:x')}` }
  t.equal((await fetch(`${provider.url}/token`, { method: 'POST', headers, body })).status, 200)
})

each(t, WHOLE, 'a user that was added can log in', async (t, held) => {
  await held.provider.users.create({ username: 'carol', claims: { email: 'carol@example.com' } })
  t.match(await held.provider.users.get('carol'), { username: 'carol' })
  t.equal(subOf(await loggedIn(held, { login_hint: 'carol' })), 'carol')
  await held.provider.users.remove('carol')
  t.equal(await held.provider.users.get('carol'), undefined)
})

each(t, WHOLE, 'what is wrong with an entry is told with its place', async (t, { provider }) => {
  const entry = { client_id: 'bad', redirect_uri: CALLBACK } as unknown as { client_id: string }
  const error = await failureOf(provider.clients.create(entry))
  t.match(error, { name: 'ControlError', status: 400, message: /redirect_uri/ })
  t.match(await failureOf(provider.users.remove('nobody')), { status: 404, message: /nobody/ })
})

each(t, WHOLE, 'a code is redeemed without a login', async (t, held) => {
  const about = { client_id: 'web', user: 'bob', scope: 'openid', redirect_uri: CALLBACK }
  const { code } = await held.provider.codes.create(about)
  t.equal(subOf(await asked(held, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK })), 'bob')
})

each(t, WHOLE, 'tokens are minted, listed, expired and revoked', async (t, held) => {
  const { tokens } = held.provider
  const minted = await tokens.mint({ client_id: 'web', username: 'alice', scope: 'openid offline_access', ttl: '60s' })
  t.equal(minted.expires_in, 60)
  t.ok((await tokens.list()).some(({ token }) => token === minted.refresh_token))
  t.match(await tokens.list('refresh_token+client:web'), [{ token: minted.refresh_token, state: 'valid' }])
  t.equal((await refreshed(held, minted.refresh_token!)).http, 200)
  const other = await tokens.mint({ client_id: 'web', username: 'alice', scope: 'openid offline_access' })
  t.match(await tokens.expire({ token: other.access_token }), [{ kind: 'access_token', state: 'expired' }])
  t.match(await tokens.revoke({ token: other.refresh_token! }), [{ token: other.refresh_token, state: 'revoked' }])
  t.match(await refreshed(held, other.refresh_token!), { http: 400, error: 'invalid_grant' })
})

each(t, WHOLE, 'a minted token carries what was asked for', async (t, { provider }) => {
  const { access_token } = await provider.tokens.mint({
    client_id: 'web',
    username: 'alice',
    claims: { roles: ['admin'] },
  })
  t.match(claimsOf(access_token), { client_id: 'web', sub: 'user-1', roles: ['admin'] })
})

each(t, WHOLE, 'keys rotate', async (t, { provider }) => {
  const before = (await provider.keys.list()).length
  const next = await provider.keys.rotate()
  t.match(next, { state: 'next', published: true, signs_from: /^\d{4}-/ })
  await provider.clock.advance('5m')
  t.match(
    (await provider.keys.list()).find(({ kid }) => kid === next.kid),
    { state: 'active' },
  )
  t.equal((await provider.keys.list()).length, before + 1)
  t.match(await failureOf(provider.keys.rotate({ alg: 'HS256' })), { status: 400, message: /no key signs HS256/ })
})

each(t, WHOLE, 'login sets who logs in from now on', async (t, held) => {
  t.equal(await held.provider.login.mode(), 'auto')
  t.equal(await held.provider.login.set('auto:bob'), 'auto:bob')
  t.equal(subOf(await loggedIn(held)), 'bob')
  t.match(await failureOf(held.provider.login.set('magic')), { status: 400, message: /magic/ })
})

each(t, { ...WHOLE, ...TAGGED }, 'login.next says who logs in once', async (t, held) => {
  await held.provider.login.next('bob')
  t.equal(subOf(await loggedIn(held)), 'bob')
  t.equal(subOf(await loggedIn(held)), 'user-1')
})

each(t, { ...WHOLE, ...TAGGED }, 'login.next can be a refusal', async (t, held) => {
  await held.provider.login.next({ deny: true })
  const query = new URLSearchParams({ response_type: 'code', client_id: 'web', redirect_uri: CALLBACK })
  const back = await landed(`${held.provider.url}/authorize?${query.toString()}`, CALLBACK, held.headers)
  t.equal(back.searchParams.get('error'), 'access_denied')
})

each(t, TAGGED, 'the login queue of a tag is its own', async (t, held) => {
  await held.provider.login.next('bob')
  t.equal(subOf(await loggedIn({ ...held, headers: {} })), 'user-1')
  t.equal(subOf(await loggedIn(held)), 'bob')
})

each(t, WHOLE, 'reset brings the fixtures back, or a part of them', async (t, held) => {
  const { provider } = held
  await provider.users.create({ username: 'carol' })
  await provider.fail('jwks=500')
  await provider.clock.advance('1d')
  await own(held)
  await provider.reset('faults', 'clock')
  t.strictSame(await provider.faults.list(), [])
  t.match(await provider.clock.read(), { mode: 'system' })
  t.equal((await provider.journal.list()).length, 1)
  await provider.reset()
  t.strictSame(await provider.journal.list(), [])
})

each(t, WHOLE, 'a snapshot brings back what was, here and in another realm', async (t, held) => {
  const { refresh_token } = await loggedIn(held)
  const snapshot = await held.provider.snapshot()
  await held.provider.tokens.revoke({ token: refresh_token })
  t.equal((await refreshed(held, refresh_token)).http, 400)
  const realm = await held.provider.realm()
  for (const provider of [held.provider, realm]) {
    await provider.restore(snapshot)
    t.equal((await refreshed({ provider, headers: {} }, refresh_token)).http, 200)
  }
})

t.test('a realm has clients and users of its own', async (t) => {
  const provider = await provided(t)
  const realm = await provider.realm({ fixtures: { users: [{ username: 'zoe' }] } })
  t.match(await realm.users.get('zoe'), { username: 'zoe' })
  t.equal(await provider.users.get('zoe'), undefined)
  await realm.close()
  await realm.close()
  t.equal(await realm.users.get('zoe'), undefined, 'a realm of that name is another one from now on')
})
