// RFC 7800 §3.1: what the tokens of a request are bound to: the key of its DPoP proof, the certificate it comes with,
// or both. Some clients want no others.

import { ensure } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Confirmation } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { boundCertificate } from './certificate.js'
import { provenKey } from './dpop.js'

/** `undefined` for Bearer tokens. Throws `invalid_dpop_proof`, `use_dpop_nonce`, or `invalid_request`. */
export async function confirmation(
  as: AuthorizationServer,
  request: Request,
  client: Client,
): Promise<Confirmation | undefined> {
  const jkt = await provenKey(as, request)
  ensure(jkt !== undefined || client.dpop_bound_access_tokens !== true, 'invalid_dpop_proof', () => ({
    reason: 'dpop-missing',
    hint: `client '${client.client_id}' is registered with dpop_bound_access_tokens, but the request has no DPoP header`,
    fix: 'send a DPoP proof in the DPoP header',
    spec: 'RFC 9449 §5.2',
  }))
  const cnf = { ...(jkt !== undefined && { jkt }), ...boundCertificate(as, request, client) }
  return Object.keys(cnf).length > 0 ? cnf : undefined
}
