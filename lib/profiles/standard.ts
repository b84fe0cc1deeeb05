// The RFCs as they are written: the profile that all others are measured against.

import { STANDARD } from '../protocol/policy.js'
import type { Profile } from './profile.js'
import { read } from './reading.js'
import { write } from './writing.js'

export const standard: Profile = {
  name: 'standard',
  summary: 'OAuth 2.0 and OpenID Connect as the RFCs have them, with the checks of RFC 9700',
  documentation: 'https://www.rfc-editor.org/rfc/rfc9700',
  paths: {
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
  },
  policy: STANDARD,
  read,
  write,
}
