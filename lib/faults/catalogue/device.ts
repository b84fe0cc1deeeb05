// The device authorization grant: what a device is told at first, and while it polls (RFC 8628).

import type { Probe, Row } from './entry.js'
import { rowsOf } from './group_row.js'
import { measured } from './measured.js'

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'
const TEST: Probe = { kind: 'test' }
const NO_POLL: Probe = { kind: 'no-token' }
const POLLING = 'RFC 8628 §3.5'
const RESPONSE = 'RFC 8628 §3.2'

/** A poll. */
const poll = rowsOf('dev', { points: ['token'], part: DEVICE_CODE, fault: 'polling' })

/** The device authorization response. */
const given = rowsOf('dev', { points: ['device'], fault: 'members' })

const wait = (seconds: number): Probe => ({ kind: 'wait', seconds })

const INTERVALS: readonly (readonly [name: string, value: string | number, said: string, seconds: number])[] = [
  ['interval-zero', 0, '0', 1],
  ['interval-string', '5', 'the text "5"', 1],
  ['interval-huge', 86_400, 'a day', 1],
  ['interval-negative', -5, '-5', 1],
]

const MISSING = ['device_code', 'user_code', 'verification_uri', 'expires_in'] as const

export const DEVICE: readonly Row[] = measured([
  poll(
    'pending-n',
    { code: 'authorization_pending' },
    'is answered with authorization_pending however often it polls; pending-n:3 at its first three polls',
    ['cope', wait(5), POLLING],
    { arguments: ['times'] },
  ),
  poll(
    'slow-down',
    { code: 'slow_down', times: 2 },
    'is answered with slow_down at its first two polls',
    ['back off', wait(10), POLLING],
    { module: ['fapi-ciba-id1-client-slow-down-test'] },
  ),
  poll('slow-down-forever', { code: 'slow_down' }, 'is answered with slow_down whenever it polls', [
    'back off',
    wait(10),
    POLLING,
  ]),
  poll(
    'expired-token',
    { code: 'expired_token' },
    'is answered with expired_token',
    ['new grant', { kind: 'no-storm', most: 0 }, POLLING],
    { module: ['fapi-ciba-id1-client-invalid-expired-token-test'] },
  ),
  poll(
    'access-denied',
    { code: 'access_denied' },
    'is answered with access_denied',
    ['reject', { kind: 'no-storm', most: 0 }, POLLING],
    { module: ['fapi-ciba-id1-client-invalid-access-denied-test'] },
  ),
  given('interval-absent', { remove: ['interval'] }, 'gets no interval, which means 5 s', ['cope', wait(5), RESPONSE]),
  ...INTERVALS.map(([name, value, said, seconds]) =>
    given(name, { set: { interval: value } }, `gets the interval ${said}`, ['undefined', wait(seconds), RESPONSE]),
  ),
  given('interval-long', { set: { interval: 31 } }, 'gets the interval 31', ['cope', wait(31), RESPONSE], {
    module: ['fapi-ciba-id1-client-respects-interval-test'],
  }),
  poll('timeout', {}, 'is never answered', ['back off', wait(10), POLLING], { fault: 'hang' }),
  poll('non-json-error', { status: 502 }, 'is answered with 502 and an HTML page', ['cope', TEST, POLLING], {
    fault: 'html',
  }),
  given('no-complete-uri', { remove: ['verification_uri_complete'] }, 'gets no verification_uri_complete', [
    'cope',
    TEST,
    RESPONSE,
  ]),
  ...MISSING.map((member) =>
    given(`missing-${member.replaceAll('_', '-')}`, { remove: [member] }, `gets no ${member}`, [
      'reject',
      NO_POLL,
      RESPONSE,
    ]),
  ),
  given(
    'legacy-verification-url',
    { rename: { verification_uri: 'verification_url' } },
    'gets verification_url in place of verification_uri, as by providers from before the RFC',
    ['undefined', TEST, RESPONSE],
  ),
  poll(
    'approved-late',
    { left: 1 },
    'is answered with authorization_pending until 1 s before the device code expires, and is then approved',
    ['cope', TEST, POLLING],
  ),
])
