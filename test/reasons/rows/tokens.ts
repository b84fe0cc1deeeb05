// Access tokens at resources, introspection and revocation; DPoP proofs.

import { ath, asked, CC, holder, shown } from '../../support/dpop.js'
import type { Holder } from '../../support/dpop.js'
import { BASIC, NOW, WEB } from '../../support/realm.js'
import type { Answer, Staged } from '../../support/realm.js'
import { ISSUER, signed, signer } from '../../support/signing.js'
import type { Row, Rows } from '../row.js'

const AT = { tokens: [{ access_token: 'AT_WITH-DASHES', client_id: 'web', user: 'alice', scope: 'openid read' }] }

const auth =
  (authorization: string): Row[0] =>
  (at) =>
    at.ask('userinfo', { headers: { authorization } })
const resource = (at: Staged, token: string, query: Record<string, string> = {}): Promise<Answer> =>
  at.ask('resource', { url: '/_mock/resource', headers: { authorization: `Bearer ${token}` }, query })
const demanding =
  (query: Record<string, string>): Row[0] =>
  (at) =>
    resource(at, 'AT_WITH-DASHES', query)

export const TOKENS: Rows = {
  'token-missing': [(at) => at.ask('userinfo'), 'no access token', 'Authorization: Bearer'],
  'token-scheme': [auth('Token abc'), "'Token'", 'Bearer or DPoP'],
  'token-scheme-twice': [auth('Bearer Bearer abc'), 'Bearer Bearer', 'Authorization: Bearer <access_token>'],
  'token-quoted-or-newline': [auth('Bearer "abc"'), '5 characters with quotes', 'Bearer <access_token>'],
  'token-in-query': [
    (at) => at.ask('userinfo', { query: { access_token: 'x' } }),
    'in the URL',
    'Authorization: Bearer',
  ],
  'token-in-two-places': [
    (at) => at.ask('userinfo', { query: { access_token: 'x' }, headers: { authorization: 'Bearer x' } }),
    'Authorization header and URL',
    'one place',
  ],
  'token-expired': [
    async (at) => {
      const { access_token, refresh_token } = await at.tokens()
      at.advance(3000)
      await at.refresh(String(refresh_token))
      at.advance(700)
      await at.userinfo(String(access_token))
    },
    'expired 1m40s ago',
    'a newer one was issued 11m40s ago',
  ],
  'token-revoked': [
    async (at) => {
      const { access_token } = await at.tokens()
      await at.revoke(String(access_token))
      await at.userinfo(String(access_token))
    },
    'was revoked',
    'revocation endpoint',
  ],
  'token-is-id-token': [async (at) => at.userinfo(String((await at.tokens())['id_token'])), 'ID Token', 'access_token'],
  'token-is-refresh-token': [
    async (at) => at.userinfo(String((await at.tokens())['refresh_token'])),
    'a refresh token',
    'an access token',
  ],
  'token-is-code': [async (at) => at.userinfo(await at.code()), 'an authorization code', 'an access token'],
  'token-is-device-code': [
    async (at) => {
      const { body } = await at.ask('device_authorization', { headers: { authorization: BASIC }, form: {} })
      await at.userinfo(String(body['device_code']))
    },
    'a device code',
    'an access token',
    { clients: [{ ...WEB, grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] }] },
  ],
  'token-other-issuer': [
    async (at) => at.userinfo(await signed({ iss: 'https://other.example' }, await signer('ES256'))),
    'https://other.example',
    ISSUER,
  ],
  'token-bad-signature': [
    async (at) => at.userinfo(await signed({ iss: ISSUER }, await signer('ES256'))),
    'no key of this server signed',
    'a signature by one of',
  ],
  'token-unknown': [auth('Bearer nonsense'), 'did not issue', '8 characters'],
  'token-wrong-audience': [
    async (at) => {
      const { body } = await at.token({ ...CC, resource: 'https://api.example' })
      await resource(at, String(body['access_token']))
    },
    'https://api.example',
    `${ISSUER}/_mock/resource`,
  ],
  'token-insufficient-scope': [demanding({ scope: 'write' }), "'openid read'", "'write'", AT],
  'token-without-user': [
    async (at) => at.userinfo('NOBODY'),
    'stand for a user',
    'this server knows',
    { tokens: [{ access_token: 'NOBODY', client_id: 'web', scope: 'openid' }] },
  ],
  'token-other-client': [
    async (at) => at.ask('revocation', { form: { token: 'AT_WITH-DASHES', client_id: 'spa' } }),
    "'web'",
    "'spa'",
    AT,
  ],
  'token-replaced': [
    async (at) => {
      const { refresh_token } = await at.tokens()
      await at.refresh(String(refresh_token))
      await at.introspect(String(refresh_token))
    },
    'inactive',
    'replaced',
  ],
  'step-up-acr': [demanding({ acr_values: 'gold' }), "acr '(none)'", "'gold'", AT],
  'step-up-max-age': [
    async (at) => {
      at.advance(120)
      await resource(at, 'AT_WITH-DASHES', { max_age: '60' })
    },
    '120 s ago',
    '60 s',
    AT,
  ],
  'resource-demand': [demanding({ max_age: 'soon' }), "'soon'", 'a number of seconds', AT],
  'resource-absent': [
    (at) => {
      delete (at.realm.server.locations.paths as Record<string, string>)['resource']
      return at.ask('protected_resource_metadata', { rest: '/_mock/resource' })
    },
    'this server',
    'no resource',
  ],
}

const proofOf =
  (claims: object, header: object = {}, more: (one: Holder) => object = () => ({})): Row[0] =>
  async (at) => {
    const one = await holder()
    return asked(at, CC, await one.proof(claims, { ...header, ...more(one) }))
  }

/** A token bound to a key, and another holder. */
async function bound(at: Staged): Promise<readonly [token: string, one: Holder, other: Holder]> {
  const [one, other] = [await holder(), await holder()]
  const { body } = await asked(at, CC, await one.proof())
  return [String(body['access_token']), one, other]
}

const NONCES = { policy: { dpop_nonce: 'required' } }

export const PROOFS: Rows = {
  'dpop-missing': [
    async (at) => {
      const [token] = await bound(at)
      await at.ask('resource', { url: '/_mock/resource', headers: { authorization: `DPoP ${token}` } })
    },
    'scheme DPoP',
    'no DPoP header',
  ],
  'dpop-bound-as-bearer': [
    async (at) => at.userinfo((await bound(at))[0]),
    'bound to a DPoP key',
    'Authorization: Bearer',
  ],
  'dpop-token-unbound': [
    async (at) => shown(at, 'resource', 'AT_WITH-DASHES', await holder()),
    'bound to no key',
    'Authorization: DPoP',
    AT,
  ],
  'dpop-repeated': [(at) => asked(at, CC, 'a.b.c, d.e.f'), 'more than one', 'send one'],
  'dpop-malformed': [(at) => asked(at, CC, 'nonsense'), 'not a JWT', 'three parts'],
  'dpop-typ': [proofOf({}, { typ: 'JWT' }), "'JWT'", 'dpop+jwt'],
  'dpop-alg': [
    (at) => asked(at, CC, `${Buffer.from('{"typ":"dpop+jwt","alg":"HS256"}').toString('base64url')}.e30.x`),
    "'HS256'",
    'ES256',
  ],
  'dpop-jwk-missing': [proofOf({}, { jwk: undefined }), 'no jwk', 'public key'],
  'dpop-private-key': [
    proofOf({}, {}, ({ signer: { jwk } }) => ({ jwk: { ...jwk, kid: undefined, d: 'x' } })),
    'has d',
    'private key',
  ],
  'dpop-signature': [
    async (at) => {
      const [one, other] = [await holder(), await holder()]
      const { kid: _kid, ...jwk } = other.signer.jwk
      await asked(at, CC, await one.proof({}, { jwk }))
    },
    'does not verify',
    'its own header',
  ],
  'dpop-claims': [proofOf({ jti: undefined, htu: undefined }), 'no jti, no htu', 'jti, htm, htu and iat are required'],
  'dpop-htm': [proofOf({ htm: 'GET' }), "'GET'", 'POST'],
  'dpop-htu': [proofOf({ htu: `${ISSUER}/tokens` }), `${ISSUER}/tokens'`, `${ISSUER}/token was called`],
  'dpop-htu-proxy': [proofOf({ htu: 'https://proxy.example/token' }), 'https://proxy.example/token', `${ISSUER}/token`],
  'dpop-iat-skew': [proofOf({ iat: NOW - 400 }), '400 s ago', '300 s'],
  'dpop-ath': [
    async (at) => {
      const [token, one] = await bound(at)
      await shown(at, 'resource', token, one, { claims: { ath: ath('another') } })
    },
    ath('another'),
    'BASE64URL(SHA256(access_token))',
  ],
  'dpop-jti-replay': [
    async (at) => {
      const one = await holder()
      await asked(at, CC, await one.proof({ jti: 'once' }))
      await asked(at, CC, await one.proof({ jti: 'once' }))
    },
    "'once'",
    '0 s ago',
  ],
  'dpop-nonce-missing': [proofOf({}), 'no nonce', 'required', NONCES],
  'dpop-nonce-unknown': [proofOf({ nonce: 'guessed' }), "'guessed'", 'did not give out', NONCES],
  'dpop-nonce-stale': [
    async (at) => {
      const one = await holder()
      const { headers } = await asked(at, CC, await one.proof())
      at.advance(700)
      await asked(at, CC, await one.proof({ nonce: headers['dpop-nonce'] }))
    },
    'nonce of the DPoP proof',
    '5 minutes old',
    NONCES,
  ],
  'cert-thumbprint-mismatch': [
    async (at) => {
      const { server } = at.realm
      const cnf = { 'x5t#S256': 'the-thumbprint-of-another' }
      const value = { kind: 'access_token', client_id: 'web', scope: 'read', cnf } as const
      await server.records.keep('BOUND', value, { family: 'f', expires_at: server.expiry(60) })
      const { CERTIFICATE } = await import('./certificate.js')
      const headers = { authorization: 'Bearer BOUND', 'x-client-cert': encodeURIComponent(CERTIFICATE) }
      await at.ask('resource', { url: '/_mock/resource', headers })
    },
    'the-thumbprint-of-another',
    'WwAaFFiWZSgTeS7Us3z-D9gbFHQsQ51kTImJ4Z0aptM',
    { policy: { client_certificate: 'header' } },
  ],
}
