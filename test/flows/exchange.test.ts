// Token exchange and assertions over HTTP, with openid-client and oauth4webapi as the judges.

import * as jose from 'jose'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import t from 'tap'
import type { Test } from 'tap'
import type { Fixtures } from '../../lib/index.js'
import { failureOf, provided } from '../support/story.js'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ASSERTION = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const type = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`

const { publicKey, privateKey } = await jose.generateKeyPair('EdDSA', { extractable: true })
const STS = 'https://sts.example'

const FIXTURES = {
  clients: [
    {
      client_id: 'gateway',
      client_secret: 'g',
      grant_types: ['client_credentials', EXCHANGE, ASSERTION],
      scope: 'openid read write',
    },
    { client_id: 'api', client_secret: 'a', grant_types: ['client_credentials'] },
  ],
  users: [{ username: 'alice', sub: 'user-1' }],
  tokens: [{ access_token: 'AT_ALICE', client_id: 'api', user: 'alice', scope: 'openid read write' }],
  trusted_issuers: [{ issuer: STS, jwks: { keys: [{ ...(await jose.exportJWK(publicKey)), kid: 'sts-1' }] } }],
} satisfies Fixtures

async function started(t: Test) {
  const provider = await provided(t, { fixtures: FIXTURES })
  const execute = [client.allowInsecureRequests]
  const config = await client.discovery(new URL(provider.issuer), 'gateway', {}, client.ClientSecretBasic('g'), {
    execute,
  })
  const keys = jose.createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri!))
  return { provider, config, keys }
}

const subject = { subject_token: 'AT_ALICE', subject_token_type: type('access_token') }

t.test('TX-02 openid-client exchanges a seeded token for a narrower one, which jose verifies', async (t) => {
  const { provider, config, keys } = await started(t)
  const tokens = await client.genericGrantRequest(config, EXCHANGE, { ...subject, audience: 'api', scope: 'read' })
  t.match(tokens, { issued_token_type: type('access_token'), token_type: 'bearer', scope: 'read', expires_in: 3600 })
  const { payload } = await jose.jwtVerify(tokens.access_token, keys, {
    issuer: provider.issuer,
    audience: 'api',
    typ: 'at+jwt',
  })
  t.match(payload, { sub: 'user-1', client_id: 'gateway', scope: 'read' })
})

t.test('TX-04 openid-client gets a token that says who acts, and introspection says so too', async (t) => {
  const { config } = await started(t)
  const { access_token: actor_token } = await client.clientCredentialsGrant(config, { scope: 'read' })
  const sent = { ...subject, actor_token, actor_token_type: type('access_token') }
  const { access_token } = await client.genericGrantRequest(config, EXCHANGE, sent)
  t.strictSame(jose.decodeJwt(access_token)['act'], { sub: 'gateway' })
  t.match(await client.tokenIntrospection(config, access_token), {
    active: true,
    sub: 'user-1',
    act: { sub: 'gateway' },
  })
})

t.test('TX-02 oauth4webapi takes N_A for what is no access token', async (t) => {
  const { provider } = await started(t)
  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = new URL(provider.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const self = { client_id: 'gateway' }
  const form = { ...subject, requested_token_type: type('id_token') }
  const response = await oauth.genericTokenEndpointRequest(
    as,
    self,
    oauth.ClientSecretBasic('g'),
    EXCHANGE,
    form,
    insecure,
  )
  const recognizedTokenTypes = { n_a: () => undefined }
  const result = await oauth.processGenericTokenEndpointResponse(as, self, response, { recognizedTokenTypes })
  t.match(result, { token_type: 'n_a', issued_token_type: type('id_token') })
  t.match(jose.decodeJwt(result.access_token), { sub: 'user-1', aud: 'gateway' })
})

t.test('TX-03 openid-client is told what is wrong with a subject token and with a target', async (t) => {
  const { config } = await started(t)
  const bad = await failureOf(client.genericGrantRequest(config, EXCHANGE, { ...subject, subject_token: 'AT_ALICF' }))
  t.match(bad, { error: 'invalid_request', status: 400, error_description: /no access_token that this server issued/ })
  const target = await failureOf(client.genericGrantRequest(config, EXCHANGE, { ...subject, audience: 'nobody' }))
  t.match(target, { error: 'invalid_target', status: 400 })
})

t.test('JA-06 openid-client presents an assertion of a trusted issuer', async (t) => {
  const { provider, config } = await started(t)
  const assertion = await new jose.SignJWT({ jti: 'j-1' })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'sts-1' })
    .setIssuer(STS)
    .setSubject('user-1')
    .setAudience(provider.issuer)
    .setExpirationTime('1m')
    .sign(privateKey)
  const tokens = await client.genericGrantRequest(config, ASSERTION, { assertion, scope: 'openid' })
  t.equal(tokens.claims()?.sub, 'user-1')
  const again = await failureOf(client.genericGrantRequest(config, ASSERTION, { assertion }))
  t.match(again, { error: 'invalid_grant', error_description: /was used already/ })
})
