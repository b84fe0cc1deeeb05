// RFC 6749 §4.4: a confidential client acts for itself. No refresh token, no ID Token.

import { ensure } from '../protocol/error.js'
import { grantedScope } from '../tokens/scope.js'
import type { Grant } from './grant.js'

export const client_credentials: Grant = {
  grant_type: 'client_credentials',
  parameters: { required: [], optional: ['scope'] },

  async authorize(as, request, client) {
    const proved = request.authorizations.length > 0 || request.form.peek('client_secret') !== undefined
    ensure(client.open ? proved : client.token_endpoint_auth_method !== 'none', 'unauthorized_client', () => ({
      reason: 'client-credentials-public-client',
      hint: `client '${client.client_id}' is public; client_credentials is for clients that authenticate`,
      fix: 'register a client_secret for it',
      spec: 'RFC 6749 §4.4.2',
    }))
    const scope = grantedScope(as, client, request.form.get('scope'), request.trace)
    return { client, scope: scope.filter((token) => token !== 'openid' && token !== 'offline_access'), refresh_token: { kind: 'none' } }
  },
}
