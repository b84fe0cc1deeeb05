// RFC 6749 §4.4: a confidential client acts for itself. No refresh token, no ID Token.

import { ensure } from '../protocol/error.js'
import type { Trace } from '../protocol/trace.js'
import { grantedScope } from '../tokens/scope.js'
import { aimed } from '../tokens/target.js'
import type { Grant } from './grant.js'

export const client_credentials: Grant = {
  grant_type: 'client_credentials',
  parameters: { required: [], optional: ['scope', 'resource'] },

  async authorize(as, request, client) {
    const credentials = [request.form.peek('client_secret'), request.form.peek('client_assertion')]
    const proved = request.authorizations.length > 0 || credentials.some((one) => one !== undefined)
    ensure(client.open ? proved : client.token_endpoint_auth_method !== 'none', 'unauthorized_client', () => ({
      reason: 'client-credentials-public-client',
      hint: `client '${client.client_id}' is public; client_credentials is for clients that authenticate`,
      fix: 'register a client_secret for it',
      spec: 'RFC 6749 §4.4.2',
    }))
    const target = aimed(as, request)
    const asked = request.form.get('scope')
    const scope = withoutUser(grantedScope(as, client, asked, request.trace), asked, request.trace)
    return { client, scope, refresh_token: { kind: 'none' }, ...target }
  },
}

/** `openid` and `offline_access` speak of a user (OpenID Connect Core §3.1.2.1, §11), and there is none. */
function withoutUser(granted: readonly string[], asked: string | undefined, trace: Trace): readonly string[] {
  const scope = granted.filter((token) => token !== 'openid' && token !== 'offline_access')
  if (asked === undefined || scope.length === granted.length) return scope
  const diagnosis = {
    reason: 'scope-needs-user',
    hint: 'the scopes openid and offline_access need a user; with client_credentials there is none',
    received: asked,
    fix: 'leave openid and offline_access out',
    spec: 'RFC 6749 §4.4',
  }
  ensure(scope.length > 0, 'invalid_scope', () => diagnosis)
  trace.warn(diagnosis)
  return scope
}
