// RFC 6749 §1.5: whether an authorization comes with a refresh token.

import type { Client } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Refresh } from './authorization.js'

/** @param token Its string, when a fixture has decided it. */
export function refreshFor(as: AuthorizationServer, client: Client, scope: readonly string[], token?: string): Refresh {
  const wanted = as.policy.refresh_token_issued === 'always' || scope.includes('offline_access')
  if (!client.grant_types.includes('refresh_token') || !wanted) return { kind: 'none' }
  return { kind: 'new', ...(token !== undefined && { token }) }
}
