// The table of endpoints, and `answer`, the one place where a failure becomes a reply. What lives here:
// one file an endpoint. What does not: that this is a mock.

import { OAuthError } from '../protocol/error.js'
import { json, page } from '../protocol/messages.js'
import type { EndpointName, Reply, Request } from '../protocol/messages.js'
import type { ResourceName } from '../resources/index.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { authorization } from './authorization.js'
import { client_configuration } from './client_configuration.js'
import { consent } from './consent.js'
import { device } from './device.js'
import { device_authorization } from './device_authorization.js'
import { end_session } from './end_session.js'
import type { Endpoint, Registry } from './endpoint.js'
import { health } from './health.js'
import { home } from './home.js'
import { introspection } from './introspection.js'
import { jwks } from './jwks.js'
import { login } from './login.js'
import { metadata } from './metadata.js'
import { pushed_authorization_request } from './pushed_authorization_request.js'
import { registration } from './registration.js'
import { revocation } from './revocation.js'
import { token } from './token.js'
import { userinfo } from './userinfo.js'

/** The endpoints of an authorization server; protected resources join them when the realm is made. */
export const ENDPOINTS: Readonly<Record<Exclude<EndpointName, ResourceName>, Endpoint>> = {
  authorization,
  login,
  consent,
  device_authorization,
  device,
  pushed_authorization_request,
  token,
  userinfo,
  introspection,
  revocation,
  registration,
  client_configuration,
  end_session,
  jwks,
  metadata,
  index: home,
  health,
}

/** Never rejects: whatever goes wrong becomes a reply that an OAuth client understands. */
export async function answer(
  endpoint: Endpoint,
  as: AuthorizationServer,
  request: Request,
  registry: Registry,
): Promise<Reply> {
  try {
    if (request.problem) throw request.problem
    return await endpoint.answer(as, request, registry)
  } catch (thrown) {
    return refusal(endpoint, request, thrown)
  }
}

/** A failure in the words of the endpoint. */
export function refusal(endpoint: Endpoint, request: Request, thrown: unknown): Reply {
  const error = thrown instanceof OAuthError ? thrown : unexpected(thrown)
  request.trace.refuse(error.diagnosis)
  return endpoint.page && !wantsJson(request)
    ? page(error.status === 401 || error.status === 403 ? 400 : error.status, { name: 'failure', error }, error.headers)
    : json(error.status, { error: error.code, error_description: error.error_description }, error.headers)
}

function wantsJson(request: Request): boolean {
  const accept = request.headers['accept'] ?? ''
  return accept.includes('application/json') && !accept.includes('text/html')
}

/** A bug of ours. The client learns that, the journal learns the rest. */
function unexpected(thrown: unknown): OAuthError {
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  return new OAuthError('server_error', {
    reason: 'bug',
    hint: 'this is a bug of mock-oauth2-provider; the journal has the details',
    received: message,
  })
}
