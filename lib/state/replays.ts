// RFC 7523 §3 (7): the `jti`s of JWTs that work once, until they would have expired anyway. Times are real,
// as all that judges what others sign.

import type { Clock } from './clock.js'

const MOST = 100_000

export class Replays {
  readonly #clock: Clock
  readonly #seen = new Map<string, { readonly at: number; readonly until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Notes an id until a real time in milliseconds, in one step. Answers the real time at which it was seen
   * before, `undefined` when it is new.
   */
  async before(id: string, until: number): Promise<number | undefined> {
    const now = this.#clock.real()
    const known = this.#seen.get(id)
    if (known && now < known.until) return known.at
    this.#seen.delete(id)
    this.#seen.set(id, { at: now, until })
    if (this.#seen.size > MOST) this.#seen.delete(this.#seen.keys().next().value ?? '')
    return undefined
  }
}
