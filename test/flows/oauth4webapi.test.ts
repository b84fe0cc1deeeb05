// oauth4webapi 3: every message is checked one by one, so it sees what a server sends and what faults spoil.

import t from 'tap'
import type { Test } from 'tap'
import * as oauth from 'oauth4webapi'
import type { Provider } from '../../lib/index.js'
import { CALLBACK, failureOf, landed, provided } from '../support/story.js'

const client: oauth.Client = { client_id: 'web' }
const auth = oauth.ClientSecretBasic('very secret & 100%')
const insecure = { [oauth.allowInsecureRequests]: true }

async function discovered({ issuer }: Provider, algorithm: 'oidc' | 'oauth2' = 'oidc') {
  const url = new URL(issuer)
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm, ...insecure }))
}

async function redeemed(as: oauth.AuthorizationServer, more: Record<string, string> = {}) {
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const url = new URL(as.authorization_endpoint!)
  url.search = new URLSearchParams({
    ...{ client_id: 'web', response_type: 'code', redirect_uri: CALLBACK, scope: 'openid email', state, nonce },
    ...{ code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...more },
  }).toString()
  const parameters = oauth.validateAuthResponse(as, client, await landed(url), state)
  const redeem = () => oauth.authorizationCodeGrantRequest(as, client, auth, parameters, CALLBACK, verifier, insecure)
  return { redeem, expectedNonce: nonce }
}

async function story(t: Test) {
  const provider = await provided(t)
  const as = await discovered(provider)
  const { redeem, expectedNonce } = await redeemed(as)
  const response = await redeem()
  const options = { expectedNonce, requireIdToken: true }
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, options)
  return { provider, as, redeem, response, tokens }
}

const ask = (as: oauth.AuthorizationServer, more: { signal?: AbortSignal } = {}) =>
  oauth.clientCredentialsGrantRequest(as, client, auth, {}, { ...insecure, ...more })

async function asked(as: oauth.AuthorizationServer) {
  return oauth.processClientCredentialsResponse(as, client, await ask(as))
}

async function refreshed(as: oauth.AuthorizationServer, token: string) {
  const response = await oauth.refreshTokenGrantRequest(as, client, auth, token, insecure)
  return oauth.processRefreshTokenResponse(as, client, response)
}

t.test('oauth4webapi finds the same server by RFC 8414 as by OpenID Connect Discovery', async (t) => {
  const provider = await provided(t)
  t.same(await discovered(provider, 'oauth2'), await discovered(provider))
})

t.test('every endpoint that the metadata names is served', async (t) => {
  const as = await discovered(await provided(t))
  const urls = Object.entries(as).filter(([name]) => /_endpoint$|_uri$/.test(name))
  t.ok(urls.length >= 7)
  for (const [name, url] of urls) t.not((await fetch(url as string)).status, 404, name)
})

t.test('oauth4webapi accepts the whole login, and the signature of its ID Token', async (t) => {
  const { as, response, tokens } = await story(t)
  t.match(oauth.getValidatedIdTokenClaims(tokens), { sub: 'user-1', aud: 'web', at_hash: String })
  await t.resolves(oauth.validateApplicationLevelSignature(as, response, insecure))
})

t.test('oauth4webapi checks the age of the login that it asks for', async (t) => {
  const provider = await provided(t)
  const as = await discovered(provider)
  const { redeem, expectedNonce } = await redeemed(as, { max_age: '60' })
  const options = { expectedNonce, maxAge: 60 }
  await t.resolves(oauth.processAuthorizationCodeResponse(as, client, await redeem(), options))
})

t.test('a code that comes back a second time is refused and takes its tokens along', async (t) => {
  const { as, redeem, tokens } = await story(t)
  const failure = await failureOf(oauth.processAuthorizationCodeResponse(as, client, await redeem()))
  t.match(failure, { error: 'invalid_grant', error_description: /was redeemed .* a code works once/ })
  t.match(await failureOf(refreshed(as, tokens.refresh_token!)), {
    error: 'invalid_grant',
    error_description: /revoked/,
  })
})

t.test('oauth4webapi rotates refresh tokens, and reuse ends them all', async (t) => {
  const { as, tokens } = await story(t)
  const next = await refreshed(as, tokens.refresh_token!)
  t.match(await failureOf(refreshed(as, tokens.refresh_token!)), {
    error: 'invalid_grant',
    error_description: /was replaced/,
  })
  t.match(await failureOf(refreshed(as, next.refresh_token!)), { error: 'invalid_grant', error_description: /revoked/ })
})

t.test('oauth4webapi reads userinfo, and after an hour the challenge of RFC 6750', async (t) => {
  const { provider, as, tokens } = await story(t)
  const info = async () => {
    const response = await oauth.userInfoRequest(as, client, tokens.access_token, insecure)
    return oauth.processUserInfoResponse(as, client, 'user-1', response)
  }
  t.match(await info(), { sub: 'user-1', email: 'alice@example.com' })
  await provider.clock.advance('1h')
  const [challenge] = (await failureOf(info())).cause
  t.match(challenge, { scheme: 'bearer', parameters: { error: 'invalid_token', error_description: /expired/ } })
})

t.test('oauth4webapi introspects and revokes an access token', async (t) => {
  const { as, tokens } = await story(t)
  const introspected = async () => {
    const response = await oauth.introspectionRequest(as, client, auth, tokens.access_token, insecure)
    return oauth.processIntrospectionResponse(as, client, response)
  }
  t.match(await introspected(), { active: true, scope: 'openid email', username: 'alice', iss: as.issuer })
  const response = await oauth.revocationRequest(as, client, auth, tokens.access_token, insecure)
  t.equal(await oauth.processRevocationResponse(response), undefined)
  t.same(await introspected(), { active: false })
})

t.test('a resource server that knows RFC 9068 accepts the access token for its audience alone', async (t) => {
  const { as, tokens } = await story(t)
  const request = () =>
    new Request('http://localhost/', { headers: { authorization: `Bearer ${tokens.access_token}` } })
  const claims = await oauth.validateJwtAccessToken(as, request(), as.issuer, insecure)
  t.match(claims, { client_id: 'web', sub: 'user-1', scope: 'openid email', jti: String })
  await t.rejects(oauth.validateJwtAccessToken(as, request(), 'https://another.example', insecure))
})

t.test('a fault at the second token request leaves the first and the third alone', async (t) => {
  const provider = await provided(t)
  const as = await discovered(provider)
  await provider.fail('token=invalid_grant@2')
  await t.resolves(asked(as))
  t.match(await failureOf(asked(as)), { error: 'invalid_grant', error_description: /f1: token=invalid_grant@2/ })
  await t.resolves(asked(as))
})

t.test('503 once carries Retry-After, and the next request succeeds', async (t) => {
  const provider = await provided(t)
  const as = await discovered(provider)
  await provider.fail('token=503:2s@once')
  const { cause: response } = await failureOf(asked(as))
  t.equal(response.status, 503)
  t.equal(response.headers.get('retry-after'), '2')
  await t.resolves(asked(as))
})

t.test('an answer that is broken JSON is refused as such', async (t) => {
  const provider = await provided(t)
  const as = await discovered(provider)
  await provider.fail('token=badjson')
  t.match(await failureOf(asked(as)), { code: oauth.PARSE_ERROR })
})

t.test('an HTML page in place of the answer is refused as such', async (t) => {
  const provider = await provided(t)
  const as = await discovered(provider)
  await provider.fail('token=html')
  t.match(await failureOf(asked(as)), { code: /OAUTH_(RESPONSE_IS_NOT_JSON|RESPONSE_IS_NOT_CONFORM)/ })
})

t.test('a reset connection reaches the client as one', async (t) => {
  const provider = await provided(t)
  const as = await discovered(provider)
  await provider.fail('token=reset')
  t.match(await failureOf(asked(as)), { cause: { code: 'ECONNRESET' } })
})

for (const rule of ['token=slow:10m', 'token=hang']) {
  t.test(`a client that gives up is not held by ${rule}, nor is the provider's close`, async (t) => {
    const provider = await provided(t)
    const as = await discovered(provider)
    await provider.fail(rule)
    await t.rejects(ask(as, { signal: AbortSignal.timeout(50) }), { name: 'TimeoutError' })
    const unanswered = failureOf(ask(as))
    await provider.close()
    t.ok(await unanswered, 'closing lets go of it')
  })
}

t.test('a fault lasts as long as the scope that holds it', async (t) => {
  const provider = await provided(t)
  const as = await discovered(provider)
  {
    await using fault = await provider.fail('token=invalid_client')
    t.match(await failureOf(asked(as)), Error, fault.rule)
  }
  await t.resolves(asked(as))
})
