// Faults of the connection at any endpoint: time, resets, closed ports and bad certificates. Times are real.

import type { Row } from './entry.js'
import { ACCEPTED, NO_STORM, REJECTED, SAME_REFRESH, TEST, both, http } from './http_row.js'

const LATE = both('times out')
const DURING = { arguments: ['during'] } as const

export const HTTP_CONNECTION: readonly Row[] = [
  http('slow-headers', 'is answered after a minute', 'latency', { delay: '1m' }, ['cope', TEST], {
    arguments: ['delay'],
    ...LATE,
  }),
  http('slow-drip', 'gets its body byte by byte, one a second', 'wire', { drip: '1s' }, ['cope', TEST], {
    arguments: ['drip'],
    ...LATE,
  }),
  http('hang', 'is never answered', 'hang', {}, ['cope', TEST], LATE),
  http('reset-before-headers', 'ends in a connection reset, not done', 'reset', {}, ['cope', SAME_REFRESH], REJECTED),
  http(
    'reset-after-processing',
    'is done and ends in a connection reset',
    'reset',
    { act: true },
    ['cope', SAME_REFRESH],
    REJECTED,
  ),
  http(
    'close-keepalive',
    'is answered, and the connection closes without having said so',
    'wire',
    { close: true },
    ['cope', TEST, 'RFC 9112 §9.3.1'],
    ACCEPTED,
  ),
  http(
    'early-response',
    'is answered with 503 before its body is read, and the connection closes',
    'early',
    { status: 503 },
    ['cope', TEST, 'RFC 9112 §9.6'],
    REJECTED,
  ),
  http(
    'connection-refused',
    'ends in a connection reset, and the port is closed for 5 s',
    'outage',
    {},
    ['back off', NO_STORM],
    {
      ...DURING,
      ...REJECTED,
    },
  ),
  ...(['expired', 'wrong-host', 'self-signed'] as const).map((certificate) =>
    http(
      `tls-${certificate}`,
      `ends in a connection reset, and for 5 s the certificate is bad (${certificate}), where TLS is on`,
      'outage',
      { certificate },
      ['reject', TEST, 'RFC 9525 §6'],
      DURING,
    ),
  ),
]
