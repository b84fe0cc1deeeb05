// OpenID Connect Core §3.1.2.1, §5.5: what a request may say about the user, the login and the claims.

import t from 'tap'
import { PUBLIC_TEST_KEYS } from '../../lib/state/testkeys.js'
import { ALICE, BOB, NOW, SPA, WEB, claimsOf, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'
import { signed, signer } from '../support/signing.js'

/** The claims of the ID Token that this request leads to. */
async function idToken({ tokens }: Staged, change: Record<string, string>): Promise<Record<string, any>> {
  return claimsOf((await tokens(change))['id_token'] as string)
}

const asking = (claims: unknown): Record<string, string> => ({ scope: 'openid', claims: JSON.stringify(claims) })

t.test('OC-09 an id_token_hint chooses the user, however old it is', async (t) => {
  const staged = await stage()
  const { id_token: id_token_hint } = (await staged.tokens({ login_hint: 'bob' })) as { id_token: string }
  staged.advance(86_400 * 365)
  t.equal((await idToken(staged, { id_token_hint }))['sub'], 'bob')
})

t.test('OC-09 with prompt=none an id_token_hint passes for its own user and no other', async (t) => {
  const { authorize, tokens } = await stage()
  const hint = (await tokens())['id_token'] as string
  const alice = await authorize()
  const bob = await authorize({ login_hint: 'bob' })
  const silent = { prompt: 'none', id_token_hint: hint }
  t.ok((await authorize(silent, { cookies: alice.cookies })).told?.['code'])
  const answer = await authorize(silent, { cookies: bob.cookies })
  t.match(answer, { told: { error: 'login_required', state: 'xyz' }, hint: /belongs to 'bob', not to 'alice'/ })
  t.match(await authorize(silent), { told: { error: 'login_required' }, hint: /no session/ })
})

t.test('OC-09 an id_token_hint that is none of ours, or of another client or server, is refused', async (t) => {
  const { authorize, tokens } = await stage({
    clients: [{ ...WEB, access_token: { format: 'jwt', audience: 'web' } }, SPA],
  })
  const { id_token, access_token } = (await tokens()) as { id_token: string; access_token: string }
  const refused = async (id_token_hint: string, more: Record<string, string> = {}): Promise<string | undefined> => {
    const { told, reason } = await authorize({ id_token_hint, ...more })
    t.match(told, { error: 'invalid_request', state: 'xyz' })
    return reason
  }
  const spa = { client_id: 'spa', redirect_uri: SPA.redirect_uris[0], code_challenge: 'x'.repeat(43) }
  t.equal(await refused('x.y.z'), 'id-token-hint-unknown')
  t.equal(await refused(await signed(claimsOf(id_token), await signer('ES256'))), 'id-token-hint-unknown')
  t.equal(await refused(access_token), 'id-token-hint-other-token', 'an access token is no hint')
  t.equal(await refused(id_token, spa), 'id-token-hint-other-client')
  const elsewhere = await stage({}, { issuer: () => 'https://other.example' })
  const foreign = (await elsewhere.tokens())['id_token'] as string
  t.equal(await refused(foreign), 'id-token-hint-other-issuer', `all have the key ${PUBLIC_TEST_KEYS[0]?.kid}`)
})

t.test('OC-09 an id_token_hint of a user who is gone is login_required', async (t) => {
  const before = await stage({ users: [ALICE, BOB] })
  const { id_token: id_token_hint } = (await before.tokens({ login_hint: 'bob' })) as { id_token: string }
  const after = await stage({ users: [ALICE] })
  const answer = await after.authorize({ id_token_hint })
  t.match(answer, { told: { error: 'login_required', state: 'xyz' }, reason: 'subject-unknown', hint: /'bob'/ })
})

t.test('OC-09 an id_token_hint with a pairwise sub finds its user', async (t) => {
  const staged = await stage({ clients: [{ ...WEB, subject_type: 'pairwise' }] })
  const first = (await staged.tokens({ login_hint: 'bob' }))['id_token'] as string
  t.equal((await idToken(staged, { id_token_hint: first }))['sub'], claimsOf(first)['sub'])
})

t.test('OC-09 wishes about display and language change nothing', async (t) => {
  const { authorize } = await stage({ login: 'picker' })
  for (const display of ['page', 'popup', 'touch', 'wap', 'hologram']) {
    const { page, warnings } = await authorize({ display, ui_locales: 'se fr-CA', claims_locales: 'de' })
    t.match({ page, warnings }, { page: { name: 'login' }, warnings: [] }, display)
  }
})

t.test('OC-09 the preferred of the acr_values is reached, and kept by the session and the refresh token', async (t) => {
  const { authorize, redeem, refresh } = await stage()
  const first = await authorize({ acr_values: 'gold silver' })
  const { body } = await redeem(first.told!['code']!)
  t.equal(claimsOf(body['id_token'] as string)['acr'], 'gold')
  t.equal(claimsOf((await refresh(body['refresh_token'] as string)).body['id_token'] as string)['acr'], 'gold')
  const again = await authorize({ acr_values: 'silver gold', prompt: 'none' }, { cookies: first.cookies })
  t.equal(
    claimsOf((await redeem(again.told!['code']!)).body['id_token'] as string)['acr'],
    'gold',
    'any of them will do',
  )
})

t.test('OC-09 no acr is claimed where none was asked for', async (t) => {
  t.notOk('acr' in (await idToken(await stage(), {})))
})

t.test('OC-09 another context than that of the session is a new login, which prompt=none cannot have', async (t) => {
  const { authorize, redeem, advance } = await stage()
  const { cookies } = await authorize({ acr_values: 'silver' })
  advance(5)
  t.match(await authorize({ acr_values: 'gold', prompt: 'none' }, { cookies }), {
    told: { error: 'login_required' },
    hint: /acr 'silver' and one of 'gold' is asked for/,
  })
  const { told } = await authorize({ acr_values: 'gold' }, { cookies })
  t.match(claimsOf((await redeem(told!['code']!)).body['id_token'] as string), { acr: 'gold', auth_time: NOW + 5 })
})

t.test('OC-12 acr may be asked for as a claim, by value or by values', async (t) => {
  const staged = await stage()
  t.equal((await idToken(staged, asking({ id_token: { acr: { value: 'gold' } } })))['acr'], 'gold')
  t.equal(
    (await idToken(staged, asking({ id_token: { acr: { essential: true, values: ['silver', 'gold'] } } })))['acr'],
    'silver',
  )
  t.notOk('acr' in (await idToken(staged, asking({ id_token: { acr: null } }))))
})

t.test('OC-12 an essential acr that the user does not reach is a failed login, a voluntary one is not', async (t) => {
  const staged = await stage({ users: [{ ...ALICE, acr: 'bronze' }] })
  const { told, reason, hint } = await staged.authorize(
    asking({ id_token: { acr: { essential: true, values: ['gold'] } } }),
  )
  t.match(told, { error: 'unmet_authentication_requirements', state: 'xyz', iss: /./ })
  t.match({ reason, hint }, { reason: 'acr-unmet', hint: /'bronze'.*'gold'/ })
  t.equal((await idToken(staged, asking({ id_token: { acr: { values: ['gold'] } } })))['acr'], 'bronze')
  t.equal((await idToken(staged, { acr_values: 'gold' }))['acr'], 'bronze')
})

t.test('OC-12 a claim asked for by name is where it was asked for, whatever the scope', async (t) => {
  const staged = await stage()
  const { access_token, id_token } = await staged.tokens(
    asking({ id_token: { email: { essential: true } }, userinfo: { name: null } }),
  )
  t.match(claimsOf(id_token as string), { email: 'alice@example.com', name: undefined })
  t.match((await staged.userinfo(access_token as string)).body, { name: 'Alice', email: undefined })
})

t.test('OC-12 what was asked for is asked for again by a refresh', async (t) => {
  const staged = await stage()
  const { refresh_token } = await staged.tokens(asking({ id_token: { email: null }, userinfo: { name: null } }))
  const { access_token, id_token } = (await staged.refresh(refresh_token as string)).body
  t.equal(claimsOf(id_token as string)['email'], 'alice@example.com')
  t.equal((await staged.userinfo(access_token as string)).body['name'], 'Alice')
})

t.test('OC-12 a claim that has another value than the one asked for stays out, and nothing fails', async (t) => {
  const staged = await stage()
  const named = async (asked: unknown): Promise<unknown> =>
    (await idToken(staged, asking({ id_token: { name: asked } })))['name']
  t.equal(await named({ value: 'Alice' }), 'Alice')
  t.equal(await named({ essential: true, value: 'Mallory' }), undefined)
  t.equal(await named({ values: ['Bob', 'Alice'] }), 'Alice')
  t.equal(await named({ values: ['Bob'] }), undefined)
})

t.test('OC-12 a sub that is asked for is the only user that will do', async (t) => {
  const staged = await stage()
  t.equal((await idToken(staged, asking({ id_token: { sub: { value: 'bob' } } })))['sub'], 'bob')
  const answer = await staged.authorize(asking({ id_token: { sub: { value: 'nobody' } } }))
  t.match(answer, { told: { error: 'login_required' }, reason: 'subject-unknown' })
})

t.test('OC-12 what nobody knows is ignored: claims, members, and names that every object has', async (t) => {
  const staged = await stage()
  const claims = { id_token: { shoe_size: { essential: true }, constructor: null }, future: 1, userinfo: null }
  t.match(await idToken(staged, asking(claims)), { sub: 'alice', shoe_size: undefined })
  const user = { ...ALICE, claims: { ...ALICE.claims, constructor: 'x' } }
  const plain = await idToken(await stage({ users: [user] }), asking({ id_token: { name: null } }))
  t.notOk(Object.hasOwn(plain, 'constructor'))
  t.equal((await idToken(staged, asking({ userinfo: JSON.parse('{"__proto__":{"value":1}}') })))['sub'], 'alice')
})

t.test('OC-12 what is no claims request is refused, and says where', async (t) => {
  const { authorize, ask } = await stage()
  const bad = {
    '{': /not JSON/,
    '[]': /claims is not/,
    '"x"': /claims is not/,
    null: /claims is not/,
    '{"id_token":[]}': /claims\.id_token is not/,
    '{"userinfo":"email"}': /claims\.userinfo is not/,
    '{"id_token":{"email":true}}': /claims\.id_token\.email is not/,
    '{"id_token":{"acr":{"values":"gold"}}}': /claims\.id_token\.acr\.values is not a list/,
  }
  for (const [claims, hint] of Object.entries(bad)) {
    const answer = await authorize({ claims })
    t.match(answer, { told: { error: 'invalid_request', state: 'xyz' }, reason: 'claims-not-json', hint }, claims)
  }
  t.equal((await ask('metadata')).body['claims_parameter_supported'], true)
})

t.test('OC-08 a client may have a max_age by default, which the request overrides', async (t) => {
  const { authorize, redeem, advance } = await stage({ clients: [{ ...WEB, default_max_age: 60 }] })
  const { cookies } = await authorize()
  const authenticated = async (change: Record<string, string> = {}): Promise<unknown> => {
    const { told } = await authorize(change, { cookies })
    return claimsOf((await redeem(told!['code']!)).body['id_token'] as string)['auth_time']
  }
  advance(59)
  t.equal(await authenticated(), NOW)
  advance(1)
  t.equal(await authenticated(), NOW + 60)
  t.equal(await authenticated({ max_age: '61' }), NOW)
})

t.test('OC-07 what is not supported says so by a code of its own', async (t) => {
  const strict = await stage({ policy: { request_parameter: 'refuse', request_uri_parameter: 'refuse' } })
  t.equal((await strict.authorize({ registration: '{}' })).told?.['error'], 'registration_not_supported')
  t.equal((await strict.authorize({ request: 'x.y.z' })).told?.['error'], 'request_not_supported')
  t.equal(
    (await strict.authorize({ request_uri: 'https://app.example/r' })).told?.['error'],
    'request_uri_not_supported',
  )
})

t.test('OC-07 interaction_required and account_selection_required can be had', async (t) => {
  for (const code of ['interaction_required', 'account_selection_required']) {
    t.match((await (await stage({ faults: [`authorize=${code}`] })).authorize()).told, { error: code, state: 'xyz' })
  }
})

t.test('OC-15 offline_access decides about the refresh token where the policy says so', async (t) => {
  const given = async (staged: Staged, scope: string): Promise<boolean> =>
    'refresh_token' in (await staged.tokens({ scope }))
  const always = await stage()
  t.same([await given(always, 'openid'), await given(always, 'openid offline_access')], [true, true])
  const asked = await stage({ policy: { refresh_token_issued: 'offline_access' } })
  t.same([await given(asked, 'openid'), await given(asked, 'openid offline_access')], [false, true])
  const without = await stage({ clients: [{ ...WEB, grant_types: ['authorization_code'] }] })
  t.notOk(await given(without, 'openid offline_access'), 'the client must have the grant as well')
})

t.test('OC-21 a user of the fixtures has claims, a sub, an acr and a will of its own', async (t) => {
  const user = {
    username: 'carol',
    sub: '248289761001',
    acr: 'silver',
    claims: { name: 'Carol' },
    consent: 'deny' as const,
  }
  const denies = await stage({ users: [user] })
  t.match((await denies.authorize()).told, { error: 'access_denied' })
  const staged = await stage({ users: [{ ...user, consent: 'always' }] })
  const { access_token, id_token } = await staged.tokens()
  t.match(claimsOf(id_token as string), { sub: '248289761001', acr: 'silver' })
  t.match((await staged.userinfo(access_token as string)).body, { sub: '248289761001', name: 'Carol' })
})
