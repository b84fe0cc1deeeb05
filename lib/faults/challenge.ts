// RFC 9110 §11.6.1, RFC 6749 §5.2, RFC 6750 §3: the WWW-Authenticate header that a spoiled answer owes.

import { describable } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import { isFront, isResource } from './points.js'

/**
 * Headers of a refusal: a Basic challenge for a client, a Bearer (or DPoP) one for a token; none where
 * people are sent, whose browsers would ask them for a password.
 */
export function challenge(request: Request, error: string, error_description: string): Record<string, string> {
  if (isFront(request.endpoint)) return {}
  if (!isResource(request.endpoint)) return { 'www-authenticate': 'Basic realm="mock-oauth2"' }
  const scheme = error.includes('dpop') ? 'DPoP' : 'Bearer'
  const text = describable(error_description)
  return { 'www-authenticate': `${scheme} error="${error}", error_description="${text}"` }
}
