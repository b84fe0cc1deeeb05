// Client authentication. What lives here: the methods and the one function that turns a request into
// an authenticated Client. What does not: what that client may do. To add a method: one file, one line.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { client_secret_basic } from './client_secret_basic.js'
import { client_secret_post } from './client_secret_post.js'
import type { Method } from './method.js'
import { none } from './none.js'

/** In the order in which a request is searched for them; `none` is what remains. */
const METHODS: readonly Method[] = [client_secret_basic, client_secret_post, none]

/** For metadata. */
export const AUTH_METHODS = METHODS.map((method) => method.token_endpoint_auth_method)

/** RFC 6749 §2.3, §3.2.1: exactly one method, a known client, and the proof that it asks for. */
export async function authenticate(as: AuthorizationServer, request: Request): Promise<Client> {
  refuseSecretInUri(as, request)
  const method = methodOf(as, request)
  try {
    const client_id = method.claimed(request, as)
    request.trace.understand('client_id', client_id)
    const client = known(as, request, client_id)
    ensureRegisteredMethod(as, client, method, request)
    await method.prove(request, client, as)
    ensureSameClient(request, client, as)
    request.trace.check(`client ${quoted(client_id)} authenticated by ${method.token_endpoint_auth_method}`)
    return client
  } catch (error) {
    throw error instanceof OAuthError && error.code === 'invalid_client' ? challenged(as, request, error) : error
  }
}

function methodOf(as: AuthorizationServer, request: Request): Method {
  const bearer = request.authorizations.find((value) => /^bearer /i.test(value))
  const used = METHODS.filter((method) => method !== none && method.used(request))
  const chosen =
    used.length > 1 && as.policy.client_credentials_conflict === 'parameters-win' ? [client_secret_post] : used
  ensure(chosen.length <= 1, 'invalid_request', () => ({
    reason: 'auth-twice-basic-and-body',
    hint: 'the client authenticated twice: in the Authorization header and in the body; remove one',
    spec: 'RFC 6749 §2.3',
    relax: 'client_credentials_conflict: parameters-win',
  }))
  const method = chosen[0] ?? (none.used(request) ? none : undefined)
  if (method) return method
  throw challenged(
    as,
    request,
    new OAuthError('invalid_client', {
      reason: bearer ? 'bearer-as-client-auth' : 'client-auth-missing',
      hint: bearer
        ? 'the Authorization header carries a Bearer token; a client authenticates with Basic or in the body'
        : 'the request names no client: neither an Authorization header nor client_id was sent',
      fix: 'send Authorization: Basic base64(client_id:client_secret), or client_id (and client_secret) in the body',
      spec: 'RFC 6749 §3.2.1',
    }),
  )
}

function known(as: AuthorizationServer, request: Request, client_id: string): Client {
  const client = as.clients.find(client_id)
  ensure(client, 'invalid_client', () => unknownClient(as, client_id))
  if (client.open) {
    request.trace.warn({
      reason: 'client-unknown',
      hint: `no client is configured, so '${client_id}' and its credentials are taken as they come; a configured provider would check both`,
      fix: `configure it: clients: [{ client_id: ${client_id}, client_secret: … }]`,
    })
  }
  return client
}

export function unknownClient(as: AuthorizationServer, client_id: string): {
  reason: string
  hint: string
  fix: string
  spec: string
} {
  const trimmed = client_id.trim()
  const spaced = trimmed !== client_id && as.clients.find(trimmed)
  const named = as.clients.list().find((client) => client.client_name === client_id)
  const near = named?.client_id ?? as.clients.nearest(client_id)
  const why = spaced
    ? `; it has blanks around it`
    : named
      ? `; that is the client_name of client '${named.client_id}'`
      : near
        ? `; did you mean '${near}'?`
        : ''
  return {
    reason: spaced ? 'client-id-whitespace' : named ? 'client-id-is-name' : 'client-unknown',
    hint: `unknown client_id ${quoted(client_id)}${why}`,
    fix: `known clients: ${as.clients.list().slice(0, 10).map((client) => client.client_id).join(', ')}`,
    spec: 'RFC 6749 §2.2',
  }
}

/** RFC 7591 §2: a client uses the method that it is registered with. */
function ensureRegisteredMethod(as: AuthorizationServer, client: Client, method: Method, request: Request): void {
  const used = method.token_endpoint_auth_method
  const registered = client.token_endpoint_auth_method
  if (client.open || used === registered) return
  // These two have sentences of their own, in `none` and in `proveSecret`.
  if (used === 'none' || registered === 'none') return
  const diagnosis = {
    reason: 'auth-method-not-registered',
    hint: `client '${client.client_id}' is registered for ${registered} but used ${used}`,
    fix: `use ${registered}, or register token_endpoint_auth_method: ${used}`,
    spec: 'RFC 7591 §2',
    relax: 'auth_method: ignore',
  }
  if (as.policy.auth_method === 'ignore') request.trace.warn(diagnosis)
  else throw new OAuthError('invalid_client', diagnosis)
}

/** RFC 6749 §3.2.1: a client_id in the body is the authenticated one. */
function ensureSameClient(request: Request, client: Client, as: AuthorizationServer): void {
  const client_id = request.form.get('client_id')
  ensure(
    client_id === undefined ||
      client_id === client.client_id ||
      as.policy.client_credentials_conflict === 'parameters-win',
    'invalid_request',
    () => ({
      reason: 'client-id-basic-body-differ',
      hint: `the Authorization header says client '${client.client_id}', the body says ${quoted(client_id ?? '')}`,
      spec: 'RFC 6749 §3.2.1',
    }),
  )
}

/** RFC 6749 §2.3.1: never in the request URI. */
function refuseSecretInUri(as: AuthorizationServer, request: Request): void {
  if (as.policy.token_parameters !== 'body') return
  ensure(request.query.peek('client_secret') === undefined, 'invalid_request', () => ({
    reason: 'secret-in-query',
    hint: 'client_secret is in the URL, where logs and proxies keep it; send it in the body or by Basic authentication',
    spec: 'RFC 6749 §2.3.1',
    relax: 'token_parameters: both',
  }))
}

/** RFC 6749 §5.2 allows 400 or 401; RFC 9110 §15.5.2 wants a challenge with every 401. */
function challenged(as: AuthorizationServer, request: Request, error: OAuthError): OAuthError {
  const basic = request.authorizations.length > 0
  const choice = basic ? '401' : as.policy.invalid_client
  return new OAuthError('invalid_client', error.diagnosis, {
    status: choice === '400' ? 400 : 401,
    headers: choice === '401' ? { 'www-authenticate': 'Basic realm="mock-oauth2-provider", charset="UTF-8"' } : {},
  })
}
