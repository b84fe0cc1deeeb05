// One provider with several names: browsers, containers and proxies reach it by different ones.

import { request } from 'node:http'
import t from 'tap'
import type { Test } from 'tap'
import * as client from 'openid-client'
import { CALLBACK, landed, provided } from '../support/story.js'

// Named, because openid-client would post a bare secret, and `web` is registered for Basic.
const auth = client.ClientSecretBasic('very secret & 100%')
const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks]

/** As fetch would not let us: with a Host of our choice. */
function seen(url: string, headers: Record<string, string>): Promise<any> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      response.on('end', () => resolve(JSON.parse(text)))
    })
    call.on('error', reject).end()
  })
}

const OIDC = '/.well-known/openid-configuration'

/** For an issuer that is configured, the port must be known before the start. */
async function freePort(t: Test): Promise<number> {
  const provider = await provided(t)
  await provider.close()
  return provider.port
}

/** Logs in by whatever the discovery at `server` says. */
async function loggedIn(server: string, options: client.DiscoveryRequestOptions = {}) {
  const config = await client.discovery(new URL(server), 'web', undefined, auth, { execute, ...options })
  const verifier = client.randomPKCECodeVerifier()
  const code_challenge = await client.calculatePKCECodeChallenge(verifier)
  const url = client.buildAuthorizationUrl(config, {
    ...{ redirect_uri: CALLBACK, scope: 'openid email', state: 's-1' },
    ...{ code_challenge, code_challenge_method: 'S256' },
  })
  const checks = { pkceCodeVerifier: verifier, expectedState: 's-1' }
  const tokens = await client.authorizationCodeGrant(config, await landed(url), checks)
  return { config, tokens, info: await client.fetchUserInfo(config, tokens.access_token, 'user-1') }
}

t.test('with a back channel, browsers get the issuer and servers the other name', async (t) => {
  const provider = await provided(t, { issuer: 'http://auth.example:2884', backchannel: 'http://mock:2884/' })
  const metadata: any = await (await fetch(`${provider.url}${OIDC}`)).json()
  t.match(metadata, {
    issuer: 'http://auth.example:2884',
    authorization_endpoint: 'http://auth.example:2884/authorize',
    token_endpoint: 'http://mock:2884/token',
    userinfo_endpoint: 'http://mock:2884/userinfo',
    jwks_uri: 'http://mock:2884/jwks',
    introspection_endpoint: 'http://mock:2884/introspect',
    revocation_endpoint: 'http://mock:2884/revoke',
  })
  t.equal(provider.issuer, 'http://auth.example:2884')
})

t.test('openid-client logs in through both names of a provider with a back channel', async (t) => {
  const port = await freePort(t)
  const names = { issuer: `http://localhost:${port}`, backchannel: `http://127.0.0.1:${port}` }
  await provided(t, { port, ...names })
  const { config, tokens, info } = await loggedIn(names.issuer)
  t.equal(config.serverMetadata().token_endpoint, `${names.backchannel}/token`)
  t.equal(tokens.claims()?.iss, names.issuer)
  t.equal(info.email, 'alice@example.com')
})

t.test('issuer "request" speaks to everybody by the name that they used', async (t) => {
  const { port } = await provided(t, { issuer: 'request' })
  for (const name of ['localhost', '127.0.0.1']) {
    const { config, tokens } = await loggedIn(`http://${name}:${port}`)
    t.equal(config.serverMetadata().issuer, `http://${name}:${port}`)
    t.equal(tokens.claims()?.iss, `http://${name}:${port}`)
  }
})

t.test('issuer "request" follows Host', async (t) => {
  const { port } = await provided(t, { issuer: 'request' })
  const metadata = await seen(`http://127.0.0.1:${port}${OIDC}`, { host: 'mock.internal:8080' })
  t.match(metadata, { issuer: 'http://mock.internal:8080', token_endpoint: 'http://mock.internal:8080/token' })
})

for (const [name, headers] of [
  [
    'X-Forwarded-*',
    { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'auth.example', 'x-forwarded-prefix': '/mock' },
  ],
  ['Forwarded', { forwarded: 'for=10.0.0.1;proto=https;host=auth.example', 'x-forwarded-prefix': '/mock' }],
] as const) {
  t.test(`issuer "request" follows ${name} of a proxy`, async (t) => {
    const { url } = await provided(t, { issuer: 'request' })
    const metadata = await seen(`${url}${OIDC}`, headers)
    t.match(metadata, { issuer: /^https:\/\/auth\.example/, jwks_uri: /^https:\/\/auth\.example.*\/jwks$/ })
  })
}

t.test('openid-client logs in through a proxy that ends TLS and adds a prefix', async (t) => {
  const { url } = await provided(t, { issuer: 'request' })
  const outside = 'https://auth.example/mock'
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'auth.example', 'x-forwarded-prefix': '/mock' }
  const proxied = (address: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    for (const [name, value] of Object.entries(forwarded)) headers.set(name, value)
    return fetch(address.replace(outside, url), { ...init, headers })
  }
  const options = { algorithm: 'oidc', [client.customFetch]: proxied as client.CustomFetch } as const
  const config = await client.discovery(new URL(outside), 'web', undefined, auth, options)
  const tokens = await client.clientCredentialsGrant(config, { scope: 'api' })
  const claims = JSON.parse(Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString())
  t.equal(config.serverMetadata().authorization_endpoint, `${outside}/authorize`)
  t.equal(claims.iss, outside)
})

t.test('without issuer "request", forwarded headers are not believed', async (t) => {
  const provider = await provided(t)
  const metadata = await seen(`${provider.url}${OIDC}`, { 'x-forwarded-host': 'evil.example', host: 'evil.example' })
  t.equal(metadata.issuer, provider.issuer)
})

for (const algorithm of ['oidc', 'oauth2'] as const) {
  t.test(`openid-client logs in at an issuer with a path, found by ${algorithm} discovery`, async (t) => {
    const port = await freePort(t)
    const issuer = `http://localhost:${port}/tenants/one`
    await provided(t, { port, issuer })
    const { config, tokens, info } = await loggedIn(issuer, { algorithm })
    t.equal(config.serverMetadata().token_endpoint, `${issuer}/token`)
    t.equal(tokens.claims()?.iss, issuer)
    t.equal(info.sub, 'user-1')
  })
}

t.test('MD-04 a slash at the end of the issuer stays in the identifier, as some providers have it', async (t) => {
  const { url } = await provided(t, { issuer: 'http://auth.example/' })
  const metadata: any = await (await fetch(`${url}${OIDC}`)).json()
  t.equal(metadata.issuer, 'http://auth.example/')
})

t.test('a slash at the end of the issuer option does not double in URLs', async (t) => {
  const { url } = await provided(t, { issuer: 'http://auth.example/' })
  const metadata: any = await (await fetch(`${url}${OIDC}`)).json()
  t.equal(metadata.token_endpoint, 'http://auth.example/token')
})
