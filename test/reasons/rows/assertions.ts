// Client authentication with assertions and certificates.

import { BASIC, SPA, WEB } from '../../support/realm.js'
import type { Answer, Staged } from '../../support/realm.js'
import { JWT_BEARER, asserted, assertionClaims, secretSigner, signed, signer } from '../../support/signing.js'
import type { Rows } from '../row.js'
import { timely } from './timely.js'

const CC = { grant_type: 'client_credentials', scope: 'read' }
const KEY = await signer('ES256')
const OTHER = await signer('ES256', 'other')
const SIGNER = {
  client_id: 'signer',
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [KEY.jwk] },
  grant_types: ['client_credentials'],
  redirect_uris: [],
}
const having = (change: object = {}): object => ({
  clients: [WEB, SPA, JSON.parse(JSON.stringify({ ...SIGNER, ...change }))],
})
const fixtures = having()

const send = (at: Staged, form: object): Promise<Answer> => at.token({ ...CC, ...form }, { headers: {} })

async function by(at: Staged, claims: object, { key = KEY, header = {}, form = {} } = {}): Promise<Answer> {
  return send(at, { ...asserted(await signed(assertionClaims(claims), key, header)), ...form })
}

const CERTIFIED = {
  clients: [{ ...WEB, tls_client_certificate_bound_access_tokens: true }],
  policy: { client_certificate: 'header' },
}
const certified = (headers: Record<string, string>, base?: string) => (at: Staged) =>
  at.token(CC, { headers: { authorization: BASIC, ...headers }, ...(base !== undefined && { base }) })

export const ASSERTIONS: Rows = {
  'assertion-type-missing': [(at) => send(at, { client_assertion: 'a.b.c' }), 'client_assertion', JWT_BEARER],
  'assertion-type-wrong': [
    (at) => send(at, { client_assertion: 'a.b.c', client_assertion_type: 'jwt' }),
    "'jwt'",
    JWT_BEARER,
  ],
  'assertion-missing': [
    (at) => send(at, { client_assertion_type: JWT_BEARER }),
    'client_assertion_type was sent',
    'without client_assertion',
  ],
  'assertion-malformed': [(at) => send(at, asserted('nonsense')), 'not a JWT', 'nonsense'],
  'assertion-iss-sub': [(at) => by(at, { iss: 'other' }), "'other'", "'signer'", fixtures],
  'assertion-typ': [
    (at) => by(at, {}, { header: { typ: 'at+jwt' } }),
    "'at+jwt'",
    'client-authentication+jwt',
    fixtures,
  ],
  'assertion-alg': [(at) => by(at, {}), 'ES256', 'RS256', having({ token_endpoint_auth_signing_alg: 'RS256' })],
  'assertion-kid-unknown': [(at) => by(at, {}, { key: OTHER }), "'other'", 'ES256-1', fixtures],
  'assertion-key-mismatch': [
    (at) => by(at, {}, { key: OTHER, header: { kid: 'ES256-1' } }),
    "'signer'",
    'signature',
    fixtures,
  ],
  'assertion-keys-missing': [
    async (at) => {
      const { jwks: _jwks, ...bare } = SIGNER
      at.realm.server.clients.keep({ ...bare, response_types: [] } as never)
      await by(at, {})
    },
    "'signer'",
    'jwks_uri',
  ],
  'assertion-secret-short': [
    (at) => by(at, {}, { key: secretSigner('short') }),
    '32 bytes',
    'has 5',
    having({ jwks: undefined, client_secret: 'short', token_endpoint_auth_method: 'client_secret_jwt' }),
  ],
  'jwks-uri-unreachable': [
    (at) => by(at, {}),
    "'signer'",
    'http://127.0.0.1:9/jwks',
    having({ jwks: undefined, jwks_uri: 'http://127.0.0.1:9/jwks' }),
  ],
  'assertion-aud': [
    (at) => by(at, { aud: 'http://localhost:2884/' }),
    "'http://localhost:2884/'",
    'http://localhost:2884:',
    fixtures,
  ],
  'assertion-jti-missing': [(at) => by(at, { jti: undefined }), 'no jti', 'replay', fixtures],
  'assertion-jti-replayed': [
    async (at) => {
      await by(at, { jti: 'once' })
      await by(at, { jti: 'once' })
    },
    "'once'",
    '0 s ago',
    fixtures,
  ],
  'client-id-assertion-differ': [(at) => by(at, {}, { form: { client_id: 'web' } }), "'signer'", "'web'", fixtures],
  'public-client-sent-assertion': [
    (at) => by(at, { iss: 'spa', sub: 'spa' }),
    "'spa'",
    'token_endpoint_auth_method none',
    fixtures,
  ],
  ...timely('assertion', by, { fixtures }),
  'cert-missing': [certified({}), "'web'", 'no certificate', CERTIFIED],
  'cert-malformed': [
    certified({ 'x-client-cert': 'nonsense' }),
    '8 characters',
    '-----BEGIN CERTIFICATE-----',
    CERTIFIED,
  ],
  'cert-not-loopback': [
    certified({ 'x-client-cert': 'x' }, 'http://mock.example'),
    'http://mock.example',
    'localhost',
    CERTIFIED,
  ],
}
