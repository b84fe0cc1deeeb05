// The token endpoint refuses, in the ways of RFC 6749 §5.2 and in those of the wild. The server does not act: codes and
// refresh tokens stay as they were.

import type { Options } from '../options.js'
import type { Duty, Probe, Row } from './entry.js'

const SPEC = 'RFC 6749 §5.2'
const NO_STORM: Probe = { kind: 'no-storm', most: 3 }
const TEST: Probe = { kind: 'test' }
const NO_USE: Probe = { kind: 'no-use' }
const NEW: Probe = { kind: 'new-authorization' }
const REFRESH = { part: 'refresh_token' } as const
const DESCRIBED = { arguments: ['description'] } as const
const JUDGED = { 'openid-client': 'rejects', oauth4webapi: 'rejects' } as const

/** A row; `spec` is absent where no clause speaks of it. */
function te(name: string, summary: string, options: Options, judged: Judged, more: Partial<Row> = {}): Row {
  const [duty, probe, spec] = judged
  const rest = { ...(spec !== undefined && { spec }), duty, probe, measured: JUDGED, ...more }
  return {
    id: `te-${name}`,
    points: ['token'],
    fault: 'canned',
    options,
    summary: `is answered with ${summary}`,
    ...rest,
  }
}

type Judged = readonly [duty: Duty, probe: Probe, spec?: string]

/** An error of the table in RFC 6749 §5.2, with its own status and headers. */
function error(name: string, code: string, summary: string, judged: Judged, more: Partial<Row> = {}): Row {
  const options = { code, ...more.options }
  return te(name, summary, options, judged, { ...DESCRIBED, ...more, fault: 'error', options })
}

const CAUSE = 'requested by fault {cause}'
/** Told to a log or a page as it is, it would break out of both. */
const ODD =
  'she said "no" <script>alert(1)</script> \\\r\n2030-01-01T00:00:00Z ERROR a forged line of a log \u{1f600} ' +
  'long '.repeat(1640)
const BOTH = { error: 'invalid_grant', access_token: 'sent-with-an-error', token_type: 'Bearer', expires_in: 3600 }
const PROBLEM = { type: 'about:blank', title: 'Bad Request', status: 400, detail: CAUSE }
const FORM = { media_type: 'application/x-www-form-urlencoded', text: 'error=invalid_grant&error_description=no' }

export const TOKEN_ERRORS: readonly Row[] = [
  error('invalid-request', 'invalid_request', '400 invalid_request', ['reject', NO_STORM, SPEC], {
    module: ['fapi-ciba-id1-client-invalid-request-test'],
  }),
  error('invalid-client', 'invalid_client', '401 invalid_client and a Basic challenge', ['reject', NO_STORM, SPEC]),
  error('invalid-client-400', 'invalid_client', '400 invalid_client, without a challenge', ['reject', NO_STORM, SPEC], {
    options: { status: 400 },
  }),
  error(
    'invalid-client-no-challenge',
    'invalid_client',
    '401 invalid_client, without WWW-Authenticate',
    ['cope', TEST, 'RFC 9110 §15.5.2'],
    { options: { challenge: false } },
  ),
  error('invalid-grant', 'invalid_grant', '400 invalid_grant', ['new grant', NEW, SPEC]),
  error('invalid-grant-403', 'invalid_grant', '403 invalid_grant, as by some providers', ['cope', NO_STORM], {
    options: { status: 403 },
  }),
  error('unauthorized-client', 'unauthorized_client', '400 unauthorized_client', ['reject', NO_STORM, SPEC], {
    module: ['auth/wif-jwt-bearer'],
  }),
  error('unsupported-grant-type', 'unsupported_grant_type', '400 unsupported_grant_type', ['reject', NO_STORM, SPEC]),
  error('invalid-scope', 'invalid_scope', '400 invalid_scope', ['reject', NO_STORM, SPEC], {
    module: ['auth/wif-jwt-bearer'],
  }),
  error('invalid-target', 'invalid_target', '400 invalid_target', ['reject', NO_STORM, 'RFC 8707 §2']),
  error('invalid-authorization-details', 'invalid_authorization_details', '400 invalid_authorization_details', [
    'reject',
    NO_STORM,
    'RFC 9396 §5',
  ]),
  error(
    'interaction-required',
    'interaction_required',
    '400 interaction_required, as by providers that want a login again',
    ['new grant', NEW],
    REFRESH,
  ),
  te(
    'unknown-error-code',
    '400 and an error code that no RFC knows',
    { status: 400, members: { error: 'bad_verification_code', error_description: CAUSE } },
    ['cope', TEST, 'RFC 6749 §8.5'],
  ),
  error(
    'dead-refresh-as-invalid-request',
    'invalid_request',
    '400 invalid_request, as some providers say of a revoked refresh token',
    ['new grant', NO_STORM],
    REFRESH,
  ),
  te(
    'error-http-200',
    '200 and an error in the body, as by GitHub',
    { status: 200, members: { error: 'invalid_grant', error_description: CAUSE } },
    ['reject', NO_USE, 'RFC 6749 §5.1'],
  ),
  te('error-and-token', '400, an error and an access token', { status: 400, members: BOTH }, ['reject', NO_USE, SPEC]),
  te('error-missing', '400 and JSON without an error', { status: 400, members: { message: 'no' } }, [
    'cope',
    TEST,
    SPEC,
  ]),
  te(
    'error-object',
    '400 and an error that is an object',
    { status: 400, members: { error: { code: 'invalid_grant', message: 'no' } } },
    ['cope', TEST, SPEC],
  ),
  te('error-number', '400 and an error that is a number', { status: 400, members: { error: 400 } }, [
    'cope',
    TEST,
    SPEC,
  ]),
  te('error-empty-body', '400 and no body', { status: 400 }, ['cope', TEST, SPEC]),
  te('error-html', '400 and an HTML page', { status: 400 }, ['cope', TEST, SPEC], { fault: 'html' }),
  te(
    'error-problem-json',
    '400 and application/problem+json',
    { status: 400, media_type: 'application/problem+json', members: PROBLEM },
    ['cope', TEST, SPEC],
  ),
  te('error-form-encoded', '400 and a form-encoded error', { status: 400, ...FORM }, ['cope', TEST, SPEC]),
  te(
    'error-description-odd',
    'a description of 8 kB with quotes, markup, a line feed and an emoji',
    { status: 400, members: { error: 'invalid_grant', error_description: ODD } },
    ['cope', TEST, SPEC],
  ),
  te(
    'error-uri',
    'an error_uri, which is for people; whoever fetches it is seen',
    { status: 400, members: { error: 'invalid_grant', error_uri: '{url}/error_uri' } },
    ['cope', NO_USE, SPEC],
  ),
  error(
    'use-dpop-nonce',
    'use_dpop_nonce',
    '400 use_dpop_nonce and a nonce',
    ['cope', { kind: 'one-retry' }, 'RFC 9449 §8'],
    {
      module: ['auth/dpop-nonce'],
    },
  ),
  error('invalid-dpop-proof', 'invalid_dpop_proof', '400 invalid_dpop_proof', ['reject', NO_STORM, 'RFC 9449 §5']),
]
