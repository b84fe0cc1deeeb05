// JWT access tokens that a resource server must refuse (RFC 9068 §4). The client is none the wiser: it hands on what it
// got. Opaque tokens are left as they are.

import type { Options } from '../options.js'
import type { Row } from './entry.js'
import { judged, TEST } from './written.js'

function at(name: string, options: Options, summary: string, spec: string): Row {
  const about = judged(['reject', TEST, spec], '')
  const spoiled = { member: 'access_token', words: summary, ...options }
  return { id: `at-${name}`, points: ['access_token'], fault: 'jwt', options: spoiled, summary, ...about }
}

const VALIDATED = 'RFC 9068 §4'

export const ACCESS_TOKENS: readonly Row[] = [
  at('bad-signature', { spoil: 'signature' }, 'has one bit of its signature flipped', VALIDATED),
  at('foreign-signature', { signer: 'impostor' }, 'is signed with a foreign key under the kid of ours', VALIDATED),
  at('alg-none', { signer: 'nobody' }, 'is not signed, alg none', VALIDATED),
  at('alg-hs-confusion', { signer: 'public-key' }, 'is signed with HS256, keyed with the public key', 'RFC 8725 §2.1'),
  at('kid-unknown', { kid: 'unknown' }, 'names a kid that is not in the JWK Set', VALIDATED),
  at('jku-x5u', { signer: 'stranger' }, 'is signed with a foreign key, which jwk, jku and x5u offer', 'RFC 8725 §3.10'),
  at('typ-jwt', { header: { typ: 'JWT' } }, 'does not say that it is an access token', VALIDATED),
  at('iss-wrong', { claims: { iss: { append: '1' } } }, 'has the issuer with a 1 after it', VALIDATED),
  at('aud-wrong', { claims: { aud: 'https://issuer.example' } }, 'is for another resource', VALIDATED),
  at('aud-missing', { claims: { aud: null } }, 'has no aud', VALIDATED),
  at('exp-past', { claims: { exp: { after: -360 } } }, 'expired 6 minutes ago', VALIDATED),
  at('exp-missing', { claims: { exp: null } }, 'has no exp', 'RFC 9068 §2.2'),
  at('nbf-future', { claims: { nbf: { after: 3600 } } }, 'is valid only an hour from now', 'RFC 7519 §4.1.5'),
  at('scope-missing', { claims: { scope: null } }, 'has no scope', 'RFC 9068 §2.2.3'),
]
