// The one reader of time. It stamps and enforces what we issue; what clients sign, and how long a
// fault sleeps, is real time. Everything is in milliseconds since the epoch unless it says seconds.

export interface ClockReading {
  /** Milliseconds since the epoch, on this clock. */
  readonly now: number
  readonly mode: 'system' | 'offset' | 'frozen' | 'scaled'
  /** Milliseconds by which this clock is ahead of real time. */
  readonly offset: number
  /** Seconds on this clock for one real second. */
  readonly rate: number
  /** Set while a realm's clock goes with that of the default realm. */
  readonly inherited?: true
}

export class Clock {
  readonly #real: () => number
  /** On this clock at `#since`. */
  #base: number
  /** Real time when `#base` was set. */
  #since: number
  #rate = 1
  readonly #parent: Clock | undefined
  #inherits: boolean

  /**
   * @param real Milliseconds since the epoch; give your fake timers' `Date.now` to share their time.
   * @param parent The clock that this one goes with until somebody moves it, and again after `reset`.
   */
  constructor(real: () => number = Date.now, parent?: Clock) {
    this.#real = real
    this.#since = real()
    this.#base = this.#since
    this.#parent = parent
    this.#inherits = parent !== undefined
  }

  /** Milliseconds since the epoch. */
  now(): number {
    if (this.#inherits && this.#parent) return this.#parent.now()
    return this.#base + Math.round((this.#real() - this.#since) * this.#rate)
  }

  /** Seconds since the epoch, rounded down: a NumericDate (RFC 7519 §2). */
  seconds(): number {
    return Math.floor(this.now() / 1000)
  }

  /** Real time in milliseconds: for what clients sign. */
  real(): number {
    return this.#real()
  }

  /** Whether it is another time here than in the world, or another speed. */
  get moved(): boolean {
    if (this.#inherits && this.#parent) return this.#parent.moved
    return this.#rate !== 1 || this.#base !== this.#since
  }

  /** Moves forward by milliseconds. A frozen clock stays frozen. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new RangeError(`a clock advances by 0 or more milliseconds, not by ${milliseconds}`)
    this.#restart(this.now() + milliseconds, this.#speed)
  }

  /** Stands still, at `at` or where it is. */
  freeze(at: number = this.now()): void {
    this.#restart(at, 0)
  }

  /** Goes on from where it stands, at real speed. */
  resume(): void {
    this.#restart(this.now(), 1)
  }

  /** Jumps to a time, forward or back; a frozen clock stays frozen. */
  set(at: number): void {
    this.#restart(at, this.#speed)
  }

  /** Runs `rate` times as fast as real time. */
  scale(rate: number): void {
    if (!(rate >= 0)) throw new RangeError(`a clock runs at a rate of 0 or more, not at ${rate}`)
    this.#restart(this.now(), rate)
  }

  /** Back to real time; the clock of a realm goes with that of the default realm again. */
  reset(): void {
    if (this.#parent) this.#inherits = true
    else this.#restart(this.#real(), 1)
  }

  /** As it was at a reading: frozen where it stood, or as far ahead and as fast. */
  restore({ mode, now, offset, rate, inherited }: ClockReading): void {
    if (inherited && this.#parent) this.#inherits = true
    else this.#restart(mode === 'frozen' ? now : this.#real() + offset, rate)
  }

  read(): ClockReading {
    const now = this.now()
    const offset = now - this.#real()
    const rate = this.#speed
    const mode = rate === 0 ? 'frozen' : rate !== 1 ? 'scaled' : offset === 0 ? 'system' : 'offset'
    return { now, mode, offset, rate, ...(this.#inherits && { inherited: true }) }
  }

  get #speed(): number {
    return this.#inherits && this.#parent ? this.#parent.#speed : this.#rate
  }

  #restart(base: number, rate: number): void {
    if (!Number.isFinite(base)) throw new RangeError(`a clock cannot be set to ${base}`)
    this.#base = base
    this.#since = this.#real()
    this.#rate = rate
    this.#inherits = false
  }
}
