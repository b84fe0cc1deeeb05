// openid-client and oauth4webapi as judges of what comes through the browser: hybrid, implicit and form_post.

import t from 'tap'
import type { Test } from 'tap'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import type { Fixtures, Provider } from '../../lib/index.js'
import { insecure } from '../support/judges.js'
import { CALLBACK, failureOf, landed, provided } from '../support/story.js'

const HYBRID: Fixtures = {
  policy: { response_types: ['code', 'id_token', 'code id_token'] },
  clients: [
    {
      client_id: 'hybrid',
      client_secret: 'both ways',
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'implicit'],
      response_types: ['code', 'id_token', 'code id_token'],
    },
  ],
  users: [{ username: 'alice', claims: { name: 'Alice' } }],
}

async function configured(t: Test, ...extensions: ((config: openid.Configuration) => void)[]) {
  const provider = await provided(t, { fixtures: HYBRID })
  const auth = openid.ClientSecretBasic('both ways')
  const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks, ...extensions]
  return { provider, config: await openid.discovery(new URL(provider.issuer), 'hybrid', {}, auth, { execute }) }
}

/** A request as openid-client builds it, with what it expects of the answer. */
async function begun(config: openid.Configuration, more: Record<string, string> = {}) {
  const [expectedState, expectedNonce, pkceCodeVerifier] = [
    openid.randomState(),
    openid.randomNonce(),
    openid.randomPKCECodeVerifier(),
  ]
  const url = openid.buildAuthorizationUrl(config, {
    ...{ redirect_uri: CALLBACK, scope: 'openid profile', state: expectedState, nonce: expectedNonce },
    ...{
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...more,
    },
  })
  return { url, checks: { expectedState, expectedNonce, pkceCodeVerifier } }
}

/** The form that a form_post page posts to the client. */
async function posted(url: URL): Promise<Request> {
  const html = await (await fetch(url, { redirect: 'manual' })).text()
  const fields = [...html.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  )
  const body = new URLSearchParams(Object.fromEntries(fields))
  return new Request(CALLBACK, { method: 'POST', body })
}

t.test('openid-client accepts a hybrid login: c_hash, nonce, state, and both ID Tokens', async (t) => {
  const { config } = await configured(t, openid.useCodeIdTokenResponseType)
  const { url, checks } = await begun(config)
  t.equal(url.searchParams.get('response_type'), 'code id_token')
  const tokens = await openid.authorizationCodeGrant(config, await landed(url), checks)
  t.match(tokens.claims(), { sub: 'alice', aud: 'hybrid' })
})

t.test('openid-client rejects a hybrid response whose code was exchanged for another', async (t) => {
  const { config } = await configured(t, openid.useCodeIdTokenResponseType)
  const { url, checks } = await begun(config)
  const response = await landed(url)
  response.hash = response.hash.replace(/code=[^&]+/, 'code=injected')
  t.match(await failureOf(openid.authorizationCodeGrant(config, response, checks)), { cause: { message: /c_hash/ } })
})

t.test('openid-client accepts an implicit login with an ID Token alone', async (t) => {
  const { config } = await configured(t, openid.useIdTokenResponseType)
  const { url, checks } = await begun(config)
  const claims = await openid.implicitAuthentication(config, await landed(url), checks.expectedNonce, {
    expectedState: checks.expectedState,
  })
  t.match(claims, { sub: 'alice', name: 'Alice' })
})

t.test('openid-client accepts a code by form_post', async (t) => {
  const { config } = await configured(t)
  const { url, checks } = await begun(config, { response_mode: 'form_post' })
  t.match((await openid.authorizationCodeGrant(config, await posted(url), checks)).claims(), { sub: 'alice' })
})

t.test('openid-client accepts a hybrid login by form_post', async (t) => {
  const { config } = await configured(t, openid.useCodeIdTokenResponseType)
  const { url, checks } = await begun(config, { response_mode: 'form_post' })
  t.match((await openid.authorizationCodeGrant(config, await posted(url), checks)).claims(), { sub: 'alice' })
})

async function discovered({ issuer }: Provider): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer)
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure))
}

t.test('oauth4webapi accepts a hybrid response, and the signature of its ID Token', async (t) => {
  const as = await discovered(await provided(t, { fixtures: HYBRID }))
  const client = { client_id: 'hybrid' }
  const url = new URL(as.authorization_endpoint!)
  const asked = {
    client_id: 'hybrid',
    redirect_uri: CALLBACK,
    response_type: 'code id_token',
    scope: 'openid',
    nonce: 'n-1',
    state: 's-1',
  }
  url.search = new URLSearchParams(asked).toString()
  const parameters = await oauth.validateCodeIdTokenResponse(
    as,
    client,
    await landed(url),
    'n-1',
    's-1',
    undefined,
    insecure,
  )
  t.ok(parameters.get('code'))
})
