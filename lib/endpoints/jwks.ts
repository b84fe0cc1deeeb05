// RFC 7517 §5, OpenID Connect Core §10.1.1: the public keys, those that are to come and those that have been among them.

import { JWKS_MAX_AGE } from '../state/keys.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Endpoint } from './endpoint.js'

export const jwks: Endpoint = {
  name: 'jwks',
  methods: ['GET'],
  cors: true,

  async answer(as) {
    return {
      status: 200,
      headers: { 'cache-control': `public, max-age=${JWKS_MAX_AGE}` },
      content: { kind: 'members', members: { keys: as.keys.public_jwks }, media_type: 'application/jwk-set+json' },
    }
  },

  describe: (as, jwks_uri) => ({
    jwks_uri,
    id_token_signing_alg_values_supported: [...as.keys.algorithms, ...(takesUnsigned(as) ? ['none'] : [])],
  }),
}

/** OpenID Connect Discovery §3: offered where a client is registered for it. */
function takesUnsigned(as: AuthorizationServer): boolean {
  return as.clients.list().some((client) => client.id_token_signed_response_alg === 'none')
}
