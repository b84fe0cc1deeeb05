// RFC 7515, 7517, OpenID Connect Core §10.1.1: the signing keys of one server and their life: announced, in use,
// retired. `jose` is loaded at the first signature, not at start.

import type { CryptoKey, JWK } from 'jose'
import type { DraftContent } from '../protocol/draft.js'
import { OAuthError } from '../protocol/error.js'
import { compact } from '../protocol/jws.js'
import type { Clock } from './clock.js'
import { furtherKey } from './furtherkeys.js'
import { end, keyOf, publicMembers } from './keylife.js'
import type { KeyReading, KeySeed, SigningKey } from './keylife.js'
import { PUBLIC_TEST_KEYS } from './testkeys.js'

export type { KeyReading, KeySeed } from './keylife.js'

export type Jwk = JWK

export interface Verified {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** Seconds for which clients may keep the JWK Set; an announced key waits as long before it signs. */
export const JWKS_MAX_AGE = 300

export interface SavedKeys {
  readonly keys: readonly SigningKey[]
  readonly rotations: ReadonlyMap<string, number>
}

export class Keys {
  readonly #keys: SigningKey[]
  readonly #clock: Clock
  /** By what is public of the key, because a rotation may keep the `kid`. */
  readonly #imported = new Map<string, Promise<CryptoKey | Uint8Array>>()
  readonly #rotations = new Map<string, number>()

  /** @param seeds Private keys; their order decides which one signs. Where none is active the public test keys are. */
  constructor(seeds: readonly KeySeed[], clock: Clock) {
    this.#clock = clock
    const own = seeds.map(keyOf)
    const active = own.some((key) => key.from < key.until)
    this.#keys = active ? own : [...PUBLIC_TEST_KEYS.map(keyOf), ...own]
  }

  /** The algorithms that can be signed with, in order of preference. */
  get algorithms(): readonly string[] {
    return [...new Set(this.#keys.filter((key) => this.#signs(key)).map((key) => key.alg))]
  }

  /** RFC 7517 §5: public members only. */
  get public_jwks(): readonly JWK[] {
    return this.#keys
      .filter((key) => this.#published(key))
      .map(({ jwk, alg, kid, decoy }) => (decoy ? publicMembers(jwk) : { kid, alg, use: 'sig', ...publicMembers(jwk) }))
  }

  /** All of it with its private keys, for a snapshot. */
  save(): SavedKeys {
    return { keys: this.#keys.map((key) => ({ ...key })), rotations: new Map(this.#rotations) }
  }

  /** What was saved, in place of what is there. */
  load({ keys, rotations }: SavedKeys): void {
    this.#keys.splice(0, this.#keys.length, ...keys.map((key) => ({ ...key })))
    this.#rotations.clear()
    for (const [alg, number] of rotations) this.#rotations.set(alg, number)
  }

  list(): readonly KeyReading[] {
    return this.#keys.map((key) => this.#reading(key))
  }

  /**
   * Announced, a further key is published now and signs as soon as every copy of the old set is out of date; announced
   * again, or when one is waiting already, it signs at once. What it replaces stays published for a day.
   * Unannounced, it signs at once and all others of the algorithm are gone at once, with all that they signed.
   * @param seed What comes next, in place of a test key; its `kid` alone puts a test key under that name.
   * @throws RangeError when no key signs with that algorithm.
   */
  async rotate(alg: string, announce = true, seed: Partial<KeySeed> = {}): Promise<KeyReading> {
    if (!this.algorithms.includes(alg))
      throw new RangeError(`no key signs ${alg}; there are keys for ${this.algorithms.join(', ')}`)
    const waiting = this.#keys.find((key) => key.alg === alg && !key.decoy && this.#clock.now() < key.from)
    const further = async (): Promise<KeySeed> =>
      seed.kty ? { kty: seed.kty, alg } : furtherKey(alg, this.#number(alg))
    const key = announce && waiting ? waiting : keyOf({ ...(await further()), ...seed })
    const now = this.#clock.now()
    key.from = announce && key !== waiting ? now + JWKS_MAX_AGE * 1000 : now
    for (const other of this.#keys) if (other !== key && other.alg === alg) end(other, key.from, announce)
    if (key !== waiting) this.#keys.push(key)
    return this.#reading(key)
  }

  /** The compact serialization of a draft (RFC 7515 §7.1). */
  async sign(content: DraftContent): Promise<string> {
    const { header, claims, alg, key: foreign, written = JSON.stringify } = content
    if (foreign) return compact({ alg, kid: foreign.kid, ...header }, written(claims), foreign)
    const key = this.#keys.find((one) => one.alg === alg && this.#signs(one))
    if (!key) throw cannotSign(`no key signs ${alg}; there are keys for ${this.algorithms.join(', ')}`)
    try {
      if (isOdd(key, content)) return compact({ alg, kid: key.kid, ...header }, written(claims), key.jwk)
      const jose = await import('jose')
      const jws = new jose.CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      return await jws.setProtectedHeader({ alg, ...header, kid: key.kid }).sign(await this.#import(key, key.jwk))
    } catch (error) {
      throw cannotSign(
        `key '${key.kid}' does not sign ${alg}: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }

  /** Header and claims of a JWT that one of these keys signed; `undefined` for any other. Times are not judged. */
  async verify(jwt: string): Promise<Verified | undefined> {
    const jose = await import('jose')
    try {
      const { kid } = jose.decodeProtectedHeader(jwt)
      const key = this.#keys.find((one) => one.kid === kid && !one.decoy && !one.withdrawn)
      if (!key) return undefined
      const verified = await jose.compactVerify(jwt, await this.#import(key, publicMembers(key.jwk)), {
        algorithms: [key.alg],
      })
      const claims = JSON.parse(new TextDecoder().decode(verified.payload)) as Verified['claims']
      return { header: verified.protectedHeader, claims }
    } catch {
      return undefined
    }
  }

  #signs({ from, until }: SigningKey): boolean {
    const now = this.#clock.now()
    return from <= now && now < until
  }

  #published({ published_until }: SigningKey): boolean {
    return this.#clock.now() < published_until
  }

  #reading(key: SigningKey): KeyReading {
    const { kid, alg, decoy, withdrawn, from, published_until } = key
    const waiting = this.#clock.now() < from
    const state = decoy ? 'decoy' : withdrawn ? 'withdrawn' : waiting ? 'next' : this.#signs(key) ? 'active' : 'retired'
    return {
      kid,
      alg,
      state,
      published: this.#published(key),
      ...(state === 'next' && from !== Infinity && { signs_from: from }),
      ...(state === 'retired' && published_until !== Infinity && { published_until }),
    }
  }

  /** Of the key after the present one. */
  #number(alg: string): number {
    const number = (this.#rotations.get(alg) ?? 1) + 1
    this.#rotations.set(alg, number)
    return number
  }

  async #import({ kid, alg }: SigningKey, jwk: JWK): Promise<CryptoKey | Uint8Array> {
    const name = `${jwk.d === undefined ? 'public' : 'private'} ${kid} ${alg} ${jwk.x ?? jwk.n?.slice(0, 43) ?? ''}`
    let imported = this.#imported.get(name)
    if (!imported) {
      imported = import('jose').then((jose) => jose.importJWK(jwk, alg))
      this.#imported.set(name, imported)
    }
    return imported
  }
}

/** What the library would refuse to sign, and somebody wants signed all the same. */
function isOdd({ jwk }: SigningKey, { header, written }: DraftContent): boolean {
  const short = jwk.kty === 'RSA' && (jwk.n ?? '').length < SHORTEST_MODULUS
  return short || written !== undefined || ODD_MEMBERS.some((name) => name in header)
}

/** 2048 bits in base64url. */
const SHORTEST_MODULUS = 342
const ODD_MEMBERS = ['alg', 'kid', 'crit']

function cannotSign(hint: string): OAuthError {
  const fix = 'add a private key with that alg to keys, or ask for another signature algorithm'
  return new OAuthError('server_error', { reason: 'signing-key-unusable', hint, fix, spec: 'RFC 7515 §4.1.1' })
}
