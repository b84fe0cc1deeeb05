// A resource server with jose, which knows nothing of us but the issuer: it takes the keys from jwks_uri.

import { createHash } from 'node:crypto'
import t from 'tap'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import type { Provider } from '../../lib/index.js'
import { CALLBACK, CAST, landed, provided } from '../support/story.js'

interface Tokens {
  readonly access_token: string
  readonly id_token: string
}

async function tokensOf({ url }: Provider, client_id: string, client_secret: string): Promise<Tokens> {
  const asked = { response_type: 'code', client_id, redirect_uri: CALLBACK, scope: 'openid', state: 's' }
  const code = (await landed(`${url}/authorize?${new URLSearchParams(asked).toString()}`)).searchParams.get('code')!
  const headers = { authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` }
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK })
  return (await fetch(`${url}/token`, { method: 'POST', headers, body })).json() as Promise<Tokens>
}

async function keysOf({ issuer }: Provider) {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`)
  const { jwks_uri } = (await response.json()) as { jwks_uri: string }
  return createRemoteJWKSet(new URL(jwks_uri))
}

const API = {
  client_id: 'shop',
  client_secret: 's',
  redirect_uris: [CALLBACK],
  access_token: { audience: 'https://api.example', claims: { roles: ['writer'] } },
}

t.test('a resource server accepts an access token for its audience, with the claims that fixtures give', async (t) => {
  const provider = await provided(t, { fixtures: { ...CAST, clients: [API] } })
  const { access_token } = await tokensOf(provider, 'shop', 's')
  const options = { issuer: provider.issuer, audience: 'https://api.example', typ: 'at+jwt' }
  const { payload } = await jwtVerify(access_token, await keysOf(provider), options)
  t.match(payload, { sub: 'user-1', client_id: 'shop', scope: 'openid', roles: ['writer'], jti: String })
})

t.test('a resource server refuses an access token meant for another audience', async (t) => {
  const provider = await provided(t, { fixtures: { ...CAST, clients: [API] } })
  const { access_token } = await tokensOf(provider, 'shop', 's')
  const options = { issuer: provider.issuer, audience: 'https://other.example' }
  await t.rejects(jwtVerify(access_token, await keysOf(provider), options), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' })
})

t.test('a resource server sees an access token of an hour ago as expired', async (t) => {
  const provider = await provided(t, { clock: '-1h' })
  const { access_token } = await tokensOf(provider, 'web', 'very%20secret%20%26%20100%25')
  await t.rejects(jwtVerify(access_token, await keysOf(provider)), { code: 'ERR_JWT_EXPIRED' })
})

t.test('a resource server that shares the clock sees the hour pass', async (t) => {
  const provider = await provided(t)
  const { access_token } = await tokensOf(provider, 'web', 'very%20secret%20%26%20100%25')
  const keys = await keysOf(provider)
  const judged = async () => jwtVerify(access_token, keys, { currentDate: new Date(await provider.clock.now()) })
  await provider.clock.advance('59m')
  await t.resolves(judged())
  await provider.clock.advance('1m')
  await t.rejects(judged(), { code: 'ERR_JWT_EXPIRED' })
})

for (const [client_id, secret, alg] of [
  ['web', 'very%20secret%20%26%20100%25', 'RS256'],
  ['ES256', 'ES256', 'ES256'],
  ['PS256', 'PS256', 'PS256'],
  ['EdDSA', 'EdDSA', 'EdDSA'],
] as const) {
  t.test(
    `the ID Token of client ${client_id} verifies as ${alg}, and its at_hash is made of the access token`,
    async (t) => {
      const provider = await provided(t)
      const { access_token, id_token } = await tokensOf(provider, client_id, secret)
      const expected = { issuer: provider.issuer, audience: client_id, algorithms: [alg] }
      const { payload } = await jwtVerify(id_token, await keysOf(provider), expected)
      // OpenID Connect Core §3.1.3.6; EdDSA with Ed25519 hashes with SHA-512.
      const hash = createHash(alg === 'EdDSA' ? 'sha512' : 'sha256')
        .update(access_token, 'ascii')
        .digest()
      t.equal(payload['at_hash'], hash.subarray(0, hash.length / 2).toString('base64url'))
    },
  )
}

t.test('every key has a kid of its own that says it is public, and no private member', async (t) => {
  const { url } = await provided(t)
  const { keys } = (await (await fetch(`${url}/jwks`)).json()) as { keys: Record<string, string>[] }
  t.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length)
  for (const key of keys) {
    t.match(key, { kid: /public-test-key/, use: 'sig', alg: String })
    t.strictSame(
      Object.keys(key).filter((name) => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].includes(name)),
      [],
    )
  }
})

t.test('a token keeps its key when another provider starts', async (t) => {
  const [one, other] = [await provided(t), await provided(t)]
  const { access_token } = await tokensOf(one, 'ES256', 'ES256')
  t.match(decodeProtectedHeader(access_token), { alg: 'RS256', typ: 'at+jwt' })
  await t.resolves(jwtVerify(access_token, await keysOf(other), { issuer: one.issuer }))
})
