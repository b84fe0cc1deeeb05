// Clients that sign their requests to the token endpoint: openid-client and oauth4webapi as judges.

import t from 'tap'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { asked, configured, discovered, insecure, keyed, pair, signing } from '../support/judges.js'
import { served } from '../support/signing.js'
import { failureOf, landed, provided } from '../support/story.js'

const SECRET = 'a client secret of 32 bytes or more'

for (const alg of ['RS256', 'PS256', 'ES256', 'Ed25519']) {
  t.test(`JA-01 openid-client logs in with private_key_jwt signed by ${alg}, refreshes and revokes`, async (t) => {
    const key = await pair(alg)
    const config = await configured(await provided(t, { fixtures: keyed(key) }), openid.PrivateKeyJwt(key.signing))
    const { parameters, checks } = await asked()
    const tokens = await openid.authorizationCodeGrant(
      config,
      await landed(openid.buildAuthorizationUrl(config, parameters)),
      checks,
    )
    t.equal(tokens.claims()?.sub, 'user-1')
    const again = await openid.refreshTokenGrant(config, tokens.refresh_token!)
    t.match(await openid.tokenIntrospection(config, again.access_token), { active: true, client_id: 'signer' })
    await t.resolves(openid.tokenRevocation(config, again.refresh_token!))
  })
}

t.test('JA-05 openid-client gets a token with client_secret_jwt', async (t) => {
  const client = { client_secret: SECRET, token_endpoint_auth_method: 'client_secret_jwt' } as const
  const provider = await provided(t, { fixtures: signing(client) })
  const config = await configured(provider, openid.ClientSecretJwt(SECRET))
  t.match(await openid.clientCredentialsGrant(config), { access_token: String })
  const wrong = await configured(provider, openid.ClientSecretJwt(`${SECRET}.`))
  t.match(await failureOf(openid.clientCredentialsGrant(wrong)), { status: 401 })
})

t.test('JA-07 a client that rotates the key behind its jwks_uri is not kept out', async (t) => {
  const [old, next] = [await pair('ES256', 'old'), await pair('ES256', 'next')]
  const jwks = await served(t, { keys: [old.jwk] })
  const client = { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: jwks.url } as const
  const provider = await provided(t, { fixtures: signing(client) })
  await t.resolves(openid.clientCredentialsGrant(await configured(provider, openid.PrivateKeyJwt(old.signing))))
  jwks.answer = { keys: [next.jwk] }
  const config = await configured(provider, openid.PrivateKeyJwt(next.signing))
  for (let n = 0; n < 3; n += 1) await t.resolves(openid.clientCredentialsGrant(config))
  t.equal(jwks.asked, 2)
})

const aud = (value: unknown) => ({
  [oauth.modifyAssertion]: (_: unknown, payload: Record<string, unknown>) => void (payload['aud'] = value),
})

t.test('D-14 oauth4webapi is taken with the issuer, the token endpoint and the PAR endpoint as aud', async (t) => {
  const key = await pair('ES256')
  const provider = await provided(t, { fixtures: keyed(key) })
  const as = await discovered(provider)
  const client = { client_id: 'signer' }
  const ask = async (value: unknown) => {
    const auth = oauth.PrivateKeyJwt(key.signing, aud(value))
    const response = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, insecure)
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  for (const value of [as.issuer, as.token_endpoint, as.pushed_authorization_request_endpoint, [as.issuer]]) {
    t.match(await ask(value), { access_token: String }, String(value))
  }
  await t.rejects(ask('https://another.example'))
  t.match(provider.home.journal.list().at(-1), { reason: 'assertion-aud', error: 'invalid_client' })
})

t.test('a fault may be aimed at the method', async (t) => {
  const key = await pair('ES256')
  const provider = await provided(t, { fixtures: keyed(key) })
  const config = await configured(provider, openid.PrivateKeyJwt(key.signing))
  await provider.fail('token+auth:private_key_jwt=invalid_grant@1')
  t.match(await failureOf(openid.clientCredentialsGrant(config)), { error: 'invalid_grant' })
  await t.resolves(openid.clientCredentialsGrant(config))
})
