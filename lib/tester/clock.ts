// The realm's clock from a test. Times go in as people write them, and come out as milliseconds since the epoch.

import { formatDuration, parseDuration } from '../protocol/duration.js'
import type { Ask } from './ask.js'

/** Milliseconds since the epoch, a Date, or ISO 8601. */
export type Time = number | string | Date

/** Where a clock stands. */
export interface ClockReading {
  /** Milliseconds since the epoch, on this clock. */
  readonly now: number
  readonly mode: 'system' | 'offset' | 'frozen' | 'scaled'
  /** Milliseconds by which this clock is ahead of real time. */
  readonly offset: number
  /** Seconds on this clock for one real second. */
  readonly rate: number
}

/** Where a clock stands after it was moved, and what is over since. */
export interface Moved extends ClockReading {
  /** How many of each kind expired by this move. */
  readonly expired?: Readonly<Record<string, number>>
  readonly note?: string
}

export interface Clock {
  /** Milliseconds since the epoch, on the realm's clock. */
  now(): Promise<number>
  read(): Promise<ClockReading>
  /**
   * Moves forward.
   *
   * @param by A duration such as `1h30m`, or milliseconds.
   * @example await provider.clock.advance('1h') // nobody waits for an hour
   */
  advance(by: string | number): Promise<Moved>
  /** Jumps to a time; a frozen clock stays frozen. */
  set(to: Time): Promise<Moved>
  /** Stands still, at a time or where it is. */
  freeze(at?: Time): Promise<Moved>
  /** Goes on from where it stands, at real speed. */
  resume(): Promise<Moved>
  /** Runs `rate` times as fast as real time. */
  scale(rate: number): Promise<Moved>
  /** Back to real time. */
  reset(): Promise<Moved>
}

export class RealmClock implements Clock {
  readonly #ask: Ask

  constructor(ask: Ask) {
    this.#ask = ask
  }

  async now(): Promise<number> {
    return (await this.read()).now
  }

  async read(): Promise<ClockReading> {
    return readingOf(await this.#ask('GET', '/clock'))
  }

  advance(by: string | number): Promise<Moved> {
    return this.#move('advance', { by: typeof by === 'number' ? formatDuration(by) : by })
  }

  async set(to: Time): Promise<Moved> {
    return readingOf(await this.#ask('PUT', '/clock', { body: { now: iso(to) } }))
  }

  freeze(at?: Time): Promise<Moved> {
    return this.#move('freeze', at === undefined ? {} : { at: iso(at) })
  }

  resume(): Promise<Moved> {
    return this.#move('resume', {})
  }

  scale(rate: number): Promise<Moved> {
    return this.#move('scale', { rate })
  }

  reset(): Promise<Moved> {
    return this.#move('reset', {})
  }

  async #move(verb: string, body: object): Promise<Moved> {
    return readingOf(await this.#ask('POST', `/clock/${verb}`, { body }))
  }
}

function readingOf(told: unknown): Moved {
  const reading = told as Omit<Moved, 'now' | 'offset'> & { readonly now: string; readonly offset: string }
  const [, minus, span = '0s'] = /^(-?)(.*)$/.exec(reading.offset) ?? []
  return { ...reading, now: Date.parse(reading.now), offset: (minus ? -1 : 1) * parseDuration(span) }
}

function iso(time: Time): string {
  return typeof time === 'string' ? time : new Date(time).toISOString()
}
