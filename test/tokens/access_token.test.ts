// RFC 9068, and access tokens without a form.

import * as jose from 'jose'
import t from 'tap'
import { NOW, WEB, claimsOf, headerOf, stage } from '../support/realm.js'

const jwtClient = { ...WEB, access_token: { format: 'jwt' } } as const

t.test('JT-01 a JWT access token has the claims of RFC 9068', async (t) => {
  const { tokens } = await stage({ clients: [jwtClient] })
  const jwt = (await tokens({ scope: 'openid read' }))['access_token'] as string
  t.match(headerOf(jwt), { typ: 'at+jwt', alg: 'RS256', kid: 'mock-oauth2-public-test-key-rs256' })
  const { jti, ...claims } = claimsOf(jwt)
  t.match(jti, /^.{22}$/)
  t.same(claims, {
    iss: 'http://localhost:2884',
    sub: 'alice',
    aud: 'http://localhost:2884',
    client_id: 'web',
    exp: NOW + 3600,
    iat: NOW,
    scope: 'openid read',
    auth_time: NOW,
  })
})

t.test('JT-01 audience and further claims come from the client, and do not replace the required ones', async (t) => {
  const access_token = { format: 'jwt', audience: 'https://api.example', claims: { roles: ['w'], sub: 'x' } } as const
  const { tokens } = await stage({ clients: [{ ...WEB, access_token }] })
  t.match(claimsOf((await tokens())['access_token'] as string), {
    aud: 'https://api.example',
    roles: ['w'],
    sub: 'alice',
  })
})

for (const signature of ['RS256', 'PS256', 'ES256', 'EdDSA'] as const) {
  t.test(`JT-02 a key of the JWK Set verifies a token signed with ${signature}`, async (t) => {
    const { tokens, ask } = await stage({ clients: [jwtClient], policy: { signature } })
    const jwks = jose.createLocalJWKSet((await ask('jwks')).body as unknown as jose.JSONWebKeySet)
    const token = (await tokens())['access_token'] as string
    const options = {
      typ: 'at+jwt',
      issuer: 'http://localhost:2884',
      audience: 'http://localhost:2884',
      algorithms: [signature],
    }
    t.match(await jose.jwtVerify(token, jwks, { ...options, currentDate: new Date(NOW * 1000) }), {
      protectedHeader: { alg: signature },
    })
  })
}

t.test('JT-03 an opaque token has no dots and says nothing', async (t) => {
  const { tokens } = await stage()
  t.match((await tokens())['access_token'], /^[A-Za-z0-9_-]{43}$/)
})

t.test('JT-03 the policy chooses where the client does not: JWT is the default', async (t) => {
  const client = { ...WEB, access_token: undefined } as never
  t.equal(headerOf((await (await stage({ clients: [client] })).tokens())['access_token'] as string)['typ'], 'at+jwt')
  const opaque = await stage({ clients: [client], policy: { access_token: 'opaque' } })
  t.notMatch((await opaque.tokens())['access_token'], /\./)
})

t.test('the alphabet and length of codes and opaque tokens are policy', async (t) => {
  const { code, tokens } = await stage({ policy: { token_alphabet: 'lower-alphanumeric', token_length: 32 } })
  t.match(await code(), /^[a-z0-9]{32}$/)
  t.match((await tokens())['access_token'], /^[a-z0-9]{32}$/)
})

t.test('seeded access tokens in every state', async (t) => {
  const seed = { client_id: 'web', user: 'alice', scope: 'openid' }
  const states = ['valid', 'expired', 'revoked'] as const
  const { userinfo } = await stage({ tokens: states.map((state) => ({ access_token: state, ...seed, state })) })
  t.equal((await userinfo('valid')).status, 200)
  t.match(await userinfo('expired'), { status: 401, reason: 'token-expired', hint: /expired 1s ago/ })
  t.match(await userinfo('revoked'), { status: 401, reason: 'token-revoked', hint: /the fixture says so/ })
})

t.test('a seeded access token may live for ever', async (t) => {
  const tokens = [{ access_token: 'AT', client_id: 'web', user: 'alice', scope: 'openid', lifetime: 'never' }]
  const { userinfo, advance, introspect } = await stage({ tokens })
  advance(100 * 365 * 86_400)
  t.equal((await userinfo('AT')).status, 200)
  t.notOk('exp' in (await introspect('AT')).body)
})

t.test('seeds know the issuer even when they were planted before the server listened', async (t) => {
  let issuer = ''
  const tokens = [{ access_token: 'AT', client_id: 'web', user: 'alice', scope: 'openid' }]
  const { introspect, userinfo } = await stage({ tokens }, { issuer: () => issuer })
  issuer = 'http://localhost:4711'
  t.match((await introspect('AT')).body, { iss: issuer, aud: issuer })
  t.same((await userinfo('AT')).warnings, [])
})
