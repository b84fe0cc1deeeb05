// OpenID Connect Core §9: the client makes a MAC with its secret, which never travels.

import { HMAC } from '../protocol/jwt.js'
import { assertionAlgorithm, claimedBy, proveAssertion } from './assertion.js'
import type { Method } from './method.js'

export const client_secret_jwt: Method = {
  token_endpoint_auth_method: 'client_secret_jwt',
  algorithms: HMAC,

  used: (request) => assertionAlgorithm(request)?.startsWith('HS') === true,

  claimed: claimedBy,

  prove: (request, client, as) => proveAssertion(as, request, client, HMAC),
}
