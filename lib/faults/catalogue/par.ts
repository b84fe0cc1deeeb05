// Pushed authorization requests and request objects (RFC 9126, RFC 9101).

import type { Probe, Row } from './entry.js'
import { rowsOf } from './group_row.js'
import { measured } from './measured.js'

const NO_AUTHORIZATION: Probe = { kind: 'no-use' }
const TEST: Probe = { kind: 'test' }
const STORM: Probe = { kind: 'no-storm', most: 3 }
const RETRY_AFTER = ['retry_after'] as const
const RESPONSE = 'RFC 9126 §2.2'
const ERROR = 'RFC 9126 §2.3'

const par = rowsOf('par', { points: ['par'], fault: 'members' })

export const PAR: readonly Row[] = measured([
  par('201-no-request-uri', { remove: ['request_uri'] }, 'gets 201 without a request_uri', [
    'reject',
    NO_AUTHORIZATION,
    RESPONSE,
  ]),
  par(
    '200',
    { status: 200 },
    'gets its request_uri with 200 in place of 201',
    ['undefined', NO_AUTHORIZATION, RESPONSE],
    { fault: 'wire' },
  ),
  par('expires-in-string', { rewrite: { expires_in: 'text' } }, 'gets an expires_in that is text', [
    'undefined',
    NO_AUTHORIZATION,
    RESPONSE,
  ]),
  par('no-expires-in', { remove: ['expires_in'] }, 'gets no expires_in', ['reject', NO_AUTHORIZATION, RESPONSE]),
  par('expires-fast', { seconds: 1 }, 'gets a request_uri that is over after 1 s', ['cope', TEST, RESPONSE], {
    fault: 'pushed',
  }),
  par(
    'request-uri-used',
    {},
    'gets a request_uri that somebody who only looked has used up',
    ['cope', TEST, 'RFC 9126 §4'],
    { fault: 'pushed' },
  ),
  par(
    'error-invalid-request',
    { code: 'invalid_request' },
    'is answered with 400 invalid_request',
    ['cope', NO_AUTHORIZATION, ERROR],
    { fault: 'error', arguments: ['description'] },
  ),
  ...([401, 413, 429, 503] as const).map((status) =>
    par(
      String(status),
      { status },
      `is answered with ${status}`,
      status === 429 || status === 503 ? ['back off', STORM, ERROR] : ['cope', NO_AUTHORIZATION, ERROR],
      { fault: 'status', arguments: RETRY_AFTER },
    ),
  ),
  {
    id: 'par-required',
    points: ['authorize'],
    fault: 'error',
    options: { code: 'invalid_request', lacking: 'request_uri' },
    arguments: ['description'],
    summary: 'is sent back with invalid_request unless it brings the request_uri of a pushed request',
    spec: 'RFC 9126 §5',
    duty: 'cope',
    probe: TEST,
  },
  {
    id: 'jar-request-uri-unsupported',
    points: ['authorize'],
    fault: 'error',
    options: { code: 'request_uri_not_supported', given: 'request_uri' },
    arguments: ['description'],
    summary: 'is sent back with request_uri_not_supported when it has a request_uri',
    spec: 'OpenID Connect Core §3.1.2.6',
    duty: 'cope',
    probe: TEST,
  },
  {
    id: 'jar-request-unsupported',
    points: ['authorize'],
    fault: 'error',
    options: { code: 'request_not_supported', given: 'request' },
    arguments: ['description'],
    summary: 'is sent back with request_not_supported when it has a request object',
    spec: 'OpenID Connect Core §3.1.2.6',
    duty: 'cope',
    probe: TEST,
  },
])
