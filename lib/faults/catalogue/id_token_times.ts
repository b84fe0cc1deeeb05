// ID Tokens with wrong times and hashes (OpenID Connect Core §2, §3.1.3.6, §3.3.2.11).

import type { Row } from './entry.js'
import { idt, CORE, reject, cope, claims, OIDF, FAPI1, FAPI2, CIBA, of, both } from './id_token_row.js'
import { NO_TOKEN, TEST } from './written.js'

const DATED: readonly Row[] = [
  idt(
    'exp-past',
    claims({ exp: { after: -360 } }),
    'expired 6 minutes ago',
    reject(`${CORE} (9)`),
    'RR',
    both('invalid-expired-exp'),
  ),
  idt('exp-just-past', claims({ exp: { after: -20 } }), 'expired 20 seconds ago', cope('RFC 7519 §4.1.4'), 'AA'),
  idt(
    'exp-missing',
    claims({ exp: null }),
    'has no exp',
    reject('OpenID Connect Core §2'),
    'RR',
    of(`${FAPI2}invalid-missing-exp`),
  ),
  idt('exp-string', claims({ exp: { text: true } }), 'has its exp as a string', reject('RFC 7519 §2'), 'RR'),
  idt(
    'exp-ms',
    claims({ exp: { times: 1000 } }),
    'has its exp in milliseconds',
    ['undefined', TEST, 'RFC 7519 §2'],
    'AA',
  ),
  idt(
    'iat-missing',
    claims({ iat: null }),
    'has no iat',
    reject('OpenID Connect Core §2'),
    'RR',
    of(`${OIDF}missing-iat`),
  ),
  idt(
    'iat-week-old',
    claims({ iat: { after: -604_800 } }),
    'was issued a week ago',
    reject(`${CORE} (10)`),
    'AA',
    of(`${FAPI1}iat-is-week-in-past`, `${CIBA}iat-is-week-in-past-test`),
  ),
  idt('iat-future', claims({ iat: { after: 3600 } }), 'is issued an hour from now', reject(`${CORE} (10)`), 'AA'),
  idt('iat-slight-future', claims({ iat: { after: 5 } }), 'is issued 5 seconds from now', cope(`${CORE} (10)`), 'AA'),
  idt(
    'nbf-future',
    claims({ nbf: { after: 3600 } }),
    'is valid only an hour from now',
    reject('RFC 7519 §4.1.5'),
    'RR',
  ),
  idt(
    'nbf-slight-future',
    claims({ nbf: { after: 5 } }),
    'is valid only 5 seconds from now',
    cope('RFC 7519 §4.1.5'),
    'AA',
  ),
  idt(
    'auth-time-missing',
    claims({ auth_time: null }),
    'does not say when the user logged in',
    reject(`${CORE} (13)`),
    'RR',
  ),
  idt(
    'auth-time-stale',
    claims({ auth_time: { after: -2_592_000 } }),
    'says that the user logged in a month ago',
    reject(`${CORE} (13)`),
    'RR',
  ),
]

const HASHED: readonly Row[] = [
  idt(
    'at-hash-wrong',
    { hashes: { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' } },
    'has a wrong at_hash',
    reject('OpenID Connect Core §3.2.2.9'),
    '',
    of(`${OIDF}invalid-athash`),
  ),
  idt(
    'at-hash-missing',
    { hashes: { at_hash: null } },
    'has no at_hash',
    reject('OpenID Connect Core §3.2.2.9'),
    '',
    of(`${OIDF}missing-athash`),
  ),
  idt(
    'at-hash-wrong-code-flow',
    { hashes: { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' } },
    'has a wrong at_hash, though it came from the token endpoint',
    reject('OpenID Connect Core §3.1.3.8'),
    'AA',
    { points: ['token'], module: [`${FAPI1}missing-athash`] },
  ),
  idt(
    'c-hash-wrong',
    { hashes: { c_hash: 'AAAAAAAAAAAAAAAAAAAAAA' } },
    'has a wrong c_hash',
    ['reject', NO_TOKEN, 'OpenID Connect Core §3.3.2.10'],
    'RR',
    of(`${OIDF}invalid-chash`, `${FAPI1}invalid-chash`),
  ),
  idt(
    'c-hash-missing',
    { hashes: { c_hash: null } },
    'has no c_hash',
    ['reject', NO_TOKEN, 'OpenID Connect Core §3.3.2.10'],
    'RR',
    of(`${OIDF}missing-chash`),
  ),
  idt(
    's-hash-wrong',
    { hashes: { s_hash: 'AAAAAAAAAAAAAAAAAAAAAA' } },
    'has a wrong s_hash',
    ['reject', NO_TOKEN, 'FAPI 1.0 Advanced §5.2.3'],
    'RR',
    of(`${FAPI1}invalid-shash`),
  ),
]

export const TIMES: readonly Row[] = [...DATED, ...HASHED]
