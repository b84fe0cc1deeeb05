// RFC 7517 §4-5: keys that somebody else put into a JWK Set, before those of the server.

import type { JWK } from '../protocol/jwt.js'
import { foreignKey, publicHalf } from './foreign.js'

export const EXTRAS = ['same-kid', 'unknown-type', 'symmetric', 'private', 'many'] as const
export type Extra = (typeof EXTRAS)[number]

const MANY = 500

/** @param own The keys of the server. */
export function extraKeys(extra: Extra, own: readonly JWK[]): readonly JWK[] {
  switch (extra) {
    case 'same-kid': // other material under each kid
      return own.map((key) => ({ ...publicHalf(foreignKey(key.alg ?? 'RS256')), ...named(key) }))
    case 'unknown-type': // a hash-based signature and a lattice one: key types that most libraries have not met
      return [
        { kty: 'HSS', kid: 'foreign-hss', pub: 'AAAAAgAAAAUAAAAE', alg: 'HSS-LMS' },
        { kty: 'AKP', kid: 'foreign-akp', pub: 'AAAA', alg: 'ML-DSA-65', use: 'sig' },
      ]
    case 'symmetric':
      return [
        { kty: 'oct', kid: 'foreign-secret', alg: 'HS256', k: Buffer.from('a secret in public').toString('base64url') },
      ]
    case 'private':
      return [foreignKey('RS256')]
    case 'many':
      return Array.from({ length: MANY }, (_, i) => ({ ...publicHalf(foreignKey('ES256')), kid: `foreign-${i}` }))
  }
}

const named = ({ kid, alg }: JWK): JWK => ({ ...(kid !== undefined && { kid }), ...(alg !== undefined && { alg }) })
