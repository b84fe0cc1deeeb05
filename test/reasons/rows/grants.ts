// The other grants: refresh tokens, passwords, assertions, client credentials.

import { holder } from '../../support/dpop.js'
import { ALICE, BOB, NOW, SPA, WEB } from '../../support/realm.js'
import type { Answer, Staged } from '../../support/realm.js'
import { ISSUER, signed, signer } from '../../support/signing.js'
import type { Row, Rows } from '../row.js'
import { timely } from './timely.js'

const RT = { tokens: [{ refresh_token: 'RT_WITH-DASHES', client_id: 'web', user: 'alice', scope: 'openid' }] }

/** A refresh token after `uses` uses; answers the first of them. */
async function rotated({ tokens, refresh }: Staged, uses: number): Promise<string> {
  const { refresh_token } = await tokens()
  let next = String(refresh_token)
  for (let use = 0; use < uses; use += 1) next = String((await refresh(next)).body['refresh_token'])
  return String(refresh_token)
}

const refreshed =
  (value: string): Row[0] =>
  (at) =>
    at.refresh(value)

export const REFRESH: Rows = {
  'refresh-unknown': [refreshed('never-issued'), 'did not issue', "'never-issued'"],
  'refresh-whitespace': [refreshed('RT_WITH-DASHES '), '15 characters', '14 characters', RT],
  'refresh-truncated': [refreshed('RT_WITH-D'), '9 characters', '14 characters', RT],
  'refresh-is-access-token': [
    async (at) => at.refresh(String((await at.tokens())['access_token'])),
    'access token',
    'refresh token',
  ],
  'refresh-is-code': [async (at) => at.refresh(await at.code()), 'authorization code', 'refresh token'],
  'refresh-other-client': [
    (at) =>
      at.token({ grant_type: 'refresh_token', client_id: 'spa', refresh_token: 'RT_WITH-DASHES' }, { headers: {} }),
    "'web'",
    "'spa'",
    RT,
  ],
  'refresh-expired-absolute': [
    async (at) => {
      const token = await rotated(at, 0)
      at.advance(90 * 86_400 + 60)
      await at.refresh(token)
    },
    '1m ago',
    'lived 90d',
  ],
  'refresh-expired-idle': [
    async (at) => {
      const token = await rotated(at, 0)
      at.advance(3 * 86_400)
      await at.refresh(token)
    },
    'not used for 2d',
    '1d late',
    { policy: { refresh: { idle: '2d' } } },
  ],
  'refresh-rotated-reuse': [
    async (at) => {
      const token = await rotated(at, 2)
      at.advance(3)
      await at.refresh(token)
    },
    '3s ago',
    "client 'web'",
  ],
  'refresh-rotated-response-maybe-lost': [
    async (at) => {
      const token = await rotated(at, 1)
      at.advance(3)
      await at.refresh(token)
    },
    '3s ago',
    'successor was never used',
  ],
  'refresh-never-updated': [
    async (at) => {
      const token = await rotated(at, 1)
      await at.refresh(token)
      await at.refresh(token)
    },
    'presented 2 times',
    "client 'web'",
    { policy: { refresh: { reuse: 'refuse' } } },
  ],
  'refresh-revoked': [
    async (at) => {
      const token = await rotated(at, 1)
      await at.refresh(token)
      await at.refresh(token)
    },
    'was replaced',
    'successor was revoked',
  ],
  'refresh-revoked-logout': [
    async (at) => {
      const token = await rotated(at, 0)
      await at.realm.logout(undefined, { base: ISSUER })
      await at.refresh(token)
    },
    'the user logged out',
    'not revoked',
  ],
  'refresh-dpop-key': [
    async (at) => {
      const [one, other] = [await holder(), await holder()]
      const { told } = await at.authorize({ client_id: 'spa', redirect_uri: 'https://spa.example/cb' })
      const own = { client_id: 'spa', redirect_uri: 'https://spa.example/cb' }
      const { body } = await at.redeem(told?.['code'] ?? '', own, { headers: { dpop: await one.proof() } })
      const form = { grant_type: 'refresh_token', client_id: 'spa', refresh_token: String(body['refresh_token']) }
      await at.token(form, { headers: { dpop: await other.proof() } })
    },
    'the refresh token is bound to the key',
    'the DPoP proof is made with',
    { clients: [WEB, { ...SPA, pkce: 'optional' }] },
  ],
}

const PASSWORD = { clients: [{ ...WEB, grant_types: ['password'] }], users: [ALICE, BOB] }
const password =
  (username: string, sent: string): Row[0] =>
  (at) =>
    at.token({ grant_type: 'password', username, password: sent })

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const STS = await signer('ES256', 'sts-1')
const OTHER = await signer('ES256', 'other-1')
const TRUST = {
  clients: [{ ...WEB, grant_types: [JWT_BEARER] }],
  trusted_issuers: [{ issuer: 'https://sts.example', jwks: { keys: [STS.jwk] } }],
}

async function assert(at: Staged, change: object, key = STS, header: object = {}): Promise<Answer> {
  const times = { iat: NOW, exp: NOW + 60 }
  const claims = {
    iss: 'https://sts.example',
    sub: 'alice',
    aud: ISSUER,
    jti: crypto.randomUUID(),
    ...times,
    ...change,
  }
  return at.token({ grant_type: JWT_BEARER, assertion: await signed(claims, key, header) })
}

export const OTHERS: Rows = {
  'user-unknown': [password('alcie', 'x'), "'alcie'", "'alice'", PASSWORD],
  'password-wrong': [password('alice', 'wonderlan'), '9 characters sent', '10 expected', PASSWORD],
  'password-not-set': [password('bob', 'x'), "'bob'", 'no password in the fixtures', PASSWORD],
  'password-grant-used': [password('alice', 'wonderland'), 'password of the user', 'other servers refuse', PASSWORD],
  'client-credentials-public-client': [
    (at) => at.token({ grant_type: 'client_credentials', client_id: 'spa' }, { headers: {} }),
    "'spa' is public",
    'clients that authenticate',
    { clients: [{ ...SPA, grant_types: ['client_credentials'] }] },
  ],
  'scope-needs-user': [
    (at) => at.token({ grant_type: 'client_credentials', scope: 'openid read' }),
    'need a user',
    'there is none',
  ],
  'assertion-grant-malformed': [
    (at) => at.token({ grant_type: JWT_BEARER, assertion: 'nonsense' }),
    'not a JWT',
    'nonsense',
    TRUST,
  ],
  'assertion-grant-alg': [
    (at) =>
      at.token({ grant_type: JWT_BEARER, assertion: 'eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL3N0cy5leGFtcGxlIn0.' }),
    "'none'",
    'ES256',
    TRUST,
  ],
  'assertion-grant-issuer-untrusted': [
    (at) => assert(at, { iss: 'https://sts.example/' }),
    "'https://sts.example/'",
    "'https://sts.example'",
    TRUST,
  ],
  'assertion-grant-keys-missing': [
    async (at) => {
      const [trusted] = at.realm.server.trusted_issuers as unknown as { jwks?: unknown }[]
      delete trusted!.jwks
      await assert(at, {})
    },
    "'https://sts.example'",
    'neither jwks nor jwks_uri',
    JSON.parse(JSON.stringify(TRUST)) as object,
  ],
  'assertion-grant-kid-unknown': [(at) => assert(at, {}, OTHER), "'other-1'", 'sts-1', TRUST],
  'assertion-grant-key-mismatch': [
    (at) => assert(at, {}, OTHER, { kid: 'sts-1' }),
    "'https://sts.example'",
    'signature',
    TRUST,
  ],
  'assertion-grant-aud': [(at) => assert(at, { aud: 'https://other.example' }), 'https://other.example', ISSUER, TRUST],
  'assertion-grant-sub-missing': [(at) => assert(at, { sub: undefined }), 'no sub', 'whom the tokens are for', TRUST],
  'assertion-grant-sub-unknown': [(at) => assert(at, { sub: 'alcie' }), "'alcie'", "'alice'", TRUST],
  'assertion-grant-jti-missing': [(at) => assert(at, { jti: undefined }), 'no jti', 'replay', TRUST],
  'assertion-grant-jti-replayed': [
    async (at) => {
      await assert(at, { jti: 'once' })
      await assert(at, { jti: 'once' })
    },
    "'once'",
    '0 s ago',
    TRUST,
  ],
  ...timely('assertion-grant', assert, { fixtures: TRUST }),
}
