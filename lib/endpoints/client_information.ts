// RFC 7591 §3.2.1, RFC 7592 §3: from what a client says of itself to its registration, and what it is told of it.
// What registration and client configuration have in common.

import { AUTH_METHODS } from '../authentication/index.js'
import { readMetadata } from '../protocol/client_metadata.js'
import { ensure, quoted } from '../protocol/error.js'
import type { Members, Request } from '../protocol/messages.js'
import type { AuthMethod, Client } from '../protocol/metadata.js'
import { registrable, scoped } from '../protocol/registrable.js'
import { nearest } from '../protocol/spelling.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Registration } from '../state/registrations.js'
import type { Registry } from './endpoint.js'
import { ensureSector } from './sector.js'
import { stated } from './software_statement.js'

/** Whether a client of this method has a secret that both sides know. */
const shares = (method: AuthMethod): boolean => method.startsWith('client_secret')

/** A registration of what the client says, under a new name or the one that it had. */
export async function enrolled(
  as: AuthorizationServer,
  request: Request,
  { grants }: Registry,
  given: Members,
  before?: Registration,
): Promise<Registration> {
  const { software_statement } = given
  // RFC 7591 §2.3: what the statement says takes precedence.
  const vouched = software_statement === undefined ? {} : await stated(as, software_statement)
  const known = readMetadata({ ...given, ...vouched }, request.trace)
  const metadata = registrable(known, as.keys.algorithms)
  for (const grant_type of metadata.grant_types) ensureGrant(as, grants, grant_type)
  for (const type of metadata.response_types) ensureOffered('response_types', type, as.policy.response_types)
  ensureOffered('token_endpoint_auth_method', metadata.token_endpoint_auth_method, AUTH_METHODS)
  await ensureSector(as, metadata)
  const client_secret = before?.client.client_secret ?? as.entropy.string(43)
  const client: Client = {
    ...scoped(metadata, as.policy),
    client_id: before?.client.client_id ?? as.entropy.string(24),
    ...(shares(metadata.token_endpoint_auth_method) && { client_secret }),
  }
  return {
    client,
    metadata: { ...metadata, ...(software_statement !== undefined && { software_statement }) },
    registration_access_token: before?.registration_access_token ?? as.handle(),
    client_id_issued_at: before?.client_id_issued_at ?? as.clock.seconds(),
  }
}

/** What the client is told: all that is registered, and how to manage it. */
export function informationOf(as: AuthorizationServer, request: Request, registration: Registration): Members {
  const { client, metadata, registration_access_token, client_id_issued_at } = registration
  const { client_id, client_secret } = client
  const base = as.url('client_configuration', request)?.replace(/\/\*$/, '')
  return {
    client_id,
    client_id_issued_at,
    ...(client_secret !== undefined && { client_secret, client_secret_expires_at: 0 }),
    ...(base !== undefined && {
      registration_client_uri: `${base}/${encodeURIComponent(client_id)}`,
      registration_access_token,
    }),
    ...metadata,
  }
}

function ensureGrant(as: AuthorizationServer, grants: Registry['grants'], grant_type: string): void {
  const implicit = as.policy.response_types.some((type) => type !== 'code')
  if (grant_type === 'implicit' && implicit) return
  const grant = grants.find((one) => one.grant_type === grant_type)
  const off = grant?.unavailable?.(as)
  ensure(off === undefined, 'invalid_client_metadata', () => ({
    reason: 'grant-type-not-enabled',
    hint: `grant_types holds ${quoted(grant_type, 80)}, which this server does not offer: ${off}`,
    spec: 'RFC 7591 §2',
  }))
  const offered = grants.filter((one) => one.unavailable?.(as) === undefined).map((one) => one.grant_type)
  ensureOffered('grant_types', grant_type, implicit ? [...offered, 'implicit'] : offered)
}

function ensureOffered(member: string, value: string, offered: readonly string[]): void {
  const same = (one: string): boolean => one.split(' ').sort().join(' ') === value.split(' ').sort().join(' ')
  ensure(offered.some(same), 'invalid_client_metadata', () => {
    const near = nearest(value, offered)
    return {
      reason: 'metadata-not-offered',
      hint: `${member} holds ${quoted(value, 80)}, which this server does not offer${near === undefined ? '' : `; did you mean '${near}'?`}`,
      expected: offered.join(', '),
      received: value,
      spec: 'RFC 7591 §2',
    }
  })
}
