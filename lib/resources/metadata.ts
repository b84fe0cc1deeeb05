// RFC 9728: the metadata of the mock resource: at the well-known path alone for the whole server, and with the path
// of the resource behind it.

import type { Endpoint } from '../endpoints/endpoint.js'
import { SCOPES } from '../protocol/claims.js'
import { OAuthError, ensure } from '../protocol/error.js'
import type { Members, Request } from '../protocol/messages.js'
import { parseScope } from '../protocol/scope.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { DPOP_ALGORITHMS } from '../tokens/dpop.js'
import type { Demands } from './demands.js'

const WELL_KNOWN = '/.well-known/oauth-protected-resource'

export function protectedResourceMetadata(fixture: Demands): Endpoint {
  return {
    name: 'protected_resource_metadata',
    methods: ['GET'],
    cors: true,

    async answer(as, request) {
      const resource = resourceAt(as, request)
      const members = describe(as, request, resource, fixture)
      return { status: 200, headers: { 'cache-control': 'public, max-age=60' }, content: { kind: 'members', members } }
    },
  }
}

/** Where the metadata of the resource that was called is (§3.1); `undefined` where none is served. */
export function metadataUrl(as: AuthorizationServer, request: Request): string | undefined {
  const own = as.url('resource', request)
  if (own === undefined || as.locations.paths.protected_resource_metadata === undefined) return undefined
  const { origin, pathname } = new URL(own)
  return `${origin}${WELL_KNOWN}${pathname}`
}

/** The resource identifier that the requested path was made of (§3.3): the two must be identical. */
function resourceAt(as: AuthorizationServer, request: Request): string {
  const own = as.url('resource', request)
  ensure(own !== undefined, 'invalid_request', () => ({
    reason: 'resource-absent',
    hint: 'this server has no resource',
    expected: 'a path for the endpoint resource',
    received: 'a profile without one',
    fix: 'give it a path: paths: { /api/*: resource }',
    spec: 'RFC 9728 §3.1',
  }))
  const { origin, pathname } = new URL(own)
  const { pathname: above } = new URL(as.issuer(request))
  const prefix = above.replace(/\/$/, '')
  const path =
    request.rest.startsWith(`${prefix}/`) || request.rest === prefix ? request.rest : `${prefix}${request.rest}`
  if (path === prefix || path === `${prefix}/`) return `${origin}${prefix}`
  if (path === pathname || path.startsWith(`${pathname}/`)) return `${origin}${path}`
  throw new OAuthError(
    'invalid_request',
    {
      reason: 'resource-unknown',
      hint: `there is no protected resource at ${path.slice(0, 100)}; the one of this server is ${own}`,
      expected: `${origin}${WELL_KNOWN}${pathname}`,
      spec: 'RFC 9728 §3.1',
    },
    { status: 404 },
  )
}

function describe(as: AuthorizationServer, request: Request, resource: string, { scope, dpop }: Demands): Members {
  const scopes = scope === undefined ? scopesOfClients(as) : parseScope(scope)
  return {
    resource,
    authorization_servers: [as.issuer(request)],
    ...(scopes.length > 0 && { scopes_supported: scopes }),
    bearer_methods_supported: ['header', 'body'],
    resource_name: 'mock-oauth2-provider resource',
    dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
    ...(dpop === 'required' && { dpop_bound_access_tokens_required: true }),
  }
}

/** What clients may ask for beyond OpenID Connect, which is no matter of resources; nor is `offline_access`. */
function scopesOfClients(as: AuthorizationServer): readonly string[] {
  const registered = as.clients.list().flatMap(({ scope = '' }) => parseScope(scope))
  return [...new Set(registered)].filter((token) => !(SCOPES as readonly string[]).includes(token))
}
