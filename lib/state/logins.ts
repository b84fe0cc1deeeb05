// What the next logins come to, decided beforehand: who logs in, or that nobody does. Each is taken once.

/** Who logs in, or the error that the client is told instead. */
export interface Outcome {
  /** A username. */
  readonly user?: string
  /** An OAuth error code. */
  readonly deny?: string
  /** Only for logins with this tag. */
  readonly tag?: string
}

/** More than any test queues; a loop that queues for ever must not fill the memory. */
const MOST = 10_000

export class Logins {
  #waiting: readonly Outcome[] = []

  /** @throws RangeError when too many wait. */
  queue(outcome: Outcome): void {
    if (this.#waiting.length >= MOST)
      throw new RangeError(`${MOST} logins are queued already, and nobody comes for them`)
    this.#waiting = [...this.#waiting, outcome]
  }

  /** The first of this tag; where there is none, the first that is for everybody. */
  take(tag: string | undefined): Outcome | undefined {
    const own = tag === undefined ? undefined : this.#waiting.find((outcome) => outcome.tag === tag)
    const taken = own ?? this.#waiting.find((outcome) => outcome.tag === undefined)
    if (taken) this.#waiting = this.#waiting.filter((outcome) => outcome !== taken)
    return taken
  }

  /** In the order in which they were queued. */
  waiting(): readonly Outcome[] {
    return this.#waiting
  }

  /** Forgets all of them, or those of a tag. */
  clear(tag?: string): void {
    this.#waiting = tag === undefined ? [] : this.#waiting.filter((outcome) => outcome.tag !== tag)
  }

  /** What was told by `waiting`, in place of what is there. */
  load(outcomes: readonly Outcome[]): void {
    this.#waiting = outcomes
  }
}
