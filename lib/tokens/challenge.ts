// RFC 6750 §3, RFC 9449 §7.1, RFC 9470 §3, RFC 9728 §5.1: how a protected resource refuses: always with a challenge
// that says what would do.

import { OAuthError, describable } from '../protocol/error.js'
import type { ErrorCode } from '../protocol/error.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Scheme } from './carried.js'
import { DPOP_ALGORITHMS } from './dpop.js'

export interface Attributes {
  readonly scheme?: Scheme
  readonly scope?: string
  readonly acr_values?: string
  /** Seconds. */
  readonly max_age?: number
  readonly resource_metadata?: string
}

/** RFC 6750 §3.1: no error attribute where no token was sent, or another scheme was used. */
const BARE: ReadonlySet<string> = new Set(['token-missing', 'token-scheme'])
const UNPROVEN: ReadonlySet<string> = new Set(['invalid_dpop_proof', 'use_dpop_nonce'])

/** The same error with its challenge. Some providers answer 403 where the RFC says 401. */
export function challenge(
  as: AuthorizationServer,
  error: OAuthError,
  { scheme = 'Bearer', ...more }: Attributes = {},
): OAuthError {
  const told = BARE.has(error.diagnosis.reason) ? {} : { error: error.code, error_description: error.error_description }
  const algs = scheme === 'DPoP' ? { algs: DPOP_ALGORITHMS.join(' ') } : {}
  const attributes = Object.entries({ realm: 'mock-oauth2-provider', ...told, ...more, ...algs })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}="${describable(String(value))}"`)
  return new OAuthError(error.code as ErrorCode, error.diagnosis, {
    status: error.code === 'invalid_token' ? as.policy.resource_refusal : UNPROVEN.has(error.code) ? 401 : error.status,
    headers: { ...error.headers, 'www-authenticate': `${scheme} ${attributes.join(', ')}` },
  })
}
