// RFC 7517 §5: JWK Sets that clients publish themselves (`jwks_uri`). Fetched when first needed, kept for
// a while, and fetched again when a key turns up that the set does not have.

import type { JWK } from '../protocol/jwt.js'
import type { Clock } from './clock.js'
import { OutboundError } from './outbound.js'
import type { Outbound } from './outbound.js'

interface Fetched {
  readonly keys: readonly JWK[]
  /** Real milliseconds. */
  readonly at: number
}

/** Real milliseconds for which a set is taken without asking again. */
const KEPT = 300_000
const MOST_SETS = 1_000
const MOST_BYTES = 200_000

export class PublishedKeys {
  readonly #outbound: Outbound
  readonly #clock: Clock
  readonly #sets = new Map<string, Fetched>()

  constructor(outbound: Outbound, clock: Clock) {
    this.#outbound = outbound
    this.#clock = clock
  }

  /** The keys at a URI; `cached` when they were not fetched just now. Throws OutboundError. */
  async at(uri: string): Promise<{ readonly keys: readonly JWK[]; readonly cached: boolean }> {
    const known = this.#sets.get(uri)
    if (known && this.#clock.real() - known.at < KEPT) return { keys: known.keys, cached: true }
    return { keys: await this.again(uri), cached: false }
  }

  /** Fetches whatever is kept. Throws OutboundError. */
  async again(uri: string): Promise<readonly JWK[]> {
    const { status, text } = await this.#outbound.get(uri, {
      accept: 'application/jwk-set+json, application/json',
      most: MOST_BYTES,
    })
    if (status !== 200) throw new OutboundError(`${uri} answered ${status}: ${beginning(text)}`)
    const keys = keysIn(text)
    if (!keys)
      throw new OutboundError(`${uri} answered no JWK Set, an object with an array named keys: ${beginning(text)}`)
    this.#sets.set(uri, { keys, at: this.#clock.real() })
    if (this.#sets.size > MOST_SETS) this.#sets.delete(this.#sets.keys().next().value ?? '')
    return keys
  }

  /** What is kept already, without asking anybody. */
  kept(uri: string): readonly JWK[] {
    return this.#sets.get(uri)?.keys ?? []
  }
}

function keysIn(text: string): readonly JWK[] | undefined {
  try {
    const set: unknown = JSON.parse(text)
    const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined
    return Array.isArray(keys) ? keys.filter((key): key is JWK => typeof key === 'object' && key !== null) : undefined
  } catch {
    return undefined
  }
}

const beginning = (text: string): string => (text === '' ? '(nothing)' : text.slice(0, 100))
