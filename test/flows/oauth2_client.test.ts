// @badgateway/oauth2-client 3: small, driven by RFC 8414 metadata alone.

import t from 'tap'
import { OAuth2Client, generateCodeVerifier } from '@badgateway/oauth2-client'
import type { Provider } from '../../lib/index.js'
import { CALLBACK, failureOf, landed, provided } from '../support/story.js'

const WEB = { clientId: 'web', clientSecret: 'very secret & 100%' }

const clientOf = ({ issuer }: Provider, settings: ConstructorParameters<typeof OAuth2Client>[0] = WEB) =>
  new OAuth2Client({ server: issuer, ...settings })

async function authorized(client: OAuth2Client) {
  const codeVerifier = await generateCodeVerifier()
  const request = { redirectUri: CALLBACK, state: 's-1', codeVerifier }
  const uri = await client.authorizationCode.getAuthorizeUri({ ...request, scope: ['openid', 'email'] })
  return { back: await landed(uri), request }
}

async function loggedIn(client: OAuth2Client) {
  const { back, request } = await authorized(client)
  return client.authorizationCode.getTokenFromCodeRedirect(back, request)
}

for (const [name, settings] of [
  ['client_secret_basic', { ...WEB, authenticationMethod: 'client_secret_basic' }],
  ['client_secret_basic with raw characters', { ...WEB, authenticationMethod: 'client_secret_basic_interop' }],
  ['client_secret_post', { clientId: 'post', clientSecret: 'posted', authenticationMethod: 'client_secret_post' }],
  ['none', { clientId: 'spa' }],
  ['the method that metadata names first', WEB],
] as const) {
  t.test(`oauth2-client logs in by PKCE with ${name}`, async (t) => {
    const token = await loggedIn(clientOf(await provided(t), settings))
    t.match(token, { accessToken: String, refreshToken: String, idToken: String })
  })
}

t.test('oauth2-client finds all endpoints in the metadata of RFC 8414', async (t) => {
  const provider = await provided(t)
  const client = clientOf(provider, { ...WEB })
  const endpoint = await client.getEndpoint('introspectionEndpoint')
  t.equal(endpoint, `${provider.issuer}/introspect`)
  t.match(client.settings, {
    tokenEndpoint: `${provider.issuer}/token`,
    revocationEndpoint: `${provider.issuer}/revoke`,
  })
})

t.test('oauth2-client refuses an answer to another state', async (t) => {
  const client = clientOf(await provided(t))
  const { back, request } = await authorized(client)
  await t.rejects(client.authorizationCode.getTokenFromCodeRedirect(back, { ...request, state: 's-2' }), /state/)
})

t.test('oauth2-client refreshes, and learns that the first refresh token is spent', async (t) => {
  const client = clientOf(await provided(t))
  const token = await loggedIn(client)
  const next = await client.refreshToken(token)
  t.not(next.refreshToken, token.refreshToken)
  const failure = await failureOf(client.refreshToken(token))
  t.match(failure, { oauth2Code: 'invalid_grant', httpCode: 400, message: /was replaced/ })
})

t.test('oauth2-client refreshes in vain after ninety days', async (t) => {
  const provider = await provided(t)
  const client = clientOf(provider)
  const token = await loggedIn(client)
  await provider.clock.advance('90d')
  t.match(await failureOf(client.refreshToken(token)), { oauth2Code: 'invalid_grant', message: /expired/ })
})

t.test('oauth2-client redeems a code after ten minutes in vain', async (t) => {
  const provider = await provided(t)
  const client = clientOf(provider)
  const { back, request } = await authorized(client)
  await provider.clock.advance('10m')
  const failure = await failureOf(client.authorizationCode.getTokenFromCodeRedirect(back, request))
  t.match(failure, { oauth2Code: 'invalid_grant', message: /lives 10m/ })
})

t.test('oauth2-client sends a verifier that does not fit, and is told so', async (t) => {
  const client = clientOf(await provided(t))
  const { back, request } = await authorized(client)
  const codeVerifier = await generateCodeVerifier()
  const failure = await failureOf(client.authorizationCode.getTokenFromCodeRedirect(back, { ...request, codeVerifier }))
  t.match(failure, {
    oauth2Code: 'invalid_grant',
    message: /code_verifier does not answer the code_challenge \(S256\)/,
  })
})

t.test('oauth2-client introspects a token until its hour is over', async (t) => {
  const provider = await provided(t)
  const client = clientOf(provider)
  const token = await loggedIn(client)
  t.match(await client.introspect(token), { active: true, client_id: 'web', username: 'alice' })
  await provider.clock.advance('1h')
  t.same(await client.introspect(token), { active: false })
})

t.test('oauth2-client revokes a token', async (t) => {
  const client = clientOf(await provided(t))
  const token = await loggedIn(client)
  await client.revoke(token)
  t.same(await client.introspect(token), { active: false })
})

t.test('oauth2-client gets a token for itself', async (t) => {
  const token = await clientOf(await provided(t)).clientCredentials({ scope: ['api'] })
  t.match(token, { accessToken: String, refreshToken: null, scope: ['api'] })
})

t.test('oauth2-client reads the reason of a refusal at the authorization endpoint', async (t) => {
  const client = clientOf(await provided(t, { login: 'deny' }))
  t.match(await failureOf(loggedIn(client)), { oauth2Code: 'access_denied', message: /refuses/ })
})

for (const [rule, expected] of [
  ['token=invalid_grant', { oauth2Code: 'invalid_grant', message: /fault f1/ }],
  ['token=503:2s', { httpCode: 503, oauth2Code: 'temporarily_unavailable' }],
  ['token=badjson', { name: 'SyntaxError' }],
  ['token=empty', { name: 'SyntaxError' }],
  ['token=html', { name: 'TypeError', message: /invalid token response|HTTP Error/ }],
  ['token=reset', { cause: { code: 'ECONNRESET' } }],
] as const) {
  t.test(`oauth2-client reports ${rule}@once and succeeds the next time`, async (t) => {
    const provider = await provided(t)
    const client = clientOf(provider)
    await provider.fail(`${rule}@once`)
    t.match(await failureOf(client.clientCredentials()), expected)
    await t.resolves(client.clientCredentials())
  })
}
