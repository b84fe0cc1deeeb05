// Dynamic client registration: other values than asked for, odd answers, refusals, and servers that forget (RFC 7591).

import type { Probe, Row } from './entry.js'
import { rowsOf } from './group_row.js'
import { measured } from './measured.js'

const TEST: Probe = { kind: 'test' }
const ONCE: Probe = { kind: 'no-storm', most: 2 }
const INFORMATION = 'RFC 7591 §3.2.1'
const ERROR = 'RFC 7591 §3.2.2'
const DESCRIBED = { fault: 'error', arguments: ['description'] } as const
const STATUS = { fault: 'status', arguments: ['retry_after'] } as const

const rg = rowsOf('rg', { points: ['register'], fault: 'members' })

export const REGISTRATION: readonly Row[] = measured([
  rg(
    '201-other-values',
    { how: 'changed' },
    'registers the client with another authentication method, fewer grant types and other redirect URIs than asked for',
    ['cope', TEST, INFORMATION],
    { fault: 'registered' },
  ),
  rg('200', { status: 200 }, 'is answered with 200 in place of 201', ['undefined', TEST, INFORMATION], {
    fault: 'wire',
  }),
  rg('no-client-id', { remove: ['client_id'] }, 'gets no client_id', ['reject', { kind: 'no-use' }, INFORMATION]),
  rg(
    'secret-without-expiry',
    { remove: ['client_secret_expires_at'] },
    'gets a client_secret without client_secret_expires_at',
    ['reject', TEST, INFORMATION],
  ),
  rg(
    'expired-secret',
    { how: 'expired' },
    'gets a client_secret that has expired',
    ['reject', { kind: 'no-use' }, INFORMATION],
    { fault: 'registered' },
  ),
  rg(
    'invalid-redirect-uri',
    { code: 'invalid_redirect_uri' },
    'is answered with 400 invalid_redirect_uri',
    ['cope', ONCE, ERROR],
    DESCRIBED,
  ),
  rg(
    'invalid-client-metadata',
    { code: 'invalid_client_metadata' },
    'is answered with 400 invalid_client_metadata',
    ['cope', ONCE, ERROR],
    DESCRIBED,
  ),
  rg(
    '401',
    { code: 'invalid_token' },
    'is answered with 401: an initial access token is wanted',
    ['cope', ONCE, 'RFC 7591 §3'],
    {
      ...DESCRIBED,
    },
  ),
  rg('403', { status: 403 }, 'is answered with 403', ['cope', ONCE, ERROR], STATUS),
  rg('429', { status: 429 }, 'is answered with 429', ['back off', ONCE, ERROR], STATUS),
  rg(
    'forgotten-client',
    { how: 'forgotten' },
    'comes from a client that is forgotten; at register it is forgotten right after the answer',
    ['new grant', TEST, 'RFC 6749 §5.2'],
    {
      fault: 'registered',
      points: ['register', 'token', 'par', 'authorize', 'introspect', 'revoke', 'device'],
      module: ['auth/authorization-server-migration'],
    },
  ),
  {
    id: 'rg-cimd-unsupported',
    points: ['discovery'],
    fault: 'members',
    options: { remove: ['client_id_metadata_document_supported'] },
    summary: 'does not say that client ID metadata documents are supported',
    spec: 'OAuth Client ID Metadata Document §5',
    duty: 'cope',
    probe: TEST,
    module: ['auth/basic-cimd', 'auth/pre-registration'],
  },
])
