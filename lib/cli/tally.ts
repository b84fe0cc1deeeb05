// Counts what happened while a command ran, and keeps what nobody asked for: refusals that no fault caused.

import type { LocalProvider } from '../provider.js'
import type { Entry } from './log.js'
import type { Verdict } from './verdicts.js'

/** More would bury the first ones, which are the interesting ones. */
const MOST = 20

export class Tally {
  requests = 0
  faults = 0
  refusals = 0
  /** The first of the refusals. */
  readonly refused: Entry[] = []
  /** What became of the faults that fired, also of those that were forgotten by a reset. */
  readonly verdicts: Verdict[] = []

  /** `f1 token=503`: what fired, in whatever realm. */
  readonly fired = new Set<string>()

  count(entry: Entry): void {
    this.requests += 1
    for (const { id, effect } of entry.fired) this.fired.add(`${id} ${effect}`)
    this.faults += entry.faults.length
    if (entry.faults.length > 0 || (entry.error === undefined && entry.reason === undefined)) return
    this.refusals += 1
    if (this.refused.length < MOST) this.refused.push(entry)
  }
}

/** A sentence for each armed rule that did nothing: `f2 token=503@3 never fired: 2 matching requests seen`. */
export function neverFired(provider: LocalProvider, { fired: anywhere }: Tally): readonly string[] {
  return provider.home.faults
    .list()
    .filter(({ id, rule, fired }) => fired === 0 && !anywhere.has(`${id} ${/=([^:@]+)/.exec(rule)?.[1]}`))
    .map(({ id, rule, matched }) => `fault ${id} ${rule} never fired: ${plural(matched, 'matching request')} seen`)
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
