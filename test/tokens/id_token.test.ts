// OpenID Connect Core §2, §3.1.3, §12.2: the ID Token.

import { createHash, createPublicKey, verify } from 'node:crypto'
import t from 'tap'
import { PUBLIC_TEST_KEYS } from '../../lib/state/testkeys.js'
import { NOW, WEB, claimsOf, headerOf, stage } from '../support/realm.js'
import type { Fixtures } from '../../lib/fixtures/types.js'

const idToken = async (change: Record<string, string> = {}, fixtures: Fixtures = {}): Promise<string> =>
  (await (await stage(fixtures)).tokens(change))['id_token'] as string

t.test('OC-01 openid switches it on, and without openid there is none', async (t) => {
  const { tokens } = await stage()
  t.ok((await tokens({ scope: 'openid' }))['id_token'])
  t.notOk('id_token' in (await tokens({ scope: 'profile' })))
})

t.test('OC-02 the required claims and nothing else of the user', async (t) => {
  const claims = claimsOf(await idToken({ scope: 'openid profile email' }))
  const { at_hash, sid, ...others } = claims
  t.type(at_hash, 'string')
  t.type(sid, 'string')
  t.same(others, { iss: 'http://localhost:2884', sub: 'alice', aud: 'web', exp: NOW + 3600, iat: NOW, auth_time: NOW })
})

t.test('OC-02 nonce is there if it was sent, and only then', async (t) => {
  t.equal(claimsOf(await idToken({ nonce: 'n-0S6_WzA2Mj' }))['nonce'], 'n-0S6_WzA2Mj')
  t.notOk('nonce' in claimsOf(await idToken()))
})

t.test('OC-02 its lifetime is configured, in whole seconds', async (t) => {
  t.equal(claimsOf(await idToken({}, { lifetimes: { id_token: '90500ms' } }))['exp'], NOW + 90)
})

t.test('OC-04 at_hash is the left half of the hash that belongs to alg', async (t) => {
  const hashes = { RS256: 'sha256', PS256: 'sha256', ES256: 'sha256', EdDSA: 'sha512' } as const
  for (const [alg, hash] of Object.entries(hashes)) {
    const { tokens } = await stage({ clients: [{ ...WEB, id_token_signed_response_alg: alg as 'RS256' }] })
    const { id_token, access_token } = await tokens()
    const digest = createHash(hash)
      .update(access_token as string)
      .digest()
    t.equal(claimsOf(id_token as string)['at_hash'], digest.subarray(0, digest.length / 2).toString('base64url'), alg)
  }
})

t.test('OC-04 at_hash of a JWT access token is made of its final characters', async (t) => {
  const { tokens } = await stage({ clients: [{ ...WEB, access_token: { format: 'jwt' } }] })
  const { id_token, access_token } = await tokens()
  const digest = createHash('sha256')
    .update(access_token as string)
    .digest()
  t.equal(claimsOf(id_token as string)['at_hash'], digest.subarray(0, 16).toString('base64url'))
})

t.test('OC-05 RS256 is the default and the signature verifies with the published key', async (t) => {
  const { tokens, ask } = await stage()
  const jwt = (await tokens())['id_token'] as string
  const { alg, kid, typ } = headerOf(jwt)
  t.match({ alg, typ }, { alg: 'RS256', typ: 'JWT' })
  const keys = (await ask('jwks')).body['keys'] as { kid: string }[]
  const key = createPublicKey({ key: keys.find((one) => one.kid === kid) as never, format: 'jwk' })
  const [header, payload, signature = ''] = jwt.split('.')
  t.ok(verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')))
})

t.test('OC-05 each algorithm is signed by its own key', async (t) => {
  for (const alg of ['PS256', 'ES256', 'EdDSA'] as const) {
    const header = headerOf(await idToken({}, { clients: [{ ...WEB, id_token_signed_response_alg: alg }] }))
    t.same(header, { alg, typ: 'JWT', kid: `mock-oauth2-public-test-key-${alg.toLowerCase()}` })
  }
})

t.test('OC-05 a policy sets the default algorithm', async (t) => {
  t.equal(headerOf(await idToken({}, { policy: { signature: 'ES256' } }))['alg'], 'ES256')
})

t.test('with keys of one kind that kind signs, and an algorithm without a key is a refusal', async (t) => {
  const keys = PUBLIC_TEST_KEYS.filter(({ alg }) => alg === 'ES256')
  const own = await stage({ clients: [{ ...WEB, access_token: { format: 'jwt' } }] }, { keys })
  const { id_token, access_token } = await own.tokens()
  t.same([headerOf(id_token as string)['alg'], headerOf(access_token as string)['alg']], ['ES256', 'ES256'])
  const wrong = await stage({ clients: [{ ...WEB, id_token_signed_response_alg: 'RS256' }] }, { keys })
  const answer = await wrong.redeem(await wrong.code())
  t.match(answer, {
    status: 500,
    body: { error: 'server_error' },
    reason: 'signing-key-unusable',
    hint: /no key signs RS256; .*ES256/,
  })
})

t.test('OC-16 a refreshed one has the same iss, sub, aud and auth_time, a new iat and no nonce', async (t) => {
  const { tokens, refresh, advance } = await stage()
  const { refresh_token } = await tokens({ nonce: 'n' })
  advance(100)
  const claims = claimsOf((await refresh(refresh_token as string)).body['id_token'] as string)
  t.match(claims, {
    iss: 'http://localhost:2884',
    sub: 'alice',
    aud: 'web',
    auth_time: NOW,
    iat: NOW + 100,
    exp: NOW + 3700,
  })
  t.notOk('nonce' in claims)
})

t.test('OC-16 none comes when the refresh leaves openid out', async (t) => {
  const { tokens, refresh } = await stage()
  t.notOk('id_token' in (await refresh((await tokens())['refresh_token'] as string, { scope: 'profile' })).body)
})

t.test('a client may have more claims, but not in place of the required ones', async (t) => {
  const clients = [{ ...WEB, id_token: { claims: { roles: ['x'], sub: 'mallory', iss: 'https://evil.example' } } }]
  t.match(claimsOf(await idToken({}, { clients })), { roles: ['x'], sub: 'alice', iss: 'http://localhost:2884' })
})
