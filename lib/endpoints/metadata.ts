// RFC 8414 §2, OpenID Connect Discovery §3: derived from what is registered, so that it cannot lie.

import { grantsOf } from '../interactions/response_type.js'
import { SCOPES } from '../protocol/claims.js'
import type { Members, Request } from '../protocol/messages.js'
import { parseScope } from '../protocol/scope.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Endpoint, Registry } from './endpoint.js'

export const metadata: Endpoint = {
  name: 'metadata',
  methods: ['GET'],
  cors: true,

  async answer(as, request, registry) {
    noteHost(as, request)
    return {
      status: 200,
      headers: { 'cache-control': 'public, max-age=60' },
      content: { kind: 'members', members: describe(as, request, registry) },
    }
  },
}

/** A client that compares `issuer` with where it asked refuses the document (RFC 8414 §3.3): the classic with containers. */
function noteHost(as: AuthorizationServer, request: Request): void {
  const issuer = as.issuer(request)
  if (issuer.startsWith(request.base) || as.locations.backchannel === request.base) return
  request.trace.warn({
    reason: 'host-mismatch',
    hint: `the request came to ${request.base}, but the issuer is ${issuer}: clients compare the two, and iss of ID Tokens`,
    expected: issuer,
    received: request.base,
    fix: 'give clients the issuer as it is, or start with --issuer request, or with --backchannel for a second name',
    spec: 'RFC 8414 §3.3',
  })
}

/** Arrays without elements are left out (RFC 8414 §3.2). */
function describe(as: AuthorizationServer, request: Request, { endpoints, grants }: Registry): Members {
  const told = endpoints.map((endpoint) => {
    const url = as.url(endpoint.name, request)
    return url === undefined ? {} : endpoint.describe?.(as, url, request)
  })
  const members: Members = {
    issuer: as.issuer(request),
    ...(Object.assign({}, ...told) as Members),
    grant_types_supported: [
      ...grants.filter((grant) => grant.unavailable?.(as) === undefined).map((grant) => grant.grant_type),
      ...(as.policy.response_types.some((type) => grantsOf(type).includes('implicit')) ? ['implicit'] : []),
    ],
    scopes_supported: scopes(as),
    subject_types_supported: ['public', 'pairwise'],
  }
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !Array.isArray(value) || value.length > 0))
}

/** What any client may ask for; with none configured, the scopes that OpenID Connect knows. */
function scopes(as: AuthorizationServer): readonly string[] {
  const registered = as.clients.configured().map((client) => client.scope)
  if (registered.length === 0) return SCOPES
  const named = registered.flatMap((scope) => (scope === undefined ? SCOPES : parseScope(scope)))
  return [...new Set(named)]
}
