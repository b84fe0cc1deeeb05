// Counts what happened while a command ran, and keeps what nobody asked for: refusals that no fault caused.

import type { Provider } from '../provider.js'
import type { Entry } from './log.js'

/** More would bury the first ones, which are the interesting ones. */
const MOST = 20

export class Tally {
  requests = 0
  faults = 0
  refusals = 0
  /** The first of the refusals. */
  readonly refused: Entry[] = []

  count(entry: Entry): void {
    this.requests += 1
    this.faults += entry.faults.length
    if (entry.faults.length > 0 || (entry.error === undefined && entry.reason === undefined)) return
    this.refusals += 1
    if (this.refused.length < MOST) this.refused.push(entry)
  }
}

/** A sentence for each armed rule that did nothing: `f2 token=503@3 never fired: 2 matching requests seen`. */
export function neverFired(provider: Provider): readonly string[] {
  return provider.realm.faults
    .list()
    .filter(({ fired }) => fired === 0)
    .map(({ id, rule, matched }) => `fault ${id} ${rule} never fired: ${plural(matched, 'matching request')} seen`)
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
