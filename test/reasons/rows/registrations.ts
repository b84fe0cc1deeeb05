// Clients that come by themselves: registration, its management, metadata documents, software statements.

import { NOW } from '../../support/realm.js'
import type { Answer, Staged } from '../../support/realm.js'
import { published } from '../../support/publisher.js'
import type { Published } from '../../support/publisher.js'
import { served, signed, signer } from '../../support/signing.js'
import type { Row, Rows } from '../row.js'
import { timely } from './timely.js'

const CALLBACK = 'https://client.example/cb'
const KEY = await signer('ES256', 'sts-1')
const OTHER = await signer('ES256', 'other-1')

const register = (at: Staged, metadata: object): Promise<Answer> =>
  at.ask('registration', { method: 'POST', media_type: 'application/json', body: JSON.stringify(metadata) })

const sent =
  (metadata: object): Row[0] =>
  (at) =>
    register(at, { redirect_uris: [CALLBACK], ...metadata })

/** What a client does with its own registration, changed. */
const managed =
  (method: string, change: object = {}, token?: string, id?: string): Row[0] =>
  async (at) => {
    const { body } = await register(at, { redirect_uris: [CALLBACK] })
    const { body: another } = await register(at, { redirect_uris: [CALLBACK] })
    const { client_id, registration_access_token } = body as Record<string, string>
    const own =
      token === 'another' ? String(another['registration_access_token']) : (token ?? registration_access_token)
    return at.ask('client_configuration', {
      method,
      rest: `/${id ?? client_id}`,
      headers: own === '' ? {} : { authorization: `Bearer ${own}` },
      media_type: 'application/json',
      body: JSON.stringify({ redirect_uris: [CALLBACK], client_id, ...change }),
    })
  }

export const REGISTRATIONS: Rows = {
  'metadata-type': [sent({ client_name: 7 }), "'7'", 'client_name'],
  'metadata-unknown': [sent({ client_nme: 'x' }), "'client_nme'", "'client_name'"],
  'metadata-inconsistent': [
    sent({ response_types: ['code'], grant_types: ['client_credentials'] }),
    'response_types [code]',
    'grant_types [client_credentials]',
  ],
  'metadata-not-offered': [sent({ grant_types: ['authorization_code', 'magic'] }), "'magic'", 'refresh_token'],
  'metadata-alg': [sent({ id_token_signed_response_alg: 'none' }), "'none'", 'RS256'],
  'redirect-uri-unregistrable': [sent({ redirect_uris: ['/cb'] }), "'/cb'", 'absolute URI'],
  'application-type-missing': [sent({ redirect_uris: ['http://localhost:3000/cb'] }), 'on this machine', 'means web'],
  'jwks-twice': [
    sent({ jwks: { keys: [] }, jwks_uri: 'https://client.example/jwks' }),
    'jwks and jwks_uri',
    'one place',
  ],
  'jwks-missing': [
    sent({ token_endpoint_auth_method: 'private_key_jwt' }),
    'private_key_jwt',
    'neither jwks nor jwks_uri',
  ],
  'jwks-private': [
    sent({ jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'x', d: 'd', kid: 'leaked' }] } }),
    "'leaked'",
    'register the public one',
  ],
  'sector-missing': [
    sent({ subject_type: 'pairwise', redirect_uris: ['https://a.example/', 'https://b.example/'] }),
    'a.example and b.example',
    'sector_identifier_uri',
  ],
  'sector-unreachable': [
    sent({ subject_type: 'pairwise', sector_identifier_uri: 'http://127.0.0.1:9/sector' }),
    'http://127.0.0.1:9/sector',
    'cannot be had',
  ],
  'sector-redirect-uri': [
    async (at, t) => {
      const { url } = await served(t, ['https://other.example/cb'])
      await register(at, { redirect_uris: [CALLBACK], subject_type: 'pairwise', sector_identifier_uri: url })
    },
    CALLBACK,
    'https://other.example/cb',
  ],
  'registration-off': [sent({}), 'takes no registrations', 'configured', { policy: { registration: 'off' } }],
  'client-id-missing': [managed('PUT', { client_id: undefined }), 'client_id is missing', 'names the client'],
  'client-id-differs': [managed('PUT', { client_id: 'web' }), 'client_id is not', 'whose registration'],
  'secret-chosen': [managed('PUT', { client_secret: 'mine' }), 'not the one that this server issued', 'choose its own'],
  'metadata-of-the-server': [managed('PUT', { client_id_issued_at: 1 }), 'client_id_issued_at', 'the server decides'],
}

/** Said of tokens at the registration itself; the codes are those of other tokens. */
export const MANAGEMENT: Rows = {
  'software-statement-malformed': [sent({ software_statement: 'x' }), 'not a JWT', 'three parts'],
  'software-statement-iss': [
    async (at) => register(at, { software_statement: await signed({}, KEY) }),
    'no iss',
    'who vouches',
  ],
  'software-statement-issuer-untrusted': [
    async (at) => register(at, { software_statement: await signed({ iss: 'https://unknown.example' }, KEY) }),
    'https://unknown.example',
    'not trusted here',
  ],
}

const STS = 'https://sts.example'
const TRUST = { trusted_issuers: [{ issuer: STS, jwks: { keys: [KEY.jwk] } }] }

async function state(at: Staged, claims: object, key = KEY, header: object = {}): Promise<Answer> {
  const own = { iss: STS, redirect_uris: [CALLBACK], exp: NOW + 60, ...claims }
  return register(at, { software_statement: await signed(own, key, header) })
}

export const STATEMENTS: Rows = {
  ...timely('software-statement', state, { fixtures: TRUST, except: ['exp-missing'] }),
  'software-statement-alg': [
    (at) =>
      register(at, {
        software_statement: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ iss: STS })).toString('base64url')}.`,
      }),
    "'none'",
    'ES256',
    TRUST,
  ],
  'software-statement-kid-unknown': [(at) => state(at, {}, OTHER), "'other-1'", 'sts-1', TRUST],
  'software-statement-key-mismatch': [(at) => state(at, {}, OTHER, { kid: 'sts-1' }), STS, 'signature', TRUST],
  'software-statement-keys-missing': [
    async (at) => {
      const [trusted] = at.realm.server.trusted_issuers as unknown as { jwks?: unknown }[]
      delete trusted!.jwks
      await state(at, {})
    },
    STS,
    'neither jwks nor jwks_uri',
    JSON.parse(JSON.stringify(TRUST)) as object,
  ],
}

/** A client that publishes this at its client_id. */
const documented =
  (change: object, page: Partial<Published> = {}): Row[0] =>
  async (at, t) => {
    const { url, pages } = await published(t)
    const client_id = `${url}/client.json`
    pages['/client.json'] = { body: JSON.stringify({ client_id, redirect_uris: [CALLBACK], ...change }), ...page }
    await at.authorize({ client_id, redirect_uri: CALLBACK })
  }

export const DOCUMENTED: Rows = {
  'client-document-url': [
    (at) => at.authorize({ client_id: 'http://client.example/client.json' }),
    'http://client.example/client.json',
    'localhost',
  ],
  'client-document-status': [documented({}, { status: 404 }), 'answered 404', 'only 200'],
  'client-document-unreachable': [
    (at) => at.authorize({ client_id: 'http://127.0.0.1:9/client.json' }),
    'http://127.0.0.1:9/client.json',
    'cannot be had',
  ],
  'client-document-type': [
    documented({}, { headers: { 'content-type': 'text/html' } }),
    "'text/html'",
    'application/json',
  ],
  'client-document-json': [documented({}, { body: '[]' }), 'not a JSON object', 'not sound'],
  'client-document-client-id': [
    documented({ client_id: 'https://other.example/' }),
    'https://other.example/',
    'its own URL',
  ],
  'client-document-secret': [documented({ client_secret: 'x' }), 'client_secret', 'everybody can read it'],
  'client-document-auth-method': [
    documented({ token_endpoint_auth_method: 'client_secret_basic' }),
    "'client_secret_basic'",
    'private_key_jwt',
  ],
  'client-document-metadata': [documented({ redirect_uris: 'x' }), 'not sound', 'redirect_uris'],
  'client-document-not-fetched': [
    (at) => at.authorize({ client_id: 'https://client.example/client.json', redirect_uri: 'http://localhost/cb' }),
    'https://client.example/client.json',
    'not connected to',
    { clients: [] },
  ],
}
