// openid-client over HTTP, as its documentation shows it, and what the provider makes of what it does.

import t from 'tap'
import type { Test } from 'tap'
import * as client from 'openid-client'
import { CALLBACK, WEB, landed, provided } from '../support/story.js'

async function story(t: Test, ...rules: readonly string[]) {
  const provider = await provided(t)
  const config = await client.discovery(new URL(provider.issuer), 'web', WEB.client_secret, undefined, {
    execute: [client.allowInsecureRequests],
  })
  const { verdicts, faults } = provider.home
  for (const rule of rules) faults.arm(rule)
  return { provider, config, verdicts, back: () => authorized(config) }
}

/** Up to the redirection back to the client, with all that it checks later. */
async function authorized(config: client.Configuration) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const checks = { pkceCodeVerifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() }
  const url = client.buildAuthorizationUrl(config, {
    ...{ redirect_uri: CALLBACK, scope: 'openid offline_access', state: checks.expectedState },
    ...{ nonce: checks.expectedNonce, code_challenge_method: 'S256' },
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  })
  return { url: await landed(url), checks }
}

/** A login as an application does it: the user's name is asked for when the tokens are good. */
async function login(config: client.Configuration) {
  const { url, checks } = await authorized(config)
  const tokens = await client.authorizationCodeGrant(config, url, checks)
  await client.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '')
  return tokens
}

for (const rule of [
  'authorize=state-wrong',
  'authorize=iss-wrong',
  'authorize=code-missing',
  'id_token=nonce-wrong',
  'id_token=aud-wrong',
  'id_token=alg-none',
  'token=no-token-type',
  'token=error-http-200',
]) {
  t.test(`openid-client refuses ${rule}, and the verdict is that it handled it`, async (t) => {
    const { config, verdicts } = await story(t, rule)
    await t.rejects(login(config))
    t.match(verdicts.settle(), [{ fault: 'f1', outcome: 'handled', spec: String, client_id: 'web' }])
  })
}

t.test('openid-client takes an azp that is not its own, and is caught at userinfo', async (t) => {
  const { config, verdicts, provider } = await story(t, 'id_token=azp-wrong-single-aud')
  await login(config)
  const [verdict] = verdicts.list()
  t.match(verdict, { effect: 'idt-azp-wrong-single-aud', outcome: 'mishandled' })
  t.match(provider.home.journal.find(verdict?.decided_by ?? ''), { endpoint: 'userinfo' })
})

t.test('an application that replaces its refresh token handles rotation, one that does not is caught', async (t) => {
  const { config, verdicts, provider } = await story(t)
  const { refresh_token = '' } = await login(config)
  provider.home.faults.arm('token.refresh=refresh-rotated@1')
  const next = await client.refreshTokenGrant(config, refresh_token)
  await client.refreshTokenGrant(config, next.refresh_token ?? '')
  t.match(verdicts.list(), [{ effect: 'tr-refresh-rotated', outcome: 'handled' }])
  const other = await login(config)
  provider.home.faults.arm('token.refresh=refresh-rotated@1')
  await client.refreshTokenGrant(config, other.refresh_token ?? '')
  await t.rejects(client.refreshTokenGrant(config, other.refresh_token ?? ''))
  t.match(verdicts.list()[1], { outcome: 'mishandled', because: /old refresh token/ })
})

t.test('openid-client, asked twice, sends no second request by itself over a challenge without DPoP', async (t) => {
  const { config, verdicts } = await story(t, 'token=use-dpop-nonce')
  await t.rejects(login(config))
  t.match(verdicts.settle(), [{ outcome: 'inconclusive', because: /never tried again/ }])
})

t.test('openid-client with DPoP answers the nonce once and is served', async (t) => {
  const { config, verdicts } = await story(t, 'token.cc=use-dpop-nonce@1')
  const keys = await client.randomDPoPKeyPair()
  const DPoP = client.getDPoPHandle(config, keys)
  await client.clientCredentialsGrant(config, { scope: 'api' }, { DPoP })
  t.match(verdicts.list(), [{ outcome: 'handled', because: /once more and was served/ }])
})

t.test('two applications at once, each with its own verdict', async (t) => {
  const { config, verdicts, provider } = await story(t, 'token.refresh=invalid-grant')
  const post = await client.discovery(new URL(provider.issuer), 'post', {}, client.ClientSecretPost('posted'), {
    execute: [client.allowInsecureRequests],
  })
  const [ours, theirs] = await Promise.all([login(config), login(post)])
  await Promise.allSettled([
    client.refreshTokenGrant(config, ours.refresh_token ?? ''),
    client.refreshTokenGrant(post, theirs.refresh_token ?? ''),
  ])
  await Promise.all([t.rejects(client.refreshTokenGrant(post, theirs.refresh_token ?? '')), login(config)])
  const outcomes = Object.fromEntries(verdicts.settle().map(({ client_id = '', outcome }) => [client_id, outcome]))
  t.strictSame(outcomes, { web: 'handled', post: 'mishandled' })
})
