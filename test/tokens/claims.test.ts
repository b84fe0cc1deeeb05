// OpenID Connect Core §5: which claims stand where, by scope, by policy, and on purpose.

import t from 'tap'
import { ALICE, WEB, claimsOf, headerOf, stage } from '../support/realm.js'

const JWT = { ...WEB, access_token: { format: 'jwt' as const } }

t.test('OC-11 the claims of a scope are at userinfo, and in the ID Token too when the policy says both', async (t) => {
  for (const [scope_claims, expected] of [
    ['userinfo', undefined],
    ['both', 'alice@example.com'],
  ] as const) {
    const { tokens, userinfo } = await stage({ policy: { scope_claims } })
    const { id_token, access_token } = await tokens({ scope: 'openid email' })
    t.match(claimsOf(id_token as string), { email: expected, name: undefined }, scope_claims)
    t.match((await userinfo(access_token as string)).body, { email: 'alice@example.com', name: undefined })
  }
})

t.test('a claim is placed where the client wants it, and nowhere else', async (t) => {
  const client = {
    ...WEB,
    id_token: { claims: { place: 'id_token' } },
    access_token: { format: 'jwt' as const, claims: { place: 'access_token' } },
    userinfo: { claims: { place: 'userinfo' } },
    token_response: { members: { place: 'token_response' } },
  }
  const { tokens, userinfo, refresh } = await stage({ clients: [client] })
  const body = await tokens()
  t.equal(body['place'], 'token_response')
  t.equal(claimsOf(body['id_token'] as string)['place'], 'id_token')
  t.equal(claimsOf(body['access_token'] as string)['place'], 'access_token')
  t.equal((await userinfo(body['access_token'] as string)).body['place'], 'userinfo')
  t.equal((await refresh(body['refresh_token'] as string)).body['place'], 'token_response')
})

t.test('a placed claim wins over that of the user, but never over what the protocol says', async (t) => {
  const forged = { sub: 'mallory', iss: 'https://evil.example', name: 'Placed' }
  const client = {
    ...WEB,
    id_token: { claims: forged },
    access_token: { format: 'jwt' as const, claims: forged },
    userinfo: { claims: forged },
  }
  const { tokens, userinfo } = await stage({ clients: [client], policy: { scope_claims: 'both' } })
  const { id_token, access_token } = await tokens()
  const honest = { sub: 'alice', iss: 'http://localhost:2884', name: 'Placed' }
  t.match(claimsOf(id_token as string), honest)
  t.match(claimsOf(access_token as string), honest)
  t.match((await userinfo(access_token as string)).body, { sub: 'alice', name: 'Placed' })
})

t.test('a member placed in the token response stands in for the usual one', async (t) => {
  const { tokens } = await stage({
    clients: [{ ...WEB, token_response: { members: { token_type: 'bearer', tenant: 't1' } } }],
  })
  t.match(await tokens(), { token_type: 'bearer', tenant: 't1', expires_in: 3600 })
})

t.test('OC-13 userinfo is a signed JWT for a client that registered for one', async (t) => {
  const { ask, tokens, userinfo } = await stage({ clients: [{ ...JWT, userinfo_signed_response_alg: 'ES256' }] })
  const { access_token } = await tokens()
  const { reply } = await userinfo(access_token as string)
  t.match(reply, { status: 200, content: { kind: 'draft', media_type: 'application/jwt' } })
  const jwt = (reply.content as unknown as { draft: string }).draft
  t.match(headerOf(jwt), { alg: 'ES256', kid: /./ })
  const { sub, iss, aud, name } = claimsOf(jwt)
  t.same({ sub, iss, aud, name }, { sub: 'alice', iss: 'http://localhost:2884', aud: 'web', name: 'Alice' })
  t.ok((await ask('metadata')).body['userinfo_signing_alg_values_supported'].includes('ES256'))
})

t.test('OC-13 a refusal stays JSON with a challenge', async (t) => {
  const { userinfo } = await stage({ clients: [{ ...JWT, userinfo_signed_response_alg: 'ES256' }] })
  t.match(await userinfo('nobody'), {
    status: 401,
    body: { error: 'invalid_token' },
    headers: { 'www-authenticate': /^Bearer/ },
  })
})

t.test('OC-13 the others get JSON', async (t) => {
  const { tokens, userinfo } = await stage({ users: [ALICE] })
  t.match(await userinfo((await tokens())['access_token'] as string), {
    reply: { content: { kind: 'members' } },
    body: { sub: 'alice' },
  })
})
