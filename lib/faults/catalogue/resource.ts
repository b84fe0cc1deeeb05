// Protected resources: challenges in odd shapes, step-up, and metadata in other places or with other contents (RFC 6750,
// RFC 9470, RFC 9728, Model Context Protocol).

import type { Options } from '../options.js'
import type { Point } from '../points.js'
import type { Probe, Row } from './entry.js'
import { rowsOf, type Judged } from './group_row.js'
import { measured } from './measured.js'

const TEST: Probe = { kind: 'test' }
const STORM: Probe = { kind: 'no-storm', most: 3 }
const AGAIN: Probe = { kind: 'new-authorization' }
const RESOURCES: readonly Point[] = ['resource', 'userinfo', 'documents']
const CHALLENGE = 'RFC 6750 §3'
const MCP = 'Model Context Protocol, Authorization'

const rs = rowsOf('rs', { points: RESOURCES, fault: 'unauthorized' })

function demanded(name: string, options: Options, summary: string, judged: Judged, more: Partial<Row> = {}): Row {
  return rs(name, options, summary, judged, { fault: 'demand', ...more })
}

const prm = rowsOf('prm', { points: ['prm'], fault: 'members' })

const INVALID = 'Bearer realm="mock", error="invalid_token", error_description="the access token is not good"'
const EXPIRED = 'Bearer realm="mock", error="invalid_token", error_description="the access token expired"'

export const RESOURCE: readonly Row[] = measured([
  rs(
    '401-once',
    { only: 'first-token', challenges: [INVALID] },
    'is refused with 401 invalid_token as long as it shows the token that came first',
    ['cope', { kind: 'one-retry' }, 'RFC 6750 §3.1'],
  ),
  rs('401-always', { challenges: [INVALID] }, 'is refused with 401 invalid_token, whatever the token', [
    'reject',
    STORM,
    'RFC 6750 §3.1',
  ]),
  rs('401-no-challenge', {}, 'is refused with 401 without WWW-Authenticate', ['cope', TEST, 'RFC 9110 §15.5.2']),
  rs(
    '401-malformed-challenge',
    { challenges: ['Bearer error=invalid_token,, error_description="no closing quote'] },
    'is refused with 401 and a challenge that cannot be read',
    ['cope', TEST, CHALLENGE],
  ),
  rs(
    '401-two-headers',
    { challenges: ['Basic realm="mock"', INVALID] },
    'is refused with 401 and two WWW-Authenticate headers, of which the second is Bearer',
    ['cope', TEST, 'RFC 9110 §11.6.1'],
  ),
  demanded(
    '403-insufficient-scope',
    { for: 'scope', scope: 'documents.write' },
    'is refused with 403 insufficient_scope unless the token carries documents.write, or the scope after the colon',
    ['cope', AGAIN, 'RFC 6750 §3.1'],
    { arguments: ['scope'], module: ['auth/scope-step-up'] },
  ),
  demanded(
    '403-forever',
    { for: 'scope-for-ever', scope: 'documents.write' },
    'is refused with 403 insufficient_scope, whatever the token carries',
    ['reject', STORM, MCP],
    { arguments: ['scope'], module: ['auth/scope-retry-limit'] },
  ),
  demanded(
    '403-incremental',
    { for: 'scope-one-by-one', scope: 'documents.read documents.write documents.admin' },
    'is refused with 403 insufficient_scope until the token carries three scopes, of which one at a time is named',
    ['cope', AGAIN, MCP],
    { arguments: ['scope'] },
  ),
  rs(
    '401-expired-vs-403',
    { challenges: [EXPIRED] },
    'is refused with 401 as if the token had expired, where another token does not help',
    ['reject', STORM, 'RFC 6750 §3.1'],
  ),
  demanded(
    'step-up',
    { for: 'authentication', acr_values: 'urn:mock:strong' },
    'is refused with insufficient_user_authentication unless the user logged in with acr urn:mock:strong, or the one after the colon',
    ['cope', AGAIN, 'RFC 9470 §3'],
    { arguments: ['acr_values', 'max_age'] },
  ),
  rs(
    '401-with-scope',
    { scope: 'documents.read' },
    'is told in each challenge that the scope documents.read would do, or the one after the colon',
    ['cope', TEST, MCP],
    { fault: 'hinted', arguments: ['scope'], module: ['auth/scope-from-www-authenticate'] },
  ),
  rs('401-without-scope', {}, 'is told no scope in any challenge', ['cope', TEST, MCP], {
    fault: 'hinted',
    module: ['auth/scope-from-scopes-supported', 'auth/scope-omitted-when-undefined'],
  }),
  demanded(
    'audience-strict',
    { for: 'audience' },
    'is refused with invalid_token unless the token was asked for with this resource',
    ['cope', AGAIN, 'RFC 8707 §2'],
    { module: ['auth/token-endpoint-auth'] },
  ),
  prm(
    'resource-mismatch',
    { set: { resource: 'https://another-resource.example' } },
    'names another resource than the one that it was asked about',
    ['reject', { kind: 'no-use' }, 'RFC 9728 §3.3'],
    { module: ['auth/resource-mismatch'] },
  ),
  prm('no-authorization-servers', { remove: ['authorization_servers'] }, 'names no authorization server', [
    'cope',
    TEST,
    'RFC 9728 §2',
  ]),
  prm(
    'two-servers',
    { add: { authorization_servers: 'https://another-server.example' } },
    'names another authorization server beside the right one',
    ['cope', TEST, 'RFC 9728 §2'],
    { fault: 'lists' },
  ),
  prm('404', { status: 404 }, 'is answered with 404', ['cope', TEST, MCP], {
    fault: 'status',
    module: ['auth/metadata-default'],
  }),
  prm('root-only', { only: 'root' }, 'is found at the root of the host only', ['cope', TEST, MCP], {
    fault: 'located',
    module: ['auth/metadata-var1'],
  }),
  prm(
    'custom-path',
    { only: 'challenge' },
    'finds the metadata of a protected resource only where its challenge says',
    ['cope', TEST, 'RFC 9728 §5.1'],
    { points: ['any'], fault: 'located', module: ['auth/metadata-var3'] },
  ),
  prm(
    'as-changes',
    { replace: 'authorization_servers', with: 'https://another-server.example' },
    'names another authorization server in place of the right one',
    ['cope', { kind: 'no-token' }, MCP],
    { fault: 'lists', arguments: ['with'], module: ['auth/authorization-server-migration'] },
  ),
  prm(
    'no-offline-access',
    { drop: { scopes_supported: 'offline_access' } },
    'does not list offline_access among its scopes',
    ['cope', TEST, MCP],
    { points: ['prm', 'discovery'], fault: 'lists', module: ['auth/offline-access-not-supported'] },
  ),
  prm(
    'as-offline-access',
    { add: { scopes_supported: 'offline_access' } },
    'lists offline_access among its scopes',
    ['cope', TEST, MCP],
    { points: ['discovery'], fault: 'lists', module: ['auth/offline-access-scope'] },
  ),
])
