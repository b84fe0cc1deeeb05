// Which OAuth errors an endpoint may send. A rule that names another one is a mistake unless it says
// `error:<code>`.

import type { ErrorCode } from '../protocol/error.js'
import type { Point } from './points.js'

/** RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6, RFC 8707 §2, RFC 9396 §5. */
const AUTHORIZATION: readonly ErrorCode[] = [
  'invalid_request',
  'unauthorized_client',
  'access_denied',
  'unsupported_response_type',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
  'interaction_required',
  'login_required',
  'account_selection_required',
  'unmet_authentication_requirements',
  'consent_required',
  'invalid_request_uri',
  'invalid_request_object',
  'request_not_supported',
  'request_uri_not_supported',
  'registration_not_supported',
  'invalid_target',
  'invalid_authorization_details',
]

/** RFC 6750 §3.1, RFC 9470 §3, RFC 9449 §7.1. */
const RESOURCE: readonly ErrorCode[] = [
  'invalid_request',
  'invalid_token',
  'insufficient_scope',
  'insufficient_user_authentication',
  'invalid_dpop_proof',
  'use_dpop_nonce',
]

/** RFC 6749 §5.2 with RFC 6749 §4.1.2.1's two for a server in trouble, which providers send here too. */
const BACK_CHANNEL: readonly ErrorCode[] = [
  'invalid_request',
  'invalid_client',
  'unauthorized_client',
  'server_error',
  'temporarily_unavailable',
]

export const CODES: Readonly<Partial<Record<Point, readonly ErrorCode[]>>> = {
  authorize: AUTHORIZATION,
  login: AUTHORIZATION,
  consent: AUTHORIZATION,
  par: [...BACK_CHANNEL, ...AUTHORIZATION, 'invalid_dpop_proof', 'use_dpop_nonce'], // RFC 9126 §2.3, RFC 9449 §10.1
  token: [
    ...BACK_CHANNEL,
    'invalid_grant',
    'unsupported_grant_type',
    'invalid_scope',
    'invalid_target', // RFC 8707 §2
    'authorization_pending', // RFC 8628 §3.5, as the next three
    'slow_down',
    'expired_token',
    'access_denied',
    'interaction_required', // OpenID Connect Core §3.1.2.6, sent by providers on refresh
    'invalid_dpop_proof', // RFC 9449 §5
    'use_dpop_nonce', // RFC 9449 §8
    'invalid_authorization_details', // RFC 9396 §5
  ],
  device: [...BACK_CHANNEL, 'invalid_scope'], // RFC 8628 §3.2
  userinfo: RESOURCE,
  resource: RESOURCE,
  documents: RESOURCE,
  introspect: BACK_CHANNEL, // RFC 7662 §2.3
  revoke: [...BACK_CHANNEL, 'unsupported_token_type'], // RFC 7009 §2.2.1
  logout: ['invalid_request', 'server_error', 'temporarily_unavailable'],
  register: [
    'invalid_redirect_uri', // RFC 7591 §3.2.2, as the next three
    'invalid_client_metadata',
    'invalid_software_statement',
    'unapproved_software_statement',
    'invalid_token', // RFC 7592 §2
    'access_denied',
    'server_error',
    'temporarily_unavailable',
  ],
  any: ['invalid_request', 'server_error', 'temporarily_unavailable'],
}
