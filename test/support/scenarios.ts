// What the judges do: one scenario for each endpoint and library. Add one where a fault needs another.

import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { AUTH, CLIENT, configuredAt, discoveredAt, loggedIn, within } from './judged.js'
import type { Library, Scenario } from './judged.js'
import { CALLBACK } from './story.js'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const EXCHANGED = { subject_token: 'AT', subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' }

const openidClient: Readonly<Record<string, Scenario>> = {
  async 'token.refresh'(ground) {
    const config = await configuredAt(ground)
    return () => openid.refreshTokenGrant(config, 'RT')
  },
  async 'token.code'(ground) {
    const config = await configuredAt(ground)
    const { back, verifier, state, nonce } = await loggedIn(config.serverMetadata().authorization_endpoint!)
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
    return () => openid.authorizationCodeGrant(config, back, checks)
  },
  async 'token.cc'(ground) {
    const config = await configuredAt(ground)
    return () => openid.clientCredentialsGrant(config, { scope: 'api' })
  },
  async 'token.exchange'(ground) {
    const config = await configuredAt(ground)
    return () => openid.genericGrantRequest(config, EXCHANGE, EXCHANGED)
  },
  async 'token.dpop'(ground) {
    const config = await configuredAt(ground)
    const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair())
    return () => openid.refreshTokenGrant(config, 'RT', {}, { DPoP })
  },
  async userinfo(ground) {
    const config = await configuredAt(ground)
    return () => openid.fetchUserInfo(config, 'AT', 'user-1')
  },
  async discovery(ground) {
    const { provider } = ground
    const options = { execute: [openid.allowInsecureRequests], timeout: ground.patience / 1000 }
    return () => openid.discovery(new URL(provider.issuer), 'web', {}, undefined, options)
  },
  async jwks(ground) {
    const config = await configuredAt(ground)
    openid.enableNonRepudiationChecks(config)
    const { back, verifier, state, nonce } = await loggedIn(config.serverMetadata().authorization_endpoint!)
    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
    return () => openid.authorizationCodeGrant(config, back, checks)
  },
  async par(ground) {
    const config = await configuredAt(ground)
    const parameters = { redirect_uri: CALLBACK, scope: 'openid', response_type: 'code' }
    return () => openid.buildAuthorizationUrlWithPAR(config, parameters)
  },
  async device(ground) {
    const config = await configuredAt(ground)
    return () => openid.initiateDeviceAuthorization(config, { scope: 'openid' })
  },
  async introspect(ground) {
    const config = await configuredAt(ground)
    return () => openid.tokenIntrospection(config, 'AT')
  },
  async revoke(ground) {
    const config = await configuredAt(ground)
    return () => openid.tokenRevocation(config, 'AT')
  },
  async register(ground) {
    const { provider, patience } = ground
    const options = { execute: [openid.allowInsecureRequests], timeout: patience / 1000 }
    const metadata = { redirect_uris: [CALLBACK] }
    return () => openid.dynamicClientRegistration(new URL(provider.issuer), metadata, undefined, options)
  },
  async resource(ground) {
    const config = await configuredAt(ground)
    const url = new URL(`${ground.provider.url}/_mock/resource`)
    return () => openid.fetchProtectedResource(config, 'AT', url, 'GET')
  },
}

const oauth4webapi: Readonly<Record<string, Scenario>> = {
  async 'token.refresh'(ground) {
    const as = await discoveredAt(ground)
    return async () => {
      const response = await oauth.refreshTokenGrantRequest(as, CLIENT, AUTH, 'RT', within(ground))
      return oauth.processRefreshTokenResponse(as, CLIENT, response)
    }
  },
  async 'token.code'(ground) {
    const as = await discoveredAt(ground)
    const { back, verifier, state, nonce } = await loggedIn(as.authorization_endpoint!)
    const parameters = oauth.validateAuthResponse(as, CLIENT, back, state)
    return async () => {
      const call = [as, CLIENT, AUTH, parameters, CALLBACK, verifier, within(ground)] as const
      const options = { expectedNonce: nonce, requireIdToken: true }
      const response = await oauth.authorizationCodeGrantRequest(...call)
      return oauth.processAuthorizationCodeResponse(as, CLIENT, response, options)
    }
  },
  async 'token.cc'(ground) {
    const as = await discoveredAt(ground)
    return async () => {
      const response = await oauth.clientCredentialsGrantRequest(as, CLIENT, AUTH, { scope: 'api' }, within(ground))
      return oauth.processClientCredentialsResponse(as, CLIENT, response)
    }
  },
  async 'token.exchange'(ground) {
    const as = await discoveredAt(ground)
    return async () => {
      const response = await oauth.genericTokenEndpointRequest(as, CLIENT, AUTH, EXCHANGE, EXCHANGED, within(ground))
      return oauth.processGenericTokenEndpointResponse(as, CLIENT, response)
    }
  },
  async 'token.dpop'(ground) {
    const as = await discoveredAt(ground)
    const DPoP = oauth.DPoP(CLIENT, await oauth.generateKeyPair('ES256'))
    return async () => {
      const response = await oauth.refreshTokenGrantRequest(as, CLIENT, AUTH, 'RT', { ...within(ground), DPoP })
      return oauth.processRefreshTokenResponse(as, CLIENT, response)
    }
  },
  async userinfo(ground) {
    const as = await discoveredAt(ground)
    return async () => {
      const response = await oauth.userInfoRequest(as, CLIENT, 'AT', within(ground))
      return oauth.processUserInfoResponse(as, CLIENT, 'user-1', response)
    }
  },
  async discovery(ground) {
    const url = new URL(ground.provider.issuer)
    return async () => oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, within(ground)))
  },
  async jwks(ground) {
    const as = await discoveredAt(ground)
    const { back, verifier, state, nonce } = await loggedIn(as.authorization_endpoint!)
    const parameters = oauth.validateAuthResponse(as, CLIENT, back, state)
    const call = [as, CLIENT, AUTH, parameters, CALLBACK, verifier, within(ground)] as const
    const response = await oauth.authorizationCodeGrantRequest(...call)
    await oauth.processAuthorizationCodeResponse(as, CLIENT, response, { expectedNonce: nonce, requireIdToken: true })
    return () => oauth.validateApplicationLevelSignature(as, response, within(ground))
  },
  async par(ground) {
    const as = await discoveredAt(ground)
    const parameters = { redirect_uri: CALLBACK, scope: 'openid', response_type: 'code' }
    return async () => {
      const response = await oauth.pushedAuthorizationRequest(as, CLIENT, AUTH, parameters, within(ground))
      return oauth.processPushedAuthorizationResponse(as, CLIENT, response)
    }
  },
  async device(ground) {
    const as = await discoveredAt(ground)
    return async () => {
      const response = await oauth.deviceAuthorizationRequest(as, CLIENT, AUTH, { scope: 'openid' }, within(ground))
      return oauth.processDeviceAuthorizationResponse(as, CLIENT, response)
    }
  },
  async introspect(ground) {
    const as = await discoveredAt(ground)
    return async () => {
      const response = await oauth.introspectionRequest(as, CLIENT, AUTH, 'AT', within(ground))
      return oauth.processIntrospectionResponse(as, CLIENT, response)
    }
  },
  async revoke(ground) {
    const as = await discoveredAt(ground)
    return async () =>
      oauth.processRevocationResponse(await oauth.revocationRequest(as, CLIENT, AUTH, 'AT', within(ground)))
  },
  async register(ground) {
    const as = await discoveredAt(ground)
    return async () => {
      const response = await oauth.dynamicClientRegistrationRequest(as, { redirect_uris: [CALLBACK] }, within(ground))
      return oauth.processDynamicClientRegistrationResponse(response)
    }
  },
  async resource(ground) {
    const url = new URL(`${ground.provider.url}/_mock/resource`)
    return () => oauth.protectedResourceRequest('AT', 'GET', url, undefined, undefined, within(ground))
  },
}

/** By endpoint, or by grant at the token endpoint. */
export function scenario(name: string): Readonly<Record<Library, Scenario>> {
  const both = { 'openid-client': openidClient[name], oauth4webapi: oauth4webapi[name] }
  for (const [library, one] of Object.entries(both)) if (!one) throw new Error(`${library} has no scenario "${name}"`)
  return both as Record<Library, Scenario>
}

export const SCENARIOS = Object.keys(openidClient)
