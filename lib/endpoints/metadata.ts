// RFC 8414 §2, OpenID Connect Discovery §3: derived from what is registered, so that it cannot lie.

import { AUTH_METHODS } from '../authentication/index.js'
import type { Grant } from '../grants/grant.js'
import { PROMPTS, RESPONSE_MODES, RESPONSE_TYPES } from '../interactions/request.js'
import { SCOPES, claimNames } from '../protocol/claims.js'
import type { Members, Request } from '../protocol/messages.js'
import { parseScope } from '../protocol/scope.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Endpoint } from './endpoint.js'

export const metadata: Endpoint = {
  name: 'metadata',
  methods: ['GET'],
  cors: true,

  async answer(as, request, grants) {
    return {
      status: 200,
      headers: { 'cache-control': 'public, max-age=60' },
      content: { kind: 'members', members: describe(as, request, grants) },
    }
  },
}

function describe(as: AuthorizationServer, request: Request, grants: readonly Grant[]): Members {
  return {
    issuer: as.issuer(request),
    ...locations(as, request),
    response_types_supported: RESPONSE_TYPES,
    response_modes_supported: RESPONSE_MODES,
    grant_types_supported: grants.map((grant) => grant.grant_type),
    token_endpoint_auth_methods_supported: AUTH_METHODS,
    revocation_endpoint_auth_methods_supported: AUTH_METHODS,
    introspection_endpoint_auth_methods_supported: AUTH_METHODS,
    scopes_supported: scopes(as),
    claims_supported: claimNames(as.users.list()),
    code_challenge_methods_supported: as.policy.pkce_methods,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: as.keys.algorithms,
    prompt_values_supported: PROMPTS,
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
  }
}

function locations(as: AuthorizationServer, request: Request): Members {
  const advertised = {
    authorization_endpoint: as.url('authorization', request),
    token_endpoint: as.url('token', request),
    userinfo_endpoint: as.url('userinfo', request),
    jwks_uri: as.url('jwks', request),
    revocation_endpoint: as.url('revocation', request),
    introspection_endpoint: as.url('introspection', request),
  }
  return Object.fromEntries(Object.entries(advertised).filter(([, url]) => url !== undefined))
}

/** What any client may ask for; with none configured, the scopes that OpenID Connect knows. */
function scopes(as: AuthorizationServer): readonly string[] {
  const registered = as.clients.list().map((client) => client.scope)
  if (registered.length === 0) return SCOPES
  const named = registered.flatMap((scope) => (scope === undefined ? SCOPES : parseScope(scope)))
  return [...new Set(named)]
}
