// Authorization requests as JWTs, and tokens that are exchanged.

import { NOW, SPA, WEB } from '../../support/realm.js'
import type { Answer, Staged } from '../../support/realm.js'
import { basic } from '../../support/request.js'
import { ISSUER, secretSigner, signed, signer, unsigned } from '../../support/signing.js'
import type { Row, Rows } from '../row.js'
import { timely } from './timely.js'

const KEY = await signer('ES256')
const OTHER = await signer('ES256', 'other')
const having = (change: object = {}): object => ({
  clients: [JSON.parse(JSON.stringify({ ...WEB, jwks: { keys: [KEY.jwk] }, ...change })), SPA],
})
const KEYED = having()

const inside = (change: object): object => ({
  ...{ iss: 'web', aud: ISSUER, iat: NOW, exp: NOW + 60, client_id: 'web' },
  ...{ redirect_uri: 'https://app.example/cb', response_type: 'code', state: 'inside', ...change },
})

const send = (at: Staged, request: string, more: object = {}): Promise<Answer> =>
  at.ask('authorization', { query: { client_id: 'web', request, ...more } })

async function object(at: Staged, claims: object, key = KEY, header: object = {}, more: object = {}): Promise<Answer> {
  return send(at, await signed(inside(claims), key, header), more)
}

export const OBJECTS: Rows = {
  ...timely('request-object', object, { fixtures: KEYED, except: ['exp-missing'] }),
  'request-object-malformed': [(at) => send(at, 'nonsense'), 'not a JWT', 'nonsense'],
  'request-object-alg': [(at) => object(at, {}), "'ES256'", 'RS256', having({ request_object_signing_alg: 'RS256' })],
  'request-object-unsigned': [
    (at) => send(at, unsigned(inside({}))),
    'alg none',
    'must be signed',
    { ...KEYED, policy: { require_signed_request_object: true } },
  ],
  'request-object-kid-unknown': [(at) => object(at, {}, OTHER), "'other'", 'ES256-1', KEYED],
  'request-object-key-mismatch': [
    (at) => object(at, {}, OTHER, { kid: 'ES256-1' }),
    "client 'web'",
    'signature',
    KEYED,
  ],
  'request-object-keys-missing': [(at) => object(at, {}), "'web'", 'neither jwks nor jwks_uri'],
  'request-object-secret-short': [(at) => object(at, {}, secretSigner('s3cret')), '32 bytes', 'has 6'],
  'request-object-typ': [(at) => object(at, {}, KEY, { typ: 'at+jwt' }), "'at+jwt'", 'oauth-authz-req+jwt', KEYED],
  'request-object-client-id': [(at) => object(at, { client_id: 'spa' }), "'spa'", "'web'", KEYED],
  'request-object-iss': [(at) => object(at, { iss: 'spa' }), "'spa'", "'web'", KEYED],
  'request-object-aud': [(at) => object(at, { aud: 'https://other.example' }), 'https://other.example', ISSUER, KEYED],
  'request-object-nested': [(at) => object(at, { request: 'x' }), 'request or request_uri', 'itself', KEYED],
  'request-object-claims-missing': [(at) => object(at, { exp: undefined }), 'no exp', 'stricter servers', KEYED],
  'request-object-sub': [(at) => object(at, { sub: 'web' }), 'sub', 'client assertion', KEYED],
  'request-object-unverified': [
    (at) => object(at, { redirect_uri: 'http://localhost/cb' }),
    'not verified',
    'configured provider',
    { clients: [] },
  ],
  'request-object-required': [
    (at) => at.authorize(),
    "client 'web'",
    'signed request object',
    having({ require_signed_request_object: true }),
  ],
  'request-parameter-off': [
    (at) => object(at, {}),
    'request objects',
    'request parameter',
    { ...KEYED, policy: { request_parameter: 'refuse' } },
  ],
  'request-parameters-ignored': [(at) => object(at, {}, KEY, {}, { scope: 'admin' }), 'scope', 'outside', KEYED],
}

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const type = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`
const STS = 'https://sts.example'
const THEIRS = await signer('ES256', 'sts-1')
const APP = { ...WEB, grant_types: ['authorization_code', 'refresh_token', 'client_credentials', GRANT] }
const API = { ...APP, client_id: 'api', client_secret: 'a', redirect_uris: [], resources: ['https://api.example'] }
const EXCHANGE = { clients: [APP, API], trusted_issuers: [{ issuer: STS, jwks: { keys: [THEIRS.jwk] } }] }

/** An exchange of alice's access token, changed. */
async function exchange(at: Staged, form: object, headers?: object): Promise<Answer> {
  const { access_token } = await at.tokens({ scope: 'openid read' })
  const sound = { subject_token: access_token, subject_token_type: type('access_token') }
  return at.token({ grant_type: GRANT, ...sound, ...form }, headers)
}

const changed =
  (form: object): Row[0] =>
  (at) =>
    exchange(at, form)

/** A JWT of somebody else, as subject or as actor. */
const foreign =
  (word: 'subject' | 'actor') =>
  async (at: Staged, claims: object, key = THEIRS, header: object = {}): Promise<Answer> => {
    const own = { iss: STS, sub: 'alice', aud: ISSUER, iat: NOW, exp: NOW + 60, ...claims }
    return exchange(at, { [`${word}_token`]: await signed(own, key, header), [`${word}_token_type`]: type('jwt') })
  }

/** What is wrong with either of the two tokens. */
function either(word: 'subject' | 'actor'): Rows {
  const send = foreign(word)
  const token = (value: unknown, kind: string): object => ({
    [`${word}_token`]: value,
    [`${word}_token_type`]: type(kind),
  })
  const own = async (
    at: Staged,
    act: (tokens: Record<string, string>) => Promise<unknown> | undefined,
    name: string,
    kind: string,
  ) => {
    const tokens = (await at.tokens({ scope: 'openid read' })) as Record<string, string>
    await act(tokens)
    return exchange(at, token(tokens[name], kind))
  }
  const rows: Rows = {
    unknown: [changed(token('nonsense', 'access_token')), 'no access_token', 'this server issued', EXCHANGE],
    'other-type': [
      (at) => own(at, () => undefined, 'refresh_token', 'access_token'),
      'a refresh token',
      'says access_token',
      EXCHANGE,
    ],
    'other-client': [
      async (at) => {
        const { refresh_token } = await at.tokens()
        const headers = { headers: { authorization: basic('api', 'a') } }
        await exchange(at, token(refresh_token, 'refresh_token'), headers)
      },
      "client 'web'",
      'only that one',
      EXCHANGE,
    ],
    revoked: [
      (at) => own(at, ({ access_token = '' }) => at.revoke(access_token), 'access_token', 'access_token'),
      'was revoked',
      'revocation endpoint',
      EXCHANGE,
    ],
    replaced: [
      (at) => own(at, ({ refresh_token = '' }) => at.refresh(refresh_token), 'refresh_token', 'refresh_token'),
      'was replaced',
      'ago',
      EXCHANGE,
    ],
    'sub-missing': [(at) => send(at, { sub: undefined }), 'no sub', 'whom the tokens are for', EXCHANGE],
    'sub-unknown': [(at) => send(at, { sub: 'carol' }), "'carol'", 'no user here', EXCHANGE],
    malformed: [changed(token('nonsense', 'jwt')), 'not a JWT', 'nonsense', EXCHANGE],
    alg: [changed(token(unsigned({ iss: STS }), 'jwt')), "'none'", 'ES256', EXCHANGE],
    aud: [(at) => send(at, { aud: 'https://other.example' }), 'https://other.example', ISSUER, EXCHANGE],
    'issuer-untrusted': [
      (at) => send(at, { iss: 'https://unknown.example' }),
      'https://unknown.example',
      STS,
      EXCHANGE,
    ],
    'kid-unknown': [(at) => send(at, {}, OTHER), "'other'", 'sts-1', EXCHANGE],
    'key-mismatch': [(at) => send(at, {}, OTHER, { kid: 'sts-1' }), STS, 'signature', EXCHANGE],
    'keys-missing': [
      async (at) => {
        const [trusted] = at.realm.server.trusted_issuers as unknown as { jwks?: unknown }[]
        delete trusted!.jwks
        await send(at, {})
      },
      STS,
      'neither jwks nor jwks_uri',
      JSON.parse(JSON.stringify(EXCHANGE)) as object,
    ],
  }
  const named = Object.fromEntries(Object.entries(rows).map(([suffix, row]) => [`${word}-token-${suffix}`, row]))
  return { ...named, ...timely(`${word}-token`, send, { fixtures: EXCHANGE }) }
}

export const EXCHANGES: Rows = {
  ...either('subject'),
  ...either('actor'),
  'actor-token-missing': [
    changed({ actor_token_type: type('jwt') }),
    'actor_token_type was sent',
    'without actor_token',
    EXCHANGE,
  ],
  'actor-token-type-missing': [
    changed({ actor_token: 'x' }),
    'actor_token was sent',
    'without actor_token_type',
    EXCHANGE,
  ],
  'may-act-other': [
    async (at) => exchange(at, {}),
    '"sub":"bob"',
    "'web'",
    { ...EXCHANGE, users: [{ username: 'alice', claims: { may_act: { sub: 'bob' } } }, { username: 'bob' }] },
  ],
  'requested-token-type-refused': [
    async (at) => {
      const { body } = await at.token({ grant_type: 'client_credentials', scope: 'read' })
      const own = { subject_token: body['access_token'], requested_token_type: type('id_token') }
      await exchange(at, own)
    },
    'id_token',
    "'web' is no user",
    EXCHANGE,
  ],
  'token-type-saml': [changed({ subject_token_type: type('saml2') }), 'saml2', 'neither reads nor issues', EXCHANGE],
  'token-type-unknown': [
    changed({ subject_token_type: type('acces_token') }),
    'acces_token',
    type('access_token'),
    EXCHANGE,
  ],
  'target-unknown': [changed({ audience: 'apo' }), "'apo'", "'api'", EXCHANGE],
}
