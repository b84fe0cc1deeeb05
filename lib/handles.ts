// What a provider's user holds in the hand: the clock with durations and dates as people write them.

import { parseDuration } from './protocol/duration.js'
import { instant } from './protocol/instant.js'
import type { Clock, ClockReading } from './state/clock.js'

/** The clock of a provider. Durations are milliseconds, or text such as `1h`; times are milliseconds since the epoch, a Date or ISO 8601. */
export interface ProviderClock {
  now(): number
  advance(by: string | number): void
  freeze(at?: string | number | Date): void
  resume(): void
  set(at: string | number | Date): void
  reset(): void
  read(): ClockReading
}

export function clockOf(clock: Clock): ProviderClock {
  return {
    now: () => clock.now(),
    advance: (by) => clock.advance(typeof by === 'number' ? by : parseDuration(by)),
    freeze: (at) => clock.freeze(at === undefined ? undefined : millisecondsOf(at)),
    resume: () => clock.resume(),
    set: (at) => clock.set(millisecondsOf(at)),
    reset: () => clock.reset(),
    read: () => clock.read(),
  }
}

function millisecondsOf(at: string | number | Date): number {
  if (at instanceof Date) return at.getTime()
  return typeof at === 'number' ? at : instant(at)
}
