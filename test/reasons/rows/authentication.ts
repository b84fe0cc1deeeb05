// Client authentication with secrets.

import { createHash } from 'node:crypto'
import { BASIC, NOW, SPA, WEB } from '../../support/realm.js'
import type { Answer, Staged } from '../../support/realm.js'
import { basic, request } from '../../support/request.js'
import type { Rows } from '../row.js'

const CC = { grant_type: 'client_credentials', scope: 'read' }

const raw = (text: string, encoding: BufferEncoding = 'utf8'): string =>
  `Basic ${Buffer.from(text, encoding).toString('base64')}`

const header = (at: Staged, authorization: string, form = {}): Promise<Answer> =>
  at.token({ ...CC, ...form }, { headers: { authorization } })

/** With a secret by Basic, as it should be encoded. */
const secret =
  (sent: string) =>
  (at: Staged): Promise<Answer> =>
    header(at, basic('web', sent))

const having = (change: object): object => ({ clients: [{ ...WEB, ...change }, SPA] })

export const AUTHENTICATION: Rows = {
  'client-unknown': [(at) => header(at, basic('wbe', 's3cret')), "'wbe'", "'web'"],
  'client-unknown-other-issuer': [
    (at) => header(at, basic('tenant', 's3cret')),
    "'tenant'",
    "realm 't3'",
    {},
    { elsewhere: () => 't3' },
  ],
  'client-id-whitespace': [(at) => header(at, basic('web ', 's3cret')), "'web '", 'web'],
  'client-id-is-name': [
    (at) => header(at, basic('The Shop', 's3cret')),
    "'The Shop'",
    "'web'",
    having({ client_name: 'The Shop' }),
  ],
  'client-deleted': [
    async (at) => {
      const { clients } = at.realm.server
      clients.keep({ ...WEB, client_id: 'gone' } as never)
      clients.remove('gone')
      await header(at, basic('gone', 's3cret'))
    },
    "'gone'",
    'deleted',
  ],
  'secret-trailing-newline': [secret('s3cret\n'), '7 characters sent', '6 expected'],
  'secret-whitespace': [secret(' s3cret'), '7 characters sent', '6 expected'],
  'secret-surrounding-quotes': [secret('"s3cret"'), '8 characters sent', '6 expected'],
  'secret-truncated-at-hash-or-dollar': [
    secret('pa'),
    '2 characters sent',
    'before a #',
    having({ client_secret: 'pa#word' }),
  ],
  'secret-literal-placeholder': [secret('undefined'), 'placeholder', '6 characters'],
  'secret-is-other-clients': [
    secret('theirs'),
    "client 'web'",
    "client 'other'",
    { clients: [WEB, { client_id: 'other', client_secret: 'theirs', redirect_uris: [] }] },
  ],
  'secret-is-hash': [secret(createHash('sha256').update('s3cret').digest('hex')), '64 characters', '6 characters'],
  'secret-case': [secret('S3CRET'), 'upper and lower case', '6 characters, sha256'],
  'secret-wrong': [secret('nonsense'), '8 characters sent', '6 expected'],
  'secret-rotated': [
    secret('old'),
    '10 s ago',
    'newer one',
    having({ client_secret: undefined, client_secrets: [{ value: 'old', expires_at: NOW - 10 }, { value: 'new' }] }),
  ],
  'secret-expired': [secret('s3cret'), '10 s ago', "'web'", having({ client_secret_expires_at: NOW - 10 })],
  'basic-not-form-encoded': [
    (at) => header(at, raw('web:a+b')),
    'as they are',
    'decodes them first',
    having({ client_secret: 'a+b' }),
  ],
  'basic-double-encoded': [
    (at) => header(at, basic('web', encodeURIComponent('a b&c'))),
    '9 characters sent',
    '5 expected',
    having({ client_secret: 'a b&c' }),
  ],
  'basic-wrong-charset': [
    (at) => header(at, raw('web:schlüssel', 'latin1')),
    'Latin-1',
    'UTF-8',
    having({ client_secret: 'schlüssel' }),
  ],
  'basic-colon-in-id': [
    (at) => header(at, raw('urn:me:s3cret')),
    "'urn:me'",
    '%3A',
    { clients: [{ ...WEB, client_id: 'urn:me' }] },
  ],
  'basic-not-base64': [
    (at) => header(at, 'Basic web:s3cret'),
    '10 characters, 1 colon',
    'base64(client_id:client_secret)',
  ],
  'basic-no-colon': [(at) => header(at, raw('webs3cret')), '9 characters', 'client_id:client_secret'],
  'basic-base64url': [
    (at) => header(at, `Basic ${Buffer.from('web:>>>???').toString('base64url')}`),
    'base64url, with - or _',
    'with + and /',
    having({ client_secret: '>>>???' }),
  ],
  'basic-empty-username': [(at) => header(at, raw(':s3cret')), 'begin with a colon', 'client_id'],
  'auth-twice-basic-and-body': [
    (at) => header(at, BASIC, { client_id: 'web', client_secret: 's3cret' }),
    'in the Authorization header and in the body',
    'the same secret',
  ],
  'auth-twice-with-assertion': [
    (at) => header(at, BASIC, { client_assertion: 'x', client_assertion_type: 'y' }),
    'in the Authorization header',
    'by a client assertion',
  ],
  'client-id-twice-same': [(at) => header(at, BASIC, { client_id: 'web' }), 'Authorization header', 'body'],
  'client-id-basic-body-differ': [(at) => header(at, BASIC, { client_id: 'spa' }), "'web'", "'spa'"],
  'authorization-header-repeated': [
    (at) => at.realm.handle({ ...request('token', { form: CC }), authorizations: [BASIC, 'Bearer x'] }),
    '2 Authorization headers',
    'Basic and Bearer',
  ],
  'auth-method-not-registered': [
    (at) => at.token({ ...CC, client_id: 'web', client_secret: 's3cret' }, { headers: {} }),
    'client_secret_basic',
    'client_secret_post',
    having({ token_endpoint_auth_method: 'client_secret_basic' }),
  ],
  'public-client-sent-secret': [
    (at) => at.token({ grant_type: 'authorization_code', client_id: 'spa', client_secret: 'x' }, { headers: {} }),
    "'spa'",
    'none',
  ],
  'confidential-client-no-auth': [
    (at) => at.token({ ...CC, client_id: 'web' }, { headers: {} }),
    'client_secret_basic',
    'no credentials',
  ],
  'client-auth-missing': [(at) => at.token(CC, { headers: {} }), 'Authorization', 'client_id'],
  'bearer-as-client-auth': [(at) => header(at, 'Bearer x'), 'Bearer', 'Basic'],
  'secret-in-query': [
    (at) => at.token(CC, { headers: {}, query: { client_id: 'web', client_secret: 's3cret' } }),
    'in the URL',
    'in the body',
  ],
}
