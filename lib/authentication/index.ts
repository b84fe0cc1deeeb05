// Client authentication. What lives here: the methods and the one function that turns a request into
// an authenticated Client. What does not: what that client may do. To add a method: one file, one line.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Members, Request } from '../protocol/messages.js'
import type { AuthMethod, Client } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { client_secret_basic } from './client_secret_basic.js'
import { client_secret_jwt } from './client_secret_jwt.js'
import { client_secret_post } from './client_secret_post.js'
import type { Method } from './method.js'
import { none } from './none.js'
import { private_key_jwt } from './private_key_jwt.js'
import { unknownClient } from './stranger.js'
import { NAMED_TWICE, nobody, otherClient, twice } from './conflict.js'

/** In the order in which a request is searched for them; `none` is what remains. */
const METHODS: readonly Method[] = [client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, none]

export const AUTH_METHODS = METHODS.map((method) => method.token_endpoint_auth_method)

/** What metadata says of an endpoint where clients authenticate (RFC 8414 §2). */
export function authenticationMetadata(endpoint: 'token' | 'introspection' | 'revocation'): Members {
  const methods = endpoint === 'introspection' ? AUTH_METHODS.filter((method) => method !== 'none') : AUTH_METHODS
  return {
    [`${endpoint}_endpoint_auth_methods_supported`]: methods,
    [`${endpoint}_endpoint_auth_signing_alg_values_supported`]: METHODS.flatMap((method) => method.algorithms ?? []),
  }
}

/** RFC 6749 §2.3, §3.2.1: exactly one method, a known client, and the proof that it asks for. */
export async function authenticate(as: AuthorizationServer, request: Request): Promise<Client> {
  refuseSecretInUri(as, request)
  ensureOneHeader(as, request)
  const method = methodOf(as, request)
  try {
    const client_id = method.claimed(request, as)
    request.trace.understand('client_id', client_id)
    const client = await known(as, request, client_id)
    ensureRegisteredMethod(as, client, method, request)
    await method.prove(request, client, as)
    ensureSameClient(request, client, as)
    request.trace.check(() => `client ${quoted(client_id)} authenticated by ${method.token_endpoint_auth_method}`)
    return client
  } catch (error) {
    throw error instanceof OAuthError && error.code === 'invalid_client' ? challenged(as, request, error) : error
  }
}

/** Where naming oneself is not enough (RFC 7662 §2.1). */
export async function authenticateByProof(as: AuthorizationServer, request: Request): Promise<Client> {
  const client = await authenticate(as, request)
  if (methodOf(as, request) !== none) return client
  throw challenged(
    as,
    request,
    new OAuthError('invalid_client', {
      reason: 'client-auth-missing',
      hint: `client '${client.client_id}' sent no credentials; this endpoint is for clients that authenticate`,
      expected: 'credentials of a client',
      received: `client_id '${client.client_id}' alone`,
      fix: 'register a client_secret for whoever asks here, and send it',
      spec: 'RFC 7662 §2.1',
    }),
  )
}

function methodOf(as: AuthorizationServer, request: Request): Method {
  const bearer = request.authorizations.find((value) => /^bearer /i.test(value))
  const used = METHODS.filter((method) => method !== none && method.used(request))
  const chosen =
    used.length > 1 && as.policy.client_credentials_conflict === 'parameters-win'
      ? used.filter((method) => method !== client_secret_basic)
      : used
  ensure(chosen.length <= 1, 'invalid_request', () => twice(chosen, request))
  const method = chosen[0] ?? (none.used(request) ? none : undefined)
  if (method) return method
  throw challenged(as, request, new OAuthError('invalid_client', nobody(bearer !== undefined)))
}

async function known(as: AuthorizationServer, request: Request, client_id: string): Promise<Client> {
  const client = await as.documents.client(client_id, request.trace)
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

/** RFC 7591 §2: a client uses the method that it is registered with. */
function ensureRegisteredMethod(as: AuthorizationServer, client: Client, method: Method, request: Request): void {
  const used = method.token_endpoint_auth_method
  const registered = client.token_endpoint_auth_method
  if (client.open || used === registered) return
  if (client.any_secret_method && used === 'client_secret_post') return
  // These two have sentences of their own, in `none` and in `proveSecret`.
  if (used === 'none' || (registered === 'none' && as.policy.auth_method === 'enforce')) return
  const signed = (name: AuthMethod): boolean => name === 'private_key_jwt' || name === 'client_secret_jwt'
  const diagnosis = {
    reason: signed(used) && signed(registered) ? 'assertion-alg' : 'auth-method-not-registered',
    hint: `client '${client.client_id}' is registered for ${registered} but used ${used}`,
    expected: registered,
    received: used,
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
  if (client_id === client.client_id && request.authorizations.length > 0) request.trace.warn(NAMED_TWICE)
  ensure(
    client_id === undefined ||
      client_id === client.client_id ||
      as.policy.client_credentials_conflict === 'parameters-win',
    'invalid_request',
    () => otherClient(client, request),
  )
}

/** RFC 9110 §11.6.2: the field holds one set of credentials. */
function ensureOneHeader(as: AuthorizationServer, { authorizations }: Request): void {
  ensure(
    authorizations.length <= 1 || as.policy.client_credentials_conflict === 'parameters-win',
    'invalid_request',
    () => ({
      reason: 'authorization-header-repeated',
      expected: '1 Authorization header',
      received: `${authorizations.length} Authorization headers`,
      fix: 'remove the one that a proxy, an interceptor or a default header adds',
      hint: `the request has ${authorizations.length} Authorization headers: ${authorizations.map((one) => one.split(' ')[0]).join(' and ')}; send one`,
      spec: 'RFC 6749 §2.3',
      relax: 'client_credentials_conflict: parameters-win',
    }),
  )
}

/** RFC 6749 §2.3.1: never in the request URI. */
function refuseSecretInUri(as: AuthorizationServer, request: Request): void {
  if (as.policy.token_parameters !== 'body') return
  ensure(request.query.peek('client_secret') === undefined, 'invalid_request', () => ({
    reason: 'secret-in-query',
    hint: 'client_secret is in the URL, where logs and proxies keep it; send it in the body or by Basic authentication',
    expected: 'client_secret in the body or the Authorization header',
    received: 'client_secret in the URL',
    fix: 'move the parameters into the form body',
    spec: 'RFC 6749 §2.3.1',
    relax: 'token_parameters: both',
  }))
}

const BASIC = 'Basic realm="mock-oauth2-provider", charset="UTF-8"'

/** Some clients show the challenge and hide the body, so the challenge says why, too. RFC 6749 §5.2 allows 400 or 401; RFC 9110 §15.5.2 wants a challenge with every 401. */
function challenged(as: AuthorizationServer, request: Request, error: OAuthError): OAuthError {
  const basic = request.authorizations.length > 0
  const choice = basic ? '401' : as.policy.invalid_client
  return new OAuthError('invalid_client', error.diagnosis, {
    status: choice === '400' ? 400 : 401,
    headers:
      choice === '401'
        ? { 'www-authenticate': `${BASIC}, error="${error.code}", error_description="${error.error_description}"` }
        : {},
  })
}
