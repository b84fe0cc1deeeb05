// openid-client 6, a certified and strict client, as the judge.

import t from 'tap'
import type { Test } from 'tap'
import * as client from 'openid-client'
import type { Provider } from '../../lib/index.js'
import { CALLBACK, CAST, failureOf, landed, provided } from '../support/story.js'

const SECRET = 'very secret & 100%'
const SCOPE = 'openid profile email offline_access'

async function configured(
  { issuer }: Provider,
  client_id = 'web',
  auth: client.ClientAuth = client.ClientSecretBasic(SECRET),
  metadata: Partial<client.ClientMetadata> = {},
): Promise<client.Configuration> {
  const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks]
  return client.discovery(new URL(issuer), client_id, metadata, auth, { execute })
}

/** Up to the redirect back to the client. */
async function authorized(config: client.Configuration, more: Record<string, string> = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
  const url = client.buildAuthorizationUrl(config, {
    ...{ redirect_uri: CALLBACK, scope: SCOPE, state: expectedState, nonce: expectedNonce },
    ...{ code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256' },
    ...more,
  })
  return { back: await landed(url), checks: { pkceCodeVerifier, expectedState, expectedNonce } }
}

async function loggedIn(config: client.Configuration) {
  const { back, checks } = await authorized(config)
  return client.authorizationCodeGrant(config, back, checks)
}

async function story(t: Test) {
  const provider = await provided(t)
  const config = await configured(provider)
  return { provider, config, tokens: await loggedIn(config) }
}

for (const [algorithm, document] of [
  ['oidc', '/.well-known/openid-configuration'],
  ['oauth2', '/.well-known/oauth-authorization-server'],
] as const) {
  t.test(`openid-client discovers the provider by ${document}`, async (t) => {
    const provider = await provided(t)
    const options = { algorithm, execute: [client.allowInsecureRequests] }
    const config = await client.discovery(new URL(provider.issuer), 'web', SECRET, undefined, options)
    t.equal(config.serverMetadata().issuer, provider.issuer)
    t.equal(config.serverMetadata().supportsPKCE(), true)
  })
}

t.test('openid-client logs in with PKCE, state, nonce and iss, and accepts the signed ID Token', async (t) => {
  const { tokens } = await story(t)
  t.match(tokens, { token_type: 'bearer', expires_in: 3600, refresh_token: String, access_token: String })
  t.match(tokens.claims(), { sub: 'user-1', aud: 'web', at_hash: String, auth_time: Number, nonce: String })
})

t.test('openid-client refuses an answer to another state or with another nonce', async (t) => {
  const config = await configured(await provided(t))
  const { back, checks } = await authorized(config)
  const state = await failureOf(client.authorizationCodeGrant(config, back, { ...checks, expectedState: 'another' }))
  t.match(state.cause, { message: /"state"/ })
  const nonce = await failureOf(client.authorizationCodeGrant(config, back, { ...checks, expectedNonce: 'another' }))
  t.match(nonce.cause, { cause: { claim: 'nonce' } })
})

for (const [client_id, auth] of [
  ['web', client.ClientSecretBasic(SECRET)],
  ['post', client.ClientSecretPost('posted')],
  ['spa', client.None()],
] as const) {
  t.test(`openid-client logs in as ${client_id} with the authentication it is registered for`, async (t) => {
    const tokens = await loggedIn(await configured(await provided(t), client_id, auth))
    t.equal(tokens.claims()?.aud, client_id)
  })
}

for (const alg of ['ES256', 'PS256', 'EdDSA']) {
  t.test(`openid-client verifies an ID Token signed with ${alg} by the key of jwks_uri`, async (t) => {
    const metadata = { id_token_signed_response_alg: alg }
    const config = await configured(await provided(t), alg, client.ClientSecretBasic(alg), metadata)
    const tokens = await loggedIn(config)
    const header = JSON.parse(Buffer.from(tokens.id_token?.split('.')[0] ?? '', 'base64url').toString())
    t.match(header, { alg, kid: String })
  })
}

t.test('openid-client refuses an ID Token that is signed otherwise than agreed', async (t) => {
  const metadata = { id_token_signed_response_alg: 'ES256' }
  const config = await configured(await provided(t), 'web', client.ClientSecretBasic(SECRET), metadata)
  await t.rejects(loggedIn(config), { cause: { message: /alg/ } })
})

t.test('openid-client refreshes, and the old refresh token is told to be replaced', async (t) => {
  const { config, tokens } = await story(t)
  const again = await client.refreshTokenGrant(config, tokens.refresh_token!)
  t.not(again.refresh_token, tokens.refresh_token)
  t.equal(again.claims()?.sub, 'user-1')
  const { error, error_description } = await failureOf(client.refreshTokenGrant(config, tokens.refresh_token!))
  t.match({ error, error_description }, { error: 'invalid_grant', error_description: /was replaced .* ago/ })
})

t.test('openid-client is told that its refresh token has expired', async (t) => {
  const { provider, config, tokens } = await story(t)
  await provider.clock.advance('90d')
  const failure = await failureOf(client.refreshTokenGrant(config, tokens.refresh_token!))
  t.match(failure, { error: 'invalid_grant', error_description: /the refresh token expired/ })
})

t.test('a code works just before its ten minutes are over and not at their end', async (t) => {
  const provider = await provided(t, { clock: 'frozen' })
  const config = await configured(provider)
  const [first, second] = [await authorized(config), await authorized(config)]
  await provider.clock.advance('9m59s')
  await t.resolves(client.authorizationCodeGrant(config, first.back, first.checks))
  await provider.clock.advance('1s')
  const failure = await failureOf(client.authorizationCodeGrant(config, second.back, second.checks))
  t.match(failure, { error: 'invalid_grant', error_description: /issued 10m ago and lives 10m/, status: 400 })
})

t.test('an access token is good for userinfo and introspection for an hour and no longer', async (t) => {
  const { provider, config, tokens } = await story(t)
  t.match(await client.fetchUserInfo(config, tokens.access_token, 'user-1'), { email: 'alice@example.com' })
  t.match(await client.tokenIntrospection(config, tokens.access_token), {
    active: true,
    client_id: 'web',
    sub: 'user-1',
  })
  await provider.clock.advance('1h')
  const failure = await failureOf(client.fetchUserInfo(config, tokens.access_token, 'user-1'))
  t.match(failure, { status: 401, cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }] })
  t.match(failure.cause[0].parameters.error_description, /the access token expired/)
  t.strictSame({ ...(await client.tokenIntrospection(config, tokens.access_token)) }, { active: false })
})

t.test('openid-client gets a token for itself by client_credentials, without a refresh token', async (t) => {
  const config = await configured(await provided(t))
  const tokens = await client.clientCredentialsGrant(config, { scope: 'api' })
  t.match(tokens, { scope: 'api', expires_in: 3600, refresh_token: undefined, id_token: undefined })
})

t.test('openid-client revokes its refresh token, and the access token goes with it', async (t) => {
  const { config, tokens } = await story(t)
  await client.tokenRevocation(config, tokens.refresh_token!)
  const failure = await failureOf(client.refreshTokenGrant(config, tokens.refresh_token!))
  t.match(failure, { error: 'invalid_grant', error_description: /revoked/ })
  t.equal((await client.tokenIntrospection(config, tokens.access_token)).active, false)
})

t.test('openid-client is told of a refused login by its error class for redirects', async (t) => {
  const provider = await provided(t, { login: 'deny' })
  const config = await configured(provider)
  const { back, checks } = await authorized(config)
  const failure = await failureOf(client.authorizationCodeGrant(config, back, checks))
  t.match(failure, { error: 'access_denied', error_description: /every user refuses/ })
})

t.test('openid-client is told that its secret is wrong', async (t) => {
  const config = await configured(await provided(t), 'web', client.ClientSecretBasic('guess'))
  const failure = await failureOf(client.clientCredentialsGrant(config))
  t.match(failure, { status: 401, cause: [{ scheme: 'basic' }] })
})

t.test('a bare secret, which openid-client posts, is taken where no authentication method was named', async (t) => {
  const { issuer } = await provided(t)
  const execute = [client.allowInsecureRequests]
  const config = await client.discovery(new URL(issuer), 'web', SECRET, undefined, { execute })
  await t.resolves(client.clientCredentialsGrant(config))
})

t.test('a secret that is posted by a client registered for Basic is refused, and openid-client sees why', async (t) => {
  const [web, ...others] = CAST.clients ?? []
  const clients = [{ ...web, client_id: 'web', token_endpoint_auth_method: 'client_secret_basic' as const }, ...others]
  const { issuer } = await provided(t, { fixtures: { ...CAST, clients } })
  const execute = [client.allowInsecureRequests]
  const config = await client.discovery(new URL(issuer), 'web', SECRET, undefined, { execute })
  const failure = await failureOf(client.clientCredentialsGrant(config))
  const told = /registered for client_secret_basic but used client_secret_post/
  t.match(failure, { cause: [{ parameters: { error: 'invalid_client', error_description: told } }] })
})

t.test('openid-client meets a fault at the second token request only', async (t) => {
  const provider = await provided(t, { fixtures: { ...CAST, faults: ['token=invalid_grant@2'] } })
  const config = await configured(provider)
  const { refresh_token = '' } = await loggedIn(config)
  const failure = await failureOf(client.refreshTokenGrant(config, refresh_token))
  t.match(failure, { error: 'invalid_grant', error_description: /fault f1/ })
  await t.resolves(client.refreshTokenGrant(config, refresh_token))
})
