// RFC 7662.

import * as jose from 'jose'
import t from 'tap'
import { NOW, SPA, WEB, claimsOf, headerOf, stage } from '../support/realm.js'
import { basic } from '../support/request.js'
import { FORM, served } from '../support/served.js'

const AT = { access_token: 'AT-1', client_id: 'web', user: 'alice', scope: 'openid read' }
const API = { client_id: 'api', client_secret: 'x', access_token: { format: 'opaque' } } as const
const asApi = { headers: { authorization: basic('api', 'x') } }

t.test('IN-01 the caller authenticates; a client_id alone is no authentication', async (t) => {
  const { ask } = await stage({ tokens: [AT] })
  for (const form of [{ token: 'AT-1' }, { token: 'AT-1', client_id: 'spa' }, { token: 'AT-1', client_id: 'web' }]) {
    const { status, body, headers } = await ask('introspection', { form })
    t.match({ status, error: body['error'] }, { status: 401, error: 'invalid_client' })
    t.match(headers['www-authenticate'], /^Basic /)
  }
})

t.test('IN-01 with no client configured some credentials are still wanted', async (t) => {
  const { ask, introspect } = await stage({ clients: [], tokens: [AT] })
  t.equal((await ask('introspection', { form: { token: 'AT-1', client_id: 'any' } })).status, 401)
  t.match((await introspect('AT-1')).body, { active: true })
})

t.test('IN-01 the token is required', async (t) => {
  const { ask } = await stage()
  const headers = { authorization: basic('web', 's3cret') }
  t.match(await ask('introspection', { headers, form: {} }), {
    status: 400,
    body: { error: 'invalid_request' },
    hint: /token/,
  })
})

t.test(
  'IN-02 D-15 dead, unknown and foreign tokens are inactive and nothing more; the journal knows why',
  async (t) => {
    const tokens = [
      { ...AT, access_token: 'expired', state: 'expired' as const },
      { ...AT, access_token: 'revoked', state: 'revoked' as const },
      { ...AT, access_token: 'foreign', client_id: 'spa' },
      { refresh_token: 'used', client_id: 'web', user: 'alice', scope: 'read', state: 'used' as const },
    ]
    const { introspect, code } = await stage({ tokens })
    const reasons = {
      expired: 'token-expired',
      revoked: 'token-revoked',
      foreign: 'token-other-client',
      garbage: 'token-unknown',
      used: 'token-replaced',
    }
    for (const [token, reason] of Object.entries({ ...reasons, [await code()]: 'token-is-code' })) {
      const { status, reply, warnings } = await introspect(token)
      t.equal(status, 200)
      t.same(reply.content, { kind: 'members', members: { active: false } }, reason)
      t.same(warnings, [reason])
    }
  },
)

t.test('IN-02 an inactive answer over the wire has no other member', async (t) => {
  const { introspect } = await stage()
  t.same((await introspect('garbage')).body, { active: false })
})

t.test('IN-03 an active token tells all that is known of it', async (t) => {
  const { introspect } = await stage({ tokens: [AT] })
  t.same((await introspect('AT-1')).body, {
    active: true,
    scope: 'openid read',
    client_id: 'web',
    username: 'alice',
    token_type: 'Bearer',
    exp: NOW + 3600,
    iat: NOW,
    nbf: NOW,
    sub: 'alice',
    auth_time: NOW,
    aud: 'http://localhost:2884',
    iss: 'http://localhost:2884',
  })
})

t.test('IN-03 of a JWT it says what the JWT says', async (t) => {
  const { tokens, introspect } = await stage({
    clients: [{ ...WEB, access_token: { format: 'jwt', audience: ['https://a.example', 'b'] } }],
  })
  const jwt = (await tokens())['access_token'] as string
  const { body } = await introspect(jwt)
  for (const claim of ['iss', 'sub', 'aud', 'client_id', 'exp', 'iat', 'jti', 'scope'])
    t.same(body[claim], claimsOf(jwt)[claim], claim)
})

t.test('IN-04 a refresh token is told to its client only', async (t) => {
  const { tokens, introspect, ask } = await stage({ clients: [WEB, API] })
  const token = (await tokens())['refresh_token'] as string
  t.match((await introspect(token)).body, { active: true, token_type: 'refresh_token', exp: NOW + 90 * 86_400 })
  t.same((await ask('introspection', { ...asApi, form: { token } })).body, { active: false })
})

t.test('IN-04 a refresh token that never expires has no exp', async (t) => {
  const { tokens, introspect } = await stage({ lifetimes: { refresh_token: 'never' } })
  t.notOk('exp' in (await introspect((await tokens())['refresh_token'] as string)).body)
})

t.test('a resource server may ask about tokens for it', async (t) => {
  const clients = [{ ...WEB, access_token: { format: 'opaque' as const, audience: 'api' } }, API, SPA]
  const { ask } = await stage({ clients, tokens: [AT] })
  t.match((await ask('introspection', { ...asApi, form: { token: 'AT-1' } })).body, { active: true, aud: 'api' })
})

t.test('a policy may let every client ask about every token', async (t) => {
  const { ask } = await stage({ clients: [WEB, API], tokens: [AT] }, { policy: { introspection: 'any' } })
  t.match((await ask('introspection', { ...asApi, form: { token: 'AT-1', token_type_hint: 'nonsense' } })).body, {
    active: true,
  })
})

const SIGNED = { authorization: basic('web', 's3cret'), accept: 'application/token-introspection+jwt' }

t.test('IN-05 who accepts a JWT gets one, signed, for the caller alone', async (t) => {
  const { realm, ask } = await stage({ tokens: [AT] })
  const app = await served(t, realm)
  const answer = await app.inject({
    method: 'POST',
    url: '/introspect',
    headers: { ...FORM, ...SIGNED },
    payload: 'token=AT-1',
  })
  t.match(answer.headers['content-type'], /^application\/token-introspection\+jwt/)
  const jwks = jose.createLocalJWKSet((await ask('jwks')).body as unknown as jose.JSONWebKeySet)
  const options = {
    typ: 'token-introspection+jwt',
    issuer: 'http://localhost:2884',
    audience: 'web',
    currentDate: new Date(NOW * 1000),
  }
  const { payload } = await jose.jwtVerify(answer.body, jwks, options)
  const { token_introspection: told, ...around } = payload
  t.same(around, { iss: 'http://localhost:2884', aud: 'web', iat: NOW })
  t.match(told, { active: true, client_id: 'web', sub: 'alice', scope: 'openid read' })
})

t.test('IN-05 a dead token is inactive in the JWT as well, and the client chooses its algorithm', async (t) => {
  const { realm } = await stage({ clients: [{ ...WEB, introspection_signed_response_alg: 'ES256' }] })
  const app = await served(t, realm)
  const answer = await app.inject({
    method: 'POST',
    url: '/introspect',
    headers: { ...FORM, ...SIGNED },
    payload: 'token=none',
  })
  t.match(headerOf(answer.body), { alg: 'ES256', typ: 'token-introspection+jwt' })
  t.same(claimsOf(answer.body)['token_introspection'], { active: false })
})

t.test('IN-05 the algorithms are advertised, and other callers get JSON', async (t) => {
  const { ask, introspect } = await stage({ tokens: [AT] })
  t.match((await ask('metadata')).body, { introspection_signing_alg_values_supported: ['RS256'] })
  t.equal((await introspect('AT-1')).reply.content.kind, 'members')
})
