// RFC 9449 §8: the nonces that DPoP proofs carry where the policy asks for them. A new one every minute of the
// realm's clock; the last few still work, so that a client which just got one is not sent back.

import type { Clock } from './clock.js'
import type { Entropy } from './entropy.js'

/** Milliseconds for which one is given out, and for which it works. */
const TURN = 60_000
const LIFETIME = 300_000
/** How many are remembered: a refusal can then say that one is old, not unknown. */
const MOST = 100

export class Nonces {
  readonly #clock: Clock
  readonly #entropy: Entropy
  /** Newest first. */
  #given: readonly { readonly nonce: string; readonly at: number }[] = []

  constructor(clock: Clock, entropy: Entropy) {
    this.#clock = clock
    this.#entropy = entropy
  }

  /** The one to use next. */
  get current(): string {
    const now = this.#clock.now()
    const [newest] = this.#given
    if (newest && now >= newest.at && now - newest.at < TURN) return newest.nonce
    const nonce = this.#entropy.string(22)
    this.#given = [{ nonce, at: now }, ...this.#given].slice(0, MOST)
    return nonce
  }

  judge(nonce: string): 'good' | 'stale' | 'unknown' {
    const given = this.#given.find((one) => one.nonce === nonce)
    if (!given) return 'unknown'
    return this.#clock.now() - given.at < LIFETIME ? 'good' : 'stale'
  }

  save(): readonly { readonly nonce: string; readonly at: number }[] {
    return this.#given
  }

  load(saved: ReturnType<Nonces['save']>): void {
    this.#given = saved
  }
}
