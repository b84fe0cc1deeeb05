// The authorization response is not what RFC 6749 §4.1.2 and RFC 9207 say, or does not travel as it should: as its own
// redirection, or after the login or consent page.

import { AUTHORIZATION_ERRORS } from './authorization_error.js'
import type { Row } from './entry.js'
import {
  az,
  parameters,
  travels,
  REQUEST,
  HOW,
  FOREIGN,
  NOT_ADVERTISED,
  STATE,
  ONCE,
  ISS,
  CODE,
} from './authorization_row.js'
import { NO_TOKEN, NO_USE, TEST } from './written.js'

export const AUTHORIZATION_RESPONSES: readonly Row[] = [
  ...AUTHORIZATION_ERRORS,
  az('state-missing', parameters({ state: null }), 'carries a code without state', STATE, 'RR', {
    module: ['fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-missing-state-fails'],
  }),
  az('state-wrong', parameters({ state: { append: '1' } }), 'carries the state with a 1 after it', STATE, 'RR', {
    module: ['fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-state-fails'],
  }),
  az(
    'state-unasked',
    parameters({ state: { add: 'never-asked-for' } }),
    'carries a state though the request had none',
    STATE,
    'RR',
  ),
  az(
    'state-mangled',
    [
      'response',
      {
        choices: {
          truncated: { parameters: { state: { cut: 512 } } },
          plus: { parameters: { state: { plus: true } } },
          percent: { parameters: { state: { percent: true } } },
          lower: { parameters: { state: { lower: true } } },
        },
      },
    ],
    'carries the state truncated, with + as space, percent-encoded twice or in lower case (plus, percent, lower)',
    STATE,
    'RR',
    HOW,
  ),
  az('state-duplicated', travels({ more: { state: '' } }), 'carries the state twice', ONCE, 'RR'),
  az('code-duplicated', travels({ more: { code: 'another-code' } }), 'carries two codes', ONCE, 'RR'),
  az('code-missing', parameters({ code: null }), 'is a success without a code', CODE, 'RR'),
  az('code-empty', parameters({ code: '' }), 'carries an empty code', CODE, 'RR'),
  az(
    'code-odd-chars',
    ['stolen', { code: 'odd' }],
    'carries a code of 2 KB with all characters that need encoding',
    ['cope', TEST, 'RFC 6749 §4.1.2'],
    'AA',
  ),
  az('code-and-error', parameters({ error: 'access_denied' }), 'carries a code and an error', CODE, 'RR'),

  az('iss-missing', parameters({ iss: null }), 'lacks the iss that the metadata promises', ISS, 'RR', {
    module: [
      'fapi2-security-profile-final-client-test-remove-authorization-response-iss',
      'auth/iss-supported-missing',
    ],
  }),
  az('iss-wrong', parameters({ iss: { append: '1' } }), 'carries the issuer with a 1 after it', ISS, 'RR', {
    module: ['fapi2-security-profile-final-client-test-invalid-authorization-response-iss', 'auth/iss-wrong-issuer'],
  }),
  az(
    'iss-normalized',
    [
      'response',
      {
        choices: {
          slash: { parameters: { iss: { slash: true } } },
          case: { parameters: { iss: { host: true } } },
          port: { parameters: { iss: { port: true } } },
        },
      },
    ],
    'carries the issuer written differently: with a trailing slash, an upper-case host or the default port (case, port)',
    ISS,
    'RR',
    { ...HOW, module: ['auth/iss-normalized'] },
  ),
  az(
    'iss-unadvertised',
    travels({ parameters: { iss: FOREIGN }, metadata: NOT_ADVERTISED }),
    'carries a foreign issuer; at discovery: iss is not advertised',
    ISS,
    'RR',
    { points: ['authorize', 'discovery'], module: ['auth/iss-unexpected'] },
  ),
  az(
    'iss-not-advertised-absent',
    travels({ parameters: { iss: null }, metadata: NOT_ADVERTISED }),
    'carries no issuer; at discovery: iss is not advertised',
    ['cope', TEST, 'RFC 9207 §2.4'],
    'AA',
    { points: ['authorize', 'discovery'], module: ['auth/iss-not-advertised'] },
  ),

  az('fragment-instead-of-query', travels({ mode: 'fragment' }), 'comes in the fragment', CODE, 'RR'),
  az(
    'query-instead-of-fragment',
    travels({ mode: 'query' }),
    'comes in the query, tokens and all',
    ['reject', NO_USE, 'OAuth 2.0 Multiple Response Types §5'],
    'RR',
  ),
  az(
    'form-post-instead',
    travels({ mode: 'form_post' }),
    'comes as a form that is posted',
    ['undefined', NO_TOKEN],
    '',
  ),
  az(
    'wrong-redirect-uri',
    travels({ to: 'another-of-the-client' }),
    'goes to another registered redirect_uri of the client',
    ['reject', NO_TOKEN, 'RFC 9700 §2.1'],
    '',
  ),
  az(
    'query-lost',
    travels({ to: 'without-query' }),
    'goes to the redirect_uri without its query',
    ['cope', TEST, 'RFC 6749 §3.1.2'],
    '',
  ),
  az(
    'redirect-307',
    travels({ status: 307 }),
    'is a redirection with 307, which repeats a POST',
    ['cope', TEST, 'RFC 9700 §4.12'],
    'AA',
  ),
  az('redirect-303', travels({ status: 303 }), 'is a redirection with 303', ['cope', TEST, 'RFC 9700 §4.12'], 'AA'),
  az('no-redirect', ['hang', {}], 'never comes', ['cope', TEST], ''),
  az(
    'extra-params',
    parameters({ session_state: 'a.b', foo: 'bar', authuser: '0' }),
    'carries session_state, foo and authuser too',
    ['cope', TEST, 'RFC 6749 §4.1.2'],
    'AA',
  ),
  az(
    'unsolicited',
    ['stolen', { code: 'stranger', state: 'never-asked-for' }],
    'carries a code and a state that nobody here asked for',
    ['reject', NO_TOKEN, 'RFC 9700 §4.7'],
    'RR',
  ),
  az(
    'code-injection',
    ['stolen', { code: 'stranger' }],
    'carries the code of another login under the right state',
    ['reject', NO_USE, 'RFC 9700 §4.5'],
    'RR',
    { module: ['oidcc-client-test-nonce-invalid'] },
  ),
  az(
    'token-in-code-flow',
    parameters({ access_token: 'a-token-nobody-asked-for', token_type: 'Bearer' }),
    'carries an access token beside the code',
    ['cope', NO_USE, 'RFC 6749 §4.1.2'],
    'AA',
  ),
  az('http-500', ['status', { status: 500 }], 'is an HTTP 500', ['cope', TEST], ''),
  az('slow', ['latency', { delay: '3s' }], 'is late, by 3s unless told', ['cope', TEST], 'AA', {
    arguments: ['delay'],
  }),

  // These two are detours of the request.
  az(
    'double-redirect',
    ['detour', { way: 'intermediate' }],
    'is redirected within the server first',
    ['cope', TEST, 'RFC 9110 §15.4'],
    'AA',
    REQUEST,
  ),
  az(
    'mixup-live',
    ['detour', { way: 'mix-up' }],
    'is sent on to another realm, whose response the client gets',
    ['reject', NO_TOKEN, 'RFC 9700 §4.4'],
    '',
    { ...REQUEST, arguments: ['realm'] },
  ),
]
