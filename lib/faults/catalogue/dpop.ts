// DPoP: nonces asked for in every way, challenges, and tokens that are bound to another key than they seem (RFC 9449).
// Requests without a proof are left alone where nonces are asked for.

import type { Options } from '../options.js'
import type { Point } from '../points.js'
import type { Duty, Probe, Row } from './entry.js'
import { measured } from './measured.js'

const RETRY: Probe = { kind: 'one-retry' }
const TEST: Probe = { kind: 'test' }
const TWICE: Probe = { kind: 'no-storm', most: 2 }
const RESOURCES: readonly Point[] = ['resource', 'userinfo', 'documents']
const EVERYWHERE: readonly Point[] = ['token', 'par', ...RESOURCES, 'any']
const ALGS = 'RS256 ES256 EdDSA'

function nonce(
  id: string,
  [points, options]: readonly [points: readonly Point[], options: Options],
  summary: string,
  [duty, probe, spec]: readonly [Duty, Probe, string?],
  more: Partial<Row> = {},
): Row {
  return { id, points, fault: 'nonce', options, summary, duty, probe, ...(spec !== undefined && { spec }), ...more }
}

export const DPOP: readonly Row[] = measured([
  nonce(
    'dpop-nonce-required',
    [['token'], { mode: 'required' }],
    'is refused with 400 use_dpop_nonce until its DPoP proof has a nonce',
    ['cope', RETRY, 'RFC 9449 §8'],
    { module: ['fapi2-security-profile-final-client-test-happy-path', 'auth/dpop-nonce'] },
  ),
  nonce(
    'dpop-nonce-required-resource',
    [RESOURCES, { mode: 'required' }],
    'is refused with a 401 DPoP challenge until its DPoP proof has a nonce',
    ['cope', RETRY, 'RFC 9449 §9'],
    { module: ['auth/dpop-nonce'] },
  ),
  nonce(
    'dpop-nonce-at-par',
    [['par'], { mode: 'required' }],
    'is refused with 400 use_dpop_nonce until its DPoP proof has a nonce',
    ['cope', RETRY, 'RFC 9449 §10.1'],
    { module: ['fapi2-security-profile-final-client-test-happy-path'] },
  ),
  {
    id: 'dpop-nonce-none',
    points: EVERYWHERE,
    fault: 'wire',
    options: { headers: { 'dpop-nonce': null } },
    summary: 'gets no DPoP-Nonce, and has to do without one',
    spec: 'RFC 9449 §8',
    duty: 'cope',
    probe: TEST,
    module: ['fapi2-security-profile-final-client-test-happy-path-no-dpop-nonce'],
  },
  nonce(
    'dpop-nonce-rotates-on-200',
    [EVERYWHERE, { mode: 'rotating' }],
    'gets a new nonce with each good answer, and is refused with any older one',
    ['cope', RETRY, 'RFC 9449 §8.2'],
  ),
  nonce(
    'dpop-nonce-stale',
    [EVERYWHERE, { mode: 'stale' }],
    'is refused with a new nonce when its DPoP proof has one that was used before',
    ['cope', RETRY, 'RFC 9449 §8'],
  ),
  nonce(
    'dpop-nonce-loop',
    [EVERYWHERE, { mode: 'loop' }],
    'is refused with use_dpop_nonce and a new nonce every time',
    ['reject', TWICE, 'RFC 9449 §8'],
  ),
  nonce(
    'dpop-nonce-same-value',
    [EVERYWHERE, { mode: 'same' }],
    'is refused with use_dpop_nonce and the same nonce every time',
    ['reject', TWICE, 'RFC 9449 §8'],
  ),
  nonce(
    'dpop-nonce-header-missing',
    [EVERYWHERE, { mode: 'required', header: 'none' }],
    'is refused with use_dpop_nonce, but there is no DPoP-Nonce header',
    ['reject', { kind: 'no-storm', most: 3 }, 'RFC 9449 §8'],
  ),
  nonce(
    'dpop-nonce-two-headers',
    [EVERYWHERE, { mode: 'required', header: 'twice' }],
    'is refused with use_dpop_nonce and two DPoP-Nonce headers',
    ['reject', TEST, 'RFC 9449 §8'],
  ),
  nonce(
    'dpop-nonce-per-origin',
    [['any'], { mode: 'servers' }],
    'is refused with use_dpop_nonce when its nonce is from the other server: authorization server and resources have nonces of their own',
    ['cope', RETRY, 'RFC 9449 §9'],
  ),
  nonce(
    'dpop-scheme-case',
    [RESOURCES, { mode: 'required', scheme: 'dpop' }],
    'is refused with a 401 challenge whose scheme is written dpop, until its DPoP proof has a nonce',
    ['cope', RETRY, 'RFC 9110 §11.1'],
    { module: ['fapi2-security-profile-final-client-test-rs-dpop-auth-scheme-case-insensitivity'] },
  ),
  {
    id: 'dpop-multi-challenge',
    points: RESOURCES,
    fault: 'unauthorized',
    options: { unless: 'dpop', challenges: [`Bearer realm="mock", error="invalid_token", DPoP algs="${ALGS}"`] },
    summary: 'is refused with a Bearer and a DPoP challenge in one header, unless it uses DPoP',
    spec: 'RFC 9449 §7.2',
    duty: 'cope',
    probe: TEST,
  },
  {
    id: 'dpop-token-type-bearer',
    points: ['token'],
    fault: 'members',
    options: { set: { token_type: 'Bearer' } },
    summary: 'gets token_type Bearer for a token that is bound to a key',
    spec: 'RFC 9449 §5',
    duty: 'reject',
    probe: { kind: 'no-use' },
  },
  {
    id: 'dpop-cnf-other-key',
    points: ['introspect', 'access_token'],
    fault: 'claims',
    options: { member: 'access_token', set: { cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } } },
    summary: 'says that the token is bound to another key',
    spec: 'RFC 9449 §6.2',
    duty: 'reject',
    probe: TEST,
  },
])
