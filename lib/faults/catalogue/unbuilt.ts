// Faults of the literature that are not in the product, each with its reason: nothing is silently dropped.

import type { Unbuilt } from './entry.js'

const CIBA = 'client-initiated backchannel authentication is not implemented'
const JARM =
  'response_mode jwt and its like (JARM) are not implemented; responses travel as query, fragment or form_post'
const SESSION =
  'OpenID Connect Session Management is not implemented; browsers block the third-party cookies that its iframe needs'

const JWE = 'encrypted ID Tokens (JWE) are not implemented'

export const UNBUILT: readonly Unbuilt[] = [
  { id: 'ciba-missing-auth-req-id', summary: 'the acknowledgement has no auth_req_id', because: CIBA },
  { id: 'ciba-missing-expires-in', summary: 'the acknowledgement has no expires_in', because: CIBA },
  { id: 'ciba-unknown-user-id', summary: 'is answered with unknown_user_id', because: CIBA },
  { id: 'ciba-ping-bad-token', summary: 'the ping carries another bearer token than agreed', because: CIBA },
  { id: 'jarm-missing-iss', summary: 'the response JWT has no iss', because: JARM },
  { id: 'jarm-wrong-iss', summary: 'the response JWT is from another issuer', because: JARM },
  { id: 'jarm-missing-aud', summary: 'the response JWT has no aud', because: JARM },
  { id: 'jarm-wrong-aud', summary: 'the response JWT is for another client', because: JARM },
  { id: 'jarm-missing-exp', summary: 'the response JWT has no exp', because: JARM },
  { id: 'jarm-expired', summary: 'the response JWT has expired', because: JARM },
  { id: 'jarm-bad-signature', summary: 'the signature of the response JWT does not verify', because: JARM },
  { id: 'jarm-alg-none', summary: 'the response JWT is not signed', because: JARM },
  { id: 'idt-encrypted', summary: 'the ID Token is encrypted', because: JWE },
  { id: 'idt-encrypted-wrong-key', summary: 'the ID Token is encrypted for another key', because: JWE },
  {
    id: 'idt-s-hash-missing',
    summary: 'the ID Token has no s_hash',
    because: 'the server never sends s_hash (FAPI 1.0), so that none can be missing; idt-s-hash-wrong is built',
  },
  {
    id: 'jwks-content-type-jwk-set',
    summary: 'the JWK Set is application/jwk-set+json',
    because: 'the server always sends it so (RFC 7517 §8.5.2); nothing would be different',
  },
  {
    id: 'disc-webfinger-mismatch',
    summary: 'WebFinger names another issuer',
    because: 'WebFinger is not implemented; clients are told the issuer',
  },
  { id: 'lo-session-changed', summary: 'session_state flips in the check_session_iframe', because: SESSION },
]
