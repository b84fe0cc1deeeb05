// Where the endpoints are when no provider says otherwise; the first path of an endpoint is advertised. The MCP
// authorization specification of 2025-03-26 falls back to the same /authorize, /token and /register.

import type { EndpointName } from '../protocol/messages.js'

export const PATHS: Readonly<Record<string, EndpointName>> = {
  '/': 'index',
  '/healthz': 'health',
  '/.well-known/openid-configuration': 'metadata',
  '/.well-known/oauth-authorization-server': 'metadata',
  '/authorize': 'authorization',
  '/login': 'login',
  '/consent': 'consent',
  '/par': 'pushed_authorization_request',
  '/device_authorization': 'device_authorization',
  '/device': 'device',
  '/token': 'token',
  '/userinfo': 'userinfo',
  '/jwks': 'jwks',
  '/introspect': 'introspection',
  '/revoke': 'revocation',
  '/register': 'registration',
  '/register/*': 'client_configuration',
  '/logout': 'end_session',
  '/_mock/resource': 'resource',
  '/_mock/resource/*': 'resource',
  '/.well-known/oauth-protected-resource': 'protected_resource_metadata',
  '/.well-known/oauth-protected-resource/*': 'protected_resource_metadata',
}
