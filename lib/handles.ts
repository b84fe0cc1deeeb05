// What a provider's user holds in the hand: the clock with durations and dates as people write them, and the keys.

import { parseDuration } from './protocol/duration.js'
import { instant } from './protocol/instant.js'
import type { AuthorizationServer } from './state/authorization_server.js'
import type { Clock, ClockReading } from './state/clock.js'
import type { KeyReading } from './state/keys.js'

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

/** The signing keys of a provider. */
export interface ProviderKeys {
  list(): readonly KeyReading[]
  /**
   * Announced, which is the default, the next key is published now and signs five minutes later on the provider's
   * clock, or at once when `rotate` is called again; the old one stays published for a day. With `announce: false`
   * it signs at once, and the old one is gone at once, with all that it signed.
   *
   * @param options.alg The algorithm whose key is replaced; the one that signs by default when absent.
   * @throws RangeError when no key signs with that algorithm.
   * @example
   * await provider.keys.rotate()
   * provider.clock.advance('5m') // from now on the new key signs
   */
  rotate(options?: { readonly announce?: boolean; readonly alg?: string }): Promise<KeyReading>
}

/** @param server Asked anew each time: a reset makes another one. */
export function keysOf(server: () => AuthorizationServer): ProviderKeys {
  return {
    list: () => server().keys.list(),
    rotate: ({ announce = true, alg = server().algorithm } = {}) => server().keys.rotate(alg, announce),
  }
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
