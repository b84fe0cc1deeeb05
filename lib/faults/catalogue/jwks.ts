// JWK Sets that are broken, late or gone, and keys that change (RFC 7517 §4-5, OpenID Connect Core §10.1).

import type { FaultName } from '../index.js'
import type { Options } from '../options.js'
import type { Row } from './entry.js'
import { judged, NO_USE, REFETCH, TEST, type Judged, type Verdicts } from './written.js'

type More = Partial<Pick<Row, 'arguments' | 'module' | 'once' | 'points'>>

function jwks(
  name: string,
  [fault, options]: readonly [FaultName, Options],
  summary: string,
  duty: Judged,
  verdicts: Verdicts,
  more: More = {},
): Row {
  return {
    id: `jwks-${name}`,
    points: ['jwks'],
    fault,
    options: { words: summary, ...options },
    summary,
    ...judged(duty, verdicts),
    ...more,
  }
}

const keyset = (options: Options) => ['keyset', options] as const
const upheaval = (what: string) => ['upheaval', { what }] as const
/** Before a token is signed, or once the client has fetched the set that this makes out of date. */
const SIGNING: More = { points: ['jwks', 'token', 'authorize'] }
const OIDF = 'oidcc-client-test-'

const ROTATION = 'OpenID Connect Core §10.1.1'
const reject = (spec: string): Judged => ['reject', NO_USE, spec]
const cope = (spec: string): Judged => ['cope', TEST, spec]

export const JWKS: readonly Row[] = [
  jwks(
    'rotate-announced',
    upheaval('rotate-announced'),
    'sees a further key published, which signs after 5 minutes',
    cope(ROTATION),
    'AA',
    { ...SIGNING, module: [`${OIDF}signing-key-rotation`] },
  ),
  jwks(
    'rotate-abrupt',
    upheaval('rotate-abrupt'),
    'sees the signing key replaced at once',
    ['cope', REFETCH, ROTATION],
    'SS',
    { ...SIGNING, module: [`${OIDF}signing-key-rotation-just-before-signing`] },
  ),
  jwks(
    'rotate-same-kid',
    upheaval('rotate-same-kid'),
    'sees the signing key replaced under the same kid',
    ['cope', REFETCH, ROTATION],
    'SS',
    SIGNING,
  ),
  jwks(
    'unknown-kid-flood',
    ['jwt', { kid: 'fresh' }],
    'names a kid that no other token named, and that is not in the JWK Set',
    ['cope', { kind: 'refetch', most: 1 }, ROTATION],
    'SS',
    { points: ['id_token', 'access_token', 'token'] },
  ),
  jwks(
    'stale-cache',
    keyset({ cache: 'public, max-age=86400', rotate: true }),
    'may be kept for a day, and the signing key is replaced as soon as it is out',
    ['cope', REFETCH, ROTATION],
    'SS',
  ),
  jwks(
    'no-cache',
    keyset({ cache: 'no-store' }),
    'must not be kept at all',
    ['cope', { kind: 'no-storm', most: 3 }, ROTATION],
    'AA',
  ),
  jwks('empty', keyset({ form: 'empty' }), 'has no keys', reject('RFC 7517 §5'), 'SS'),
  jwks(
    'missing-keys-member',
    keyset({ form: 'no-member' }),
    'is an object without keys',
    reject('RFC 7517 §5.1'),
    'SS',
  ),
  jwks('array', keyset({ form: 'array' }), 'is a list of keys and no object', reject('RFC 7517 §5'), 'SS'),
  jwks('html', ['html', {}], 'is an HTML page', reject('RFC 7517 §5'), 'SS'),
  jwks('500', ['status', { status: 500 }], 'is an HTTP 500', reject(ROTATION), 'SS'),
  jwks('404', ['status', { status: 404 }], 'is an HTTP 404', reject(ROTATION), 'SS'),
  jwks('timeout', ['hang', {}], 'is never answered', reject(ROTATION), 'TT'),
  jwks(
    '500-once',
    ['status', { status: 500 }],
    'is an HTTP 500 the first time',
    ['cope', { kind: 'one-retry' }, ROTATION],
    'SS',
    { once: true },
  ),
  jwks('use-enc', keyset({ each: { use: 'enc' } }), 'has only keys for encryption', reject('RFC 7517 §4.2'), 'SS'),
  jwks(
    'key-ops-sign',
    keyset({ each: { key_ops: ['sign'], use: null } }),
    'has keys that are not for verifying',
    reject('RFC 7517 §4.3'),
    'SS',
  ),
  jwks(
    'alg-mismatch',
    keyset({ each: { alg: 'RS512' } }),
    'has keys for another algorithm',
    reject('RFC 7517 §4.4'),
    'SS',
  ),
  jwks(
    'duplicate-kid',
    keyset({ first: 'same-kid' }),
    'has each kid twice, first with a foreign key',
    cope('RFC 7517 §4.5'),
    'SS',
  ),
  jwks('no-kid', keyset({ each: { kid: null } }), 'has keys without kid', cope('OpenID Connect Core §10.1'), 'SS', {
    module: [`${OIDF}kid-absent-single-jwks`],
  }),
  jwks(
    'unknown-kty',
    keyset({ first: 'unknown-type' }),
    'begins with keys of types that nobody knows',
    cope('RFC 7517 §5'),
    'AA',
  ),
  jwks(
    'extra-members',
    keyset({ each: { 'x-note': 'a note', vendor: { set: { deep: [1] } } }, set: { 'x-generated': 'today' } }),
    'has further members, in the set and in the keys',
    cope('RFC 7517 §4'),
    'AA',
  ),
  jwks('symmetric', keyset({ first: 'symmetric' }), 'contains a secret key', ['reject', TEST, 'RFC 7517 §9.2'], 'AA'),
  jwks('private', keyset({ first: 'private' }), 'contains a private key', ['reject', TEST, 'RFC 7517 §9.2'], 'AA'),
  jwks(
    'weak-rsa',
    upheaval('weak-key'),
    'has an RSA key of 1024 bits, which signs from now on',
    reject('RFC 7518 §3.3'),
    'SS',
    SIGNING,
  ),
  jwks(
    'x5c-mismatch',
    keyset({ certificate: true }),
    "has somebody else's certificate with each key",
    reject('RFC 7517 §4.7'),
    'AA',
  ),
  jwks('huge', keyset({ first: 'many' }), 'has 500 keys more', cope('RFC 7517 §5'), 'AA'),
]
