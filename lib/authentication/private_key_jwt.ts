// OpenID Connect Core §9, RFC 7523 §2.2: the client signs with its private key; the server knows the public one.

import { ASYMMETRIC } from '../protocol/jwt.js'
import { assertionAlgorithm, claimedBy, proveAssertion } from './assertion.js'
import type { Method } from './method.js'

export const private_key_jwt: Method = {
  token_endpoint_auth_method: 'private_key_jwt',
  algorithms: ASYMMETRIC,

  used: (request) => assertionAlgorithm(request)?.startsWith('HS') === false,

  claimed: claimedBy,

  prove: (request, client, as) => proveAssertion(as, request, client, ASYMMETRIC),
}
