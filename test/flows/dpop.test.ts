// DPoP and step-up over HTTP: openid-client and oauth4webapi prove, retry with nonces, and read the challenges.

import t from 'tap'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import type { Fixtures, Provider } from '../../lib/index.js'
import { asked, discovered, insecure, signing } from '../support/judges.js'
import { CALLBACK, failureOf, landed, provided } from '../support/story.js'

const CONFIDENTIAL = signing({ client_secret: 's3cret', scope: 'openid email read' })
const PUBLIC = signing({
  scope: 'openid email read',
  dpop_bound_access_tokens: true,
  grant_types: ['authorization_code', 'refresh_token'],
})
const NONCES = { policy: { dpop_nonce: 'required' } } as const

async function configured({ issuer }: Provider, secret?: string): Promise<openid.Configuration> {
  const auth = secret === undefined ? openid.None() : openid.ClientSecretBasic(secret)
  return openid.discovery(new URL(issuer), 'signer', {}, auth, { execute: [openid.allowInsecureRequests] })
}

async function keys(alg = 'ES256'): Promise<openid.CryptoKeyPair> {
  return openid.randomDPoPKeyPair(alg)
}

for (const [name, policy] of [
  ['without nonces', {}],
  ['with nonces', NONCES],
] as const) {
  t.test(`DP-02 openid-client logs in with DPoP ${name}, and calls userinfo and the resource`, async (t) => {
    const provider = await provided(t, { fixtures: { ...CONFIDENTIAL, ...policy } as Fixtures })
    const config = await configured(provider, 's3cret')
    const DPoP = openid.getDPoPHandle(config, await keys())
    const { parameters, checks } = await asked()
    const back = await landed(openid.buildAuthorizationUrl(config, parameters))
    const tokens = await openid.authorizationCodeGrant(config, back, checks, undefined, { DPoP })
    t.equal(tokens.token_type, 'dpop')
    t.match(await openid.fetchUserInfo(config, tokens.access_token, 'user-1', { DPoP }), { sub: 'user-1' })
    const url = new URL('/_mock/resource?dpop=required&scope=email', provider.url)
    const answer = await openid.fetchProtectedResource(config, tokens.access_token, url, 'GET', null, undefined, {
      DPoP,
    })
    t.match(await answer.json(), { sub: 'user-1', token_type: 'DPoP', scope: 'openid email' })
  })

  t.test(`DP-03 openid-client refreshes the bound token of a public client ${name}, with its key alone`, async (t) => {
    const provider = await provided(t, { fixtures: { ...PUBLIC, ...policy } as Fixtures })
    const config = await configured(provider)
    const DPoP = openid.getDPoPHandle(config, await keys('EdDSA').catch(() => keys()))
    const { parameters, checks } = await asked()
    const url = await openid.buildAuthorizationUrlWithPAR(config, parameters, { DPoP })
    const tokens = await openid.authorizationCodeGrant(config, await landed(url), checks, undefined, { DPoP })
    const refresh = (handle: openid.DPoPHandle) =>
      openid.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP: handle })
    const stranger = openid.getDPoPHandle(config, await keys())
    t.match(await failureOf(refresh(stranger)), { error: 'invalid_grant', error_description: /key/ })
    t.match(await refresh(DPoP), { token_type: 'dpop' })
  })
}

t.test('DP-07 the code of another key is refused to openid-client', async (t) => {
  const config = await configured(await provided(t, { fixtures: CONFIDENTIAL }), 's3cret')
  const [DPoP, stranger] = [openid.getDPoPHandle(config, await keys()), openid.getDPoPHandle(config, await keys())]
  const { parameters, checks } = await asked()
  const dpop_jkt = await DPoP.calculateThumbprint()
  const back = await landed(openid.buildAuthorizationUrl(config, { ...parameters, dpop_jkt }))
  const redeemed = openid.authorizationCodeGrant(config, back, checks, undefined, { DPoP: stranger })
  t.match(await failureOf(redeemed), { error: 'invalid_grant', error_description: /bound to the key/ })
})

t.test('DP-04 oauth4webapi sees the demand for a nonce as one, and succeeds with it', async (t) => {
  const provider = await provided(t, { fixtures: { ...CONFIDENTIAL, ...NONCES } })
  const as = await discovered(provider)
  t.ok(as.dpop_signing_alg_values_supported?.includes('ES256'))
  const client = { client_id: 'signer' }
  const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'))
  const ask = async () => {
    const response = await oauth.clientCredentialsGrantRequest(
      as,
      client,
      oauth.ClientSecretBasic('s3cret'),
      { scope: 'read' },
      { DPoP, ...insecure },
    )
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const refused = await failureOf(ask())
  t.match(refused, { error: 'use_dpop_nonce', status: 400 })
  t.ok(oauth.isDPoPNonceError(refused))
  t.match(await ask(), { token_type: 'dpop' })
})

t.test('DP-05 DP-06 oauth4webapi reads the challenges of the resource', async (t) => {
  const provider = await provided(t, { fixtures: CONFIDENTIAL })
  const as = await discovered(provider)
  const client = { client_id: 'signer' }
  const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'))
  const response = await oauth.clientCredentialsGrantRequest(
    as,
    client,
    oauth.ClientSecretBasic('s3cret'),
    { scope: 'read' },
    { DPoP, ...insecure },
  )
  const { access_token } = await oauth.processClientCredentialsResponse(as, client, response)
  const url = new URL('/_mock/resource', provider.url)
  const call = (options: object) =>
    oauth.protectedResourceRequest(access_token, 'GET', url, undefined, undefined, { ...options, ...insecure })
  t.equal((await call({ DPoP })).status, 200)
  t.match(await failureOf(call({})), {
    cause: [{ scheme: 'dpop', parameters: { error: 'invalid_token', algs: /ES256/ } }],
  })
})

t.test('MD-11 oauth4webapi finds from the challenge of the resource to its metadata and its server', async (t) => {
  const provider = await provided(t, { fixtures: CONFIDENTIAL })
  const url = new URL('/_mock/resource', provider.url)
  const { cause } = await failureOf(oauth.protectedResourceRequest('none', 'GET', url, undefined, undefined, insecure))
  const { resource_metadata } = (cause as oauth.WWWAuthenticateChallenge[])[0]!.parameters
  const metadata = await oauth.processResourceDiscoveryResponse(
    url,
    await oauth.resourceDiscoveryRequest(url, insecure),
  )
  t.match(metadata, { resource: url.href, authorization_servers: [provider.issuer] })
  t.same(await (await fetch(String(resource_metadata))).json(), metadata)
})

t.test('SU-01 a client that does what the challenge says gets through', async (t) => {
  const provider = await provided(t, { fixtures: { ...CONFIDENTIAL, resource: { acr_values: 'mfa', max_age: '5m' } } })
  const config = await configured(provider, 's3cret')
  const login = async (more: Record<string, string>): Promise<string> => {
    const { parameters, checks } = await asked()
    const url = openid.buildAuthorizationUrl(config, { ...parameters, redirect_uri: CALLBACK, ...more })
    const maxAge = more['max_age'] === undefined ? {} : { maxAge: Number(more['max_age']) }
    return (await openid.authorizationCodeGrant(config, await landed(url), { ...checks, ...maxAge })).access_token
  }
  const call = (token: string) =>
    openid.fetchProtectedResource(config, token, new URL('/_mock/resource', provider.url), 'GET')
  const { cause } = await failureOf(call(await login({})))
  const { error, acr_values = '', max_age = '' } = (cause as openid.WWWAuthenticateChallenge[])[0]!.parameters
  t.equal(error, 'insufficient_user_authentication')
  t.match({ acr_values, max_age }, { acr_values: 'mfa', max_age: '300' })
  const token = await login({ acr_values, max_age })
  t.match(await (await call(token)).json(), { sub: 'user-1', acr: 'mfa' })
  await provider.clock.advance('301s')
  t.match(await failureOf(call(token)), {
    cause: [{ parameters: { error: 'insufficient_user_authentication', max_age: '300' } }],
  })
})
