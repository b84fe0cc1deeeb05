// OpenID Connect Core §10.1.1: one key of a server between announcement and retirement, as spans on the realm's clock.

import type { JWK } from '../protocol/jwt.js'

/** A key as fixtures have it. A `decoy` is published and nothing else; a key for encryption is always one. */
export type KeySeed = JWK & { readonly state?: 'active' | 'next' | 'retired' | 'decoy' }

export interface KeyReading {
  readonly kid: string
  readonly alg: string
  /** `next` is published and does not sign yet; `retired` does not sign any more; `withdrawn` was taken back at once. */
  readonly state: 'next' | 'active' | 'retired' | 'withdrawn' | 'decoy'
  readonly published: boolean
  /** Milliseconds on the realm's clock: when a `next` key begins to sign, when a `retired` one is no longer published. */
  readonly signs_from?: number
  readonly published_until?: number
}

/** Milliseconds on the realm's clock; unbounded where nothing is decided. */
export interface SigningKey {
  readonly jwk: JWK
  readonly alg: string
  readonly kid: string
  readonly decoy: boolean
  from: number
  until: number
  published_until: number
  withdrawn: boolean
}

/** Milliseconds for which a key stays published after it was retired. */
const OVERLAP = 86_400_000
const NOT_PUBLISHED = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'state'])

/** RFC 7517 §5: what may be published, as it was written. */
export function publicMembers(jwk: JWK): JWK {
  const members = Object.entries(jwk).filter(([name]) => !NOT_PUBLISHED.has(name) && !name.startsWith('x-'))
  return Object.fromEntries(members)
}

export function keyOf(seed: KeySeed, index = 0): SigningKey {
  const state = seed.use === 'enc' || seed.crv === 'X25519' ? 'decoy' : (seed.state ?? 'active')
  return {
    jwk: seed,
    alg: algorithmOf(seed),
    kid: seed.kid ?? `key-${index + 1}`,
    decoy: state === 'decoy',
    from: state === 'next' ? Infinity : -Infinity,
    until: state === 'retired' || state === 'decoy' ? -Infinity : Infinity,
    published_until: Infinity,
    withdrawn: false,
  }
}

/** For a key that another one replaces. One that retired before keeps its dates; one that waits goes on waiting. */
export function end(key: SigningKey, at: number, announced: boolean): void {
  if (key.decoy || key.withdrawn) return
  if (!announced) {
    key.withdrawn = true
    key.published_until = at
    key.until = Math.min(key.until, at)
  } else if (key.from <= at && at < key.until) {
    key.published_until = at + OVERLAP
    key.until = at
  }
}

/** RFC 7518 §3.1: what a key without `alg` signs with. */
function algorithmOf(jwk: JWK): string {
  if (jwk.alg) return jwk.alg
  if (jwk.kty === 'EC') return { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[jwk.crv ?? ''] ?? 'ES256'
  return jwk.kty === 'OKP' ? 'EdDSA' : 'RS256'
}
