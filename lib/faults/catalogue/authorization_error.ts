// Errors in the authorization response (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6), as the server sends them and as
// it never would.

import type { Row } from './entry.js'
import { az, parameters, error, FOREIGN, STATE, ISS, REFUSED, PROMPT } from './authorization_row.js'
import { NO_TOKEN } from './written.js'
import type { Judged } from './written.js'

/** Error codes as the server itself would send them. */
const ERRORS: readonly (readonly [name: string, code: string, duty: Judged, module?: string])[] = [
  ['access-denied', 'access_denied', REFUSED, 'fapi-ciba-id1-client-invalid-access-denied-test'],
  ['server-error', 'server_error', ['back off', NO_TOKEN, 'RFC 6749 §4.1.2.1']],
  ['temporarily-unavailable', 'temporarily_unavailable', ['back off', NO_TOKEN, 'RFC 6749 §4.1.2.1']],
  ['invalid-scope', 'invalid_scope', REFUSED],
  ['unauthorized-client', 'unauthorized_client', REFUSED],
  ['unsupported-response-type', 'unsupported_response_type', REFUSED],
  ['invalid-request', 'invalid_request', REFUSED],
  ['login-required', 'login_required', PROMPT, 'oidcc-client-test-form-post-error'],
  ['consent-required', 'consent_required', PROMPT],
  ['interaction-required', 'interaction_required', PROMPT],
  ['account-selection', 'account_selection_required', PROMPT],
]

export const AUTHORIZATION_ERRORS: readonly Row[] = [
  ...ERRORS.map(([name, code, duty, module]) =>
    az(
      name,
      error(code),
      `carries the error ${code}, state and iss`,
      duty,
      'RR',
      module === undefined ? {} : { module: [module] },
    ),
  ),
  az(
    'unknown-error',
    parameters({ error: 'out_of_coffee' }, { only: ['state', 'iss'] }),
    'carries an error code that nobody registered',
    REFUSED,
    'RR',
  ),
  az(
    'error-without-state',
    parameters({ error: 'access_denied' }, { only: ['iss'] }),
    'carries an error without state',
    STATE,
    'RR',
  ),
  az(
    'error-other-state',
    parameters({ error: 'access_denied', state: 'another-state' }, { only: ['iss'] }),
    'carries an error for another state',
    STATE,
    'RR',
  ),
  az(
    'error-wrong-iss',
    parameters({ error: 'access_denied', iss: FOREIGN }, { only: ['state'] }),
    'carries an error of another issuer',
    ISS,
    'RR',
  ),
]
