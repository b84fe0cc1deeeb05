// RFC 7523 §3 (7): the `jti`s of JWTs that work once, until they would have expired anyway. Times are of
// the clock that judges what others sign: real, unless the policy says otherwise.

const MOST = 100_000

export class Replays {
  readonly #now: () => number
  readonly #seen = new Map<string, { readonly at: number; readonly until: number }>()

  /** @param now Milliseconds: of the time that judges what clients sign. */
  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * Notes an id until a real time in milliseconds, in one step. Answers the real time at which it was seen
   * before, `undefined` when it is new.
   */
  async before(id: string, until: number): Promise<number | undefined> {
    const now = this.#now()
    const known = this.#seen.get(id)
    if (known && now < known.until) return known.at
    this.#seen.delete(id)
    this.#seen.set(id, { at: now, until })
    if (this.#seen.size > MOST) this.#seen.delete(this.#seen.keys().next().value ?? '')
    return undefined
  }

  save(): ReadonlyMap<string, { readonly at: number; readonly until: number }> {
    return new Map(this.#seen)
  }

  load(saved: ReturnType<Replays['save']>): void {
    this.#seen.clear()
    for (const [id, times] of saved) this.#seen.set(id, times)
  }
}
