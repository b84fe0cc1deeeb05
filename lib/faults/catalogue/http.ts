// Faults of HTTP at any endpoint: statuses, redirects and headers. Statuses and redirects come in place of the work; headers
// go with the honest answer.

import type { Row } from './entry.js'
import { ACCEPTED, CALLED_BY_PROGRAMS, NO_STORM, NO_USE, REJECTED, SAME_REFRESH, TEST, http } from './http_row.js'

const RETRY = { arguments: ['retry_after'] } as const
const wait = (seconds: number) => ({ kind: 'wait', seconds }) as const
const LATER = { error: 'temporarily_unavailable', error_description: 'requested by fault {cause}' }
const REDIRECTED = { ...REJECTED, points: CALLED_BY_PROGRAMS }
/** Only a browser can notice: nothing measured. */
const SCRIPTS = { points: CALLED_BY_PROGRAMS }
const CORS = ['cope', TEST, 'OAuth 2.1 §3.2'] as const

const COOKIES = Array.from({ length: 50 }, (_, i) => `flood-${i + 1}=${'x'.repeat(40)}; Path=/`)
const HUGE = 'x'.repeat(64 * 1024)

export const HTTP: readonly Row[] = [
  http(
    '429-retry-after',
    'is answered with 429 and Retry-After',
    'status',
    { status: 429, retry_after: '2s' },
    ['back off', wait(2), 'RFC 6585 §4'],
    { ...RETRY, ...REJECTED, module: ['fapi-ciba-id1-client-slow-down-test'] },
  ),
  http(
    '429-date',
    'is answered with 429 and Retry-After as a date',
    'canned',
    { status: 429, members: LATER, headers: { 'retry-after': '{date}' }, shift: '2s' },
    ['back off', wait(2), 'RFC 9110 §10.2.3'],
    { arguments: ['shift'], ...REJECTED },
  ),
  http(
    '429-bare',
    'is answered with 429, without Retry-After',
    'status',
    { status: 429 },
    ['back off', NO_STORM],
    REJECTED,
  ),
  http(
    '500-json',
    'is answered with 500 server_error',
    'status',
    { status: 500 },
    ['cope', SAME_REFRESH, 'RFC 9110 §15.6.1'],
    REJECTED,
  ),
  http('500-html', 'is answered with 500 and an HTML page', 'html', { status: 500 }, ['cope', SAME_REFRESH], REJECTED),
  http(
    '502-html',
    'is answered with the 502 page of a proxy',
    'html',
    { status: 502 },
    ['cope', SAME_REFRESH],
    REJECTED,
  ),
  http(
    '503-retry-after',
    'is answered with 503 and Retry-After',
    'status',
    { status: 503, retry_after: '2s' },
    ['back off', wait(2), 'RFC 9110 §15.6.4'],
    { ...RETRY, ...REJECTED },
  ),
  http('503-once', 'is answered with 503, once', 'status', { status: 503 }, ['cope', { kind: 'one-retry' }], {
    once: true,
    ...REJECTED,
  }),
  http('201', 'is done and answered with 201', 'wire', { status: 201 }, ['reject', TEST, 'RFC 6749 §5.1'], REJECTED),
  http('206', 'is done and answered with 206', 'wire', { status: 206 }, ['reject', TEST, 'RFC 6749 §5.1'], REJECTED),
  http('204', 'is answered with 204 and no body', 'canned', { status: 204 }, ['reject', NO_USE], REJECTED),
  http(
    '302-login',
    'is redirected with 302 to an HTML page',
    'canned',
    { status: 302, headers: { location: '{mount}/?trap=http-302-login' } },
    ['reject', TEST],
    REDIRECTED,
  ),
  http(
    '307-other-origin',
    'is redirected with 307 to another origin, which would be sent the credentials again',
    'canned',
    { status: 307, headers: { location: '{other}/trap' } },
    ['reject', TEST, 'RFC 9700 §4.12'],
    REDIRECTED,
  ),
  http(
    '308-self',
    'is redirected with 308 to the same path with a slash',
    'canned',
    { status: 308, headers: { location: '{url}/' } },
    ['undefined', TEST],
    REDIRECTED,
  ),
  http('huge-header', 'gets a header of 64 kB', 'wire', { headers: { 'x-padding': HUGE } }, ['cope', TEST], REJECTED),
  http('set-cookie-flood', 'gets 50 cookies', 'wire', { headers: { 'set-cookie': COOKIES } }, ['cope', TEST], ACCEPTED),
  http(
    'cacheable-token',
    'gets an answer that may be cached for an hour',
    'wire',
    { headers: { 'cache-control': 'max-age=3600', pragma: null } },
    ['cope', TEST, 'RFC 6749 §5.1'],
    ACCEPTED,
  ),
  http(
    'date-skew',
    'gets an answer whose Date is an hour ahead',
    'wire',
    { headers: { date: '{date}' }, shift: '1h' },
    ['cope', TEST],
    { arguments: ['shift'], ...ACCEPTED },
  ),
  http(
    'cors-missing',
    'gets no CORS headers, which browsers want',
    'wire',
    { headers: { 'access-control-allow-origin': null, 'access-control-expose-headers': null } },
    CORS,
    SCRIPTS,
  ),
  http(
    'cors-wrong-origin',
    'gets CORS headers for another origin',
    'wire',
    { headers: { 'access-control-allow-origin': 'https://another-app.example' } },
    CORS,
    SCRIPTS,
  ),
  http(
    'cors-headers-not-exposed',
    'gets CORS headers that hide WWW-Authenticate and DPoP-Nonce',
    'wire',
    { headers: { 'access-control-expose-headers': null } },
    ['cope', TEST, 'RFC 9449 §8'],
    SCRIPTS,
  ),
  http('preflight-403', 'has its CORS preflight refused with 403', 'preflight', { status: 403 }, CORS, SCRIPTS),
]
