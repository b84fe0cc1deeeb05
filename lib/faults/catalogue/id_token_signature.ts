// ID Tokens that are signed by the wrong key, in the wrong way or not at all, and some that are no JWT (RFC 8725).

import type { Row } from './entry.js'
import { idt, CORE, reject, cope, header, OIDF, FAPI1, FAPI2, CIBA, of, both } from './id_token_row.js'
import { REFETCH, TEST } from './written.js'

const SIGNED: readonly Row[] = [
  idt(
    'bad-signature',
    { spoil: 'signature' },
    'has one bit of its signature flipped',
    reject(`${CORE} (6)`),
    'SS',
    of(
      `${OIDF}invalid-sig-rs256`,
      `${OIDF}invalid-sig-es256`,
      `${FAPI1}invalid-signature`,
      `${CIBA}invalid-signature-test`,
    ),
  ),
  idt(
    'alg-none',
    { signer: 'nobody' },
    'is not signed, alg none',
    reject(`${CORE} (6)`),
    'RR',
    of(
      `${OIDF}idtoken-sig-none`,
      `${FAPI2}invalid-null-alg`,
      `${FAPI1}invalid-null-alg`,
      `${CIBA}invalid-null-alg-test`,
    ),
  ),
  idt(
    'alg-hs-confusion',
    { signer: 'public-key' },
    'is signed with HS256, keyed with the public key',
    reject('RFC 8725 §2.1'),
    'RR',
  ),
  idt(
    'alg-unregistered',
    { signer: 'another-algorithm' },
    'is well signed with an algorithm that the client has not registered for',
    reject(`${CORE} (7)`),
    'RR',
    both('invalid-alternate-alg'),
  ),
  idt(
    'alg-weak',
    { choices: { sha1: { signer: 'sha1' }, short: { signer: 'weak' } } },
    'is signed with RSA and SHA-1, or with a key of 1024 bits (short)',
    reject('RFC 8725 §3.2'),
    'RR',
    { arguments: ['how'] },
  ),
  idt(
    'kid-unknown',
    { kid: 'unknown' },
    'names a kid that is not in the JWK Set',
    ['reject', REFETCH, 'OpenID Connect Core §10.1.1'],
    'SS',
  ),
  idt(
    'kid-missing-one-key',
    { kid: 'missing' },
    'names no kid, where one key fits its algorithm',
    cope('OpenID Connect Core §10.1'),
    'AA',
    of(`${OIDF}kid-absent-single-jwks`),
  ),
  idt(
    'kid-missing-many-keys',
    { kid: 'missing', announce: true },
    'names no kid, where two keys fit its algorithm',
    reject('OpenID Connect Core §10.1'),
    'SS',
    of(`${OIDF}kid-absent-multiple-jwks`),
  ),
  idt('kid-wrong-existing', { kid: 'another' }, 'names the kid of another key', reject('RFC 7515 §4.1.4'), 'SS'),
  idt(
    'kid-injection',
    {
      choices: {
        path: { header: { kid: '../../../../../../dev/null' } },
        sql: { header: { kid: "' UNION SELECT 'secret'; --" } },
        long: { header: { kid: { long: 4000 } } },
      },
    },
    'names a kid that is a path, SQL or 4000 characters (sql, long)',
    ['reject', TEST, 'RFC 8725 §3.10'],
    'SS',
    { arguments: ['how'] },
  ),
  idt(
    'jku-x5u',
    { signer: 'stranger' },
    'is signed with a foreign key, which jwk, jku and x5u offer',
    reject('RFC 8725 §3.10'),
    'SS',
  ),
  idt(
    'crit-unknown',
    header({ crit: ['urn:example:unknown'], 'urn:example:unknown': true }),
    'has a critical header member that nobody knows',
    reject('RFC 7515 §4.1.11'),
    'RR',
  ),
  idt('typ-at-jwt', header({ typ: 'at+jwt' }), 'says that it is an access token', reject('RFC 8725 §3.11'), 'AA'),
]

const MALFORMED: readonly Row[] = [
  idt('not-jwt', { spoil: 'text' }, 'is a sentence', reject('RFC 7519 §7.2'), 'RR'),
  idt('two-parts', { spoil: 'two-parts' }, 'has no signature part', reject('RFC 7519 §7.2'), 'RR'),
  idt('bad-base64', { spoil: 'base64' }, 'has characters that base64url does not know', reject('RFC 7515 §2'), 'RR'),
  idt('payload-array', { written: 'list' }, 'has a list where its claims should be', reject('RFC 7519 §7.2'), 'RR'),
  idt(
    'duplicate-claim',
    { written: 'twice' },
    'has two subs, the last one of somebody else',
    reject('RFC 7519 §4'),
    'AA',
  ),
]

export const SIGNATURES: readonly Row[] = [...SIGNED, ...MALFORMED]
