// RFC 6750 at a protected resource, and OpenID Connect Core §5.3: userinfo.

import t from 'tap'
import { ALICE, WEB, claimsOf, stage } from '../support/realm.js'
import { FORM, served } from '../support/served.js'

const AT = { access_token: 'AT-1', client_id: 'web', user: 'alice', scope: 'openid email' }
const JWT = { ...WEB, access_token: { format: 'jwt' } } as const

t.test('BT-01 the scheme is case-insensitive', async (t) => {
  const { ask } = await stage({ tokens: [AT] })
  for (const authorization of ['Bearer AT-1', 'bEaReR AT-1', 'bearer   AT-1']) {
    t.equal((await ask('userinfo', { headers: { authorization } })).status, 200, authorization)
  }
})

t.test('BT-01 a value that is no token68 is refused', async (t) => {
  const { ask } = await stage({ tokens: [AT] })
  for (const credentials of ['"AT-1"', 'AT-1, x', 'AT-1 x', 'Bearer AT-1', ' ', '']) {
    const { status, headers, reason } = await ask('userinfo', { headers: { authorization: `Bearer ${credentials}` } })
    t.equal(status, 401, credentials)
    t.equal(reason, credentials.startsWith('Bearer') ? 'token-scheme-twice' : 'token-quoted-or-newline')
    t.match(headers['www-authenticate'], /error="invalid_token"/)
  }
})

t.test('BT-02 a form may carry the token, except with GET', async (t) => {
  const { ask } = await stage({ tokens: [AT] })
  const form = { access_token: 'AT-1' }
  t.equal((await ask('userinfo', { form })).status, 200)
  t.match(await ask('userinfo', { form, method: 'GET' }), { status: 401, reason: 'token-missing' })
})

t.test('BT-03 a token in the URL is refused', async (t) => {
  const { ask } = await stage({ tokens: [AT] })
  const answer = await ask('userinfo', { query: { access_token: 'AT-1' } })
  t.match(answer, { status: 400, body: { error: 'invalid_request' }, reason: 'token-in-query' })
  t.match(answer.headers['www-authenticate'], /^Bearer .*error="invalid_request"/)
})

t.test('BT-04 two ways at once are refused', async (t) => {
  const { ask, realm } = await stage({ tokens: [AT] })
  const headers = { authorization: 'Bearer AT-1' }
  const refused = { status: 400, body: { error: 'invalid_request' }, reason: 'token-in-two-places' }
  t.match(await ask('userinfo', { headers, form: { access_token: 'AT-1' } }), refused)
  t.match(await ask('userinfo', { headers, query: { access_token: 'AT-1' } }), refused)
  t.match(await ask('userinfo', { form: { access_token: ['AT-1', 'AT-1'] } }), {
    status: 400,
    body: { error: 'invalid_request' },
  })
  const app = await served(t, realm)
  const twice = { authorization: ['Bearer AT-1', 'Bearer AT-1'] as unknown as string }
  t.match((await app.inject({ url: '/userinfo', headers: twice })).json(), { error: 'invalid_request' })
})

t.test('BT-05 without a token the challenge has no error', async (t) => {
  const { ask } = await stage()
  const { status, headers } = await ask('userinfo')
  t.equal(status, 401)
  t.equal(headers['www-authenticate'], 'Bearer realm="mock-oauth2-provider"')
})

t.test('BT-05 nor with a scheme that is not offered', async (t) => {
  const { ask } = await stage()
  const { status, headers, reason } = await ask('userinfo', { headers: { authorization: 'Token AT-1' } })
  t.match({ status, reason }, { status: 401, reason: 'token-scheme' })
  t.equal(headers['www-authenticate'], 'Bearer realm="mock-oauth2-provider"')
})

t.test('BT-05 every 401 has a challenge, also for a token without a user', async (t) => {
  const { userinfo } = await stage({ tokens: [{ access_token: 'AT-2', client_id: 'web', scope: 'openid' }] })
  const { status, headers, reason } = await userinfo('AT-2')
  t.match({ status, reason }, { status: 401, reason: 'token-without-user' })
  t.match(headers['www-authenticate'], /^Bearer .*error="invalid_token"/)
})

t.test('BT-06 an unknown token is 401, too little scope 403 with the scope needed', async (t) => {
  const { userinfo } = await stage({ tokens: [{ ...AT, scope: 'email "quoted"' }] })
  t.match(await userinfo('nobody'), { status: 401, body: { error: 'invalid_token' }, reason: 'token-unknown' })
  const { status, body, headers, reason } = await userinfo('AT-1')
  t.match({ status, error: body['error'] }, { status: 403, error: 'insufficient_scope' })
  t.equal(reason, 'token-insufficient-scope')
  t.match(
    headers['www-authenticate'],
    /^Bearer realm="[^"]*", error="insufficient_scope", error_description="[^"\\]*", scope="openid"$/,
  )
})

t.test('BT-07 a challenge repeats no attribute and keeps to its characters', async (t) => {
  const { ask } = await stage()
  const { headers } = await ask('userinfo', { headers: { authorization: 'Bearer "a\\b"' } })
  const attributes = [...headers['www-authenticate']!.matchAll(/(\w+)="([^"]*)"/g)]
  const names = attributes.map(([, name]) => name)
  t.same(names, [...new Set(names)])
  for (const [, , value] of attributes) t.match(value, /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/)
})

t.test('a policy may answer 403 in place of 401', async (t) => {
  const { userinfo } = await stage({ policy: { resource_refusal: 403 } })
  t.equal((await userinfo('nobody')).status, 403)
})

t.test('an access token lives 3600 seconds and not a moment longer', async (t) => {
  for (const client of [WEB, JWT]) {
    const { tokens, userinfo, advance } = await stage({ clients: [client] })
    const { access_token } = await tokens()
    advance(3599.999)
    t.equal((await userinfo(access_token as string)).status, 200)
    advance(0.001)
    t.match(await userinfo(access_token as string), {
      status: 401,
      reason: 'token-expired',
      hint: /expired 0s ago; it lived 1h/,
    })
  }
})

t.test('what is no access token is recognised', async (t) => {
  const { tokens, code, userinfo } = await stage()
  const issued = await tokens()
  t.match(await userinfo(issued['refresh_token'] as string), { status: 401, reason: 'token-is-refresh-token' })
  t.match(await userinfo(await code()), { status: 401, reason: 'token-is-code' })
  t.match(await userinfo(issued['id_token'] as string), { status: 401, reason: 'token-is-id-token' })
})

t.test('a JWT must be signed by this server, and its jti is no token', async (t) => {
  const { tokens, userinfo } = await stage({ clients: [JWT] })
  const jwt = (await tokens())['access_token'] as string
  t.equal((await userinfo(jwt)).status, 200)
  const [header, payload, signature = ''] = jwt.split('.')
  const forged = `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  t.match(await userinfo(forged), { status: 401, reason: 'token-bad-signature' })
  t.match(await userinfo(claimsOf(jwt)['jti'] as string), { status: 401, reason: 'token-unknown' })
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
  t.equal((await userinfo(none)).status, 401)
})

t.test('OC-10 GET and POST answer sub and claims, to scripts as well', async (t) => {
  const { ask, realm } = await stage({ tokens: [AT] })
  const headers = { authorization: 'Bearer AT-1' }
  t.equal((await ask('userinfo', { headers })).body['sub'], 'alice')
  t.equal((await ask('userinfo', { headers, method: 'POST' })).body['sub'], 'alice')
  const app = await served(t, realm)
  const origin = { ...headers, ...FORM, origin: 'https://spa.example' }
  const post = await app.inject({ method: 'POST', url: '/userinfo', headers: origin })
  t.equal(post.statusCode, 200)
  t.equal(post.headers['access-control-allow-origin'], '*')
})

t.test('OC-11 a scope opens its claims and no others', async (t) => {
  const opened = async (scope: string): Promise<readonly string[]> => {
    const { userinfo } = await stage({ tokens: [{ ...AT, scope }], users: [ALICE] })
    return Object.keys((await userinfo('AT-1')).body).sort()
  }
  t.same(await opened('openid'), ['groups', 'sub'])
  t.same(await opened('openid email'), ['email', 'groups', 'sub'])
  t.same(await opened('openid profile'), ['groups', 'name', 'sub'])
  t.same(await opened('openid address phone'), ['address', 'groups', 'phone_number', 'sub'])
  t.same(await opened('openid constructor __proto__'), ['groups', 'sub'])
})

t.test('a claim named sub cannot stand for another user', async (t) => {
  const { userinfo } = await stage({ tokens: [AT], users: [{ ...ALICE, claims: { sub: 'mallory' } }] })
  t.equal((await userinfo('AT-1')).body['sub'], 'alice')
})
