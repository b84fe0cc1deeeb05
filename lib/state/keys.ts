// RFC 7515, 7517: the signing keys of one server. `jose` is loaded at the first signature, not at start.

import type { CryptoKey, JWK } from 'jose'
import type { DraftContent } from '../protocol/draft.js'
import { OAuthError } from '../protocol/error.js'

export type Jwk = JWK

interface SigningKey {
  readonly jwk: JWK
  readonly alg: string
  readonly kid: string
}

export interface Verified {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

const PRIVATE_MEMBERS = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])

export class Keys {
  readonly #keys: readonly SigningKey[]
  readonly #imported = new Map<string, Promise<CryptoKey | Uint8Array>>()

  /** @param jwks Private keys, each with `alg`; their order decides which one signs. */
  constructor(jwks: readonly JWK[]) {
    this.#keys = jwks.map((jwk, index) => ({ jwk, alg: algorithmOf(jwk), kid: jwk.kid ?? `key-${index + 1}` }))
  }

  /** The algorithms that can be signed with, in order of preference. */
  get algorithms(): readonly string[] {
    return [...new Set(this.#keys.map((key) => key.alg))]
  }

  /** RFC 7517 §5: public members only. */
  get public_jwks(): readonly JWK[] {
    return this.#keys.map(({ jwk, alg, kid }) => ({ kid, alg, use: 'sig', ...publicMembers(jwk) }))
  }

  /** The compact serialization of a draft (RFC 7515 §7.1). */
  async sign({ header, claims, alg }: DraftContent): Promise<string> {
    const key = this.#keys.find((one) => one.alg === alg)
    if (!key) throw cannotSign(`no key signs ${alg}; there are keys for ${this.algorithms.join(', ')}`)
    const jose = await import('jose')
    const jws = new jose.CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    try {
      return await jws.setProtectedHeader({ alg, ...header, kid: key.kid }).sign(await this.#import(key, key.jwk))
    } catch (error) {
      throw cannotSign(`key '${key.kid}' does not sign ${alg}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** Header and claims of a JWT that one of these keys signed; `undefined` for any other. Times are not judged. */
  async verify(jwt: string): Promise<Verified | undefined> {
    const jose = await import('jose')
    try {
      const { kid } = jose.decodeProtectedHeader(jwt)
      const key = this.#keys.find((one) => one.kid === kid)
      if (!key) return undefined
      const verified = await jose.compactVerify(jwt, await this.#import(key, publicMembers(key.jwk)), {
        algorithms: [key.alg],
      })
      return { header: verified.protectedHeader, claims: JSON.parse(new TextDecoder().decode(verified.payload)) }
    } catch {
      return undefined
    }
  }

  async #import({ kid, alg }: SigningKey, jwk: JWK): Promise<CryptoKey | Uint8Array> {
    const name = `${jwk.d === undefined ? 'public' : 'private'} ${kid} ${alg}`
    let imported = this.#imported.get(name)
    if (!imported) {
      imported = import('jose').then((jose) => jose.importJWK(jwk, alg))
      this.#imported.set(name, imported)
    }
    return imported
  }
}

function cannotSign(hint: string): OAuthError {
  const fix = 'add a private key with that alg to keys, or ask for another signature algorithm'
  return new OAuthError('server_error', { reason: 'signing-key-unusable', hint, fix, spec: 'RFC 7515 §4.1.1' })
}

function publicMembers(jwk: JWK): JWK {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => !PRIVATE_MEMBERS.has(name))) as JWK
}

/** RFC 7518 §3.1: what a key without `alg` signs with. */
function algorithmOf(jwk: JWK): string {
  if (jwk.alg) return jwk.alg
  if (jwk.kty === 'EC') return { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' }[jwk.crv ?? ''] ?? 'ES256'
  return jwk.kty === 'OKP' ? 'EdDSA' : 'RS256'
}
