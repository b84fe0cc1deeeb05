// RFC 7517 §5: the public keys.

import type { Endpoint } from './endpoint.js'

export const jwks: Endpoint = {
  name: 'jwks',
  methods: ['GET'],
  cors: true,

  async answer(as) {
    return {
      status: 200,
      headers: { 'cache-control': 'public, max-age=300' },
      content: { kind: 'members', members: { keys: as.keys.public_jwks }, media_type: 'application/jwk-set+json' },
    }
  },

  describe: (as, jwks_uri) => ({ jwks_uri, id_token_signing_alg_values_supported: as.keys.algorithms }),
}
