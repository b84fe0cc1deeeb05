// A rule is where × what × when, and plain data: the same in code, in a fixture file and over HTTP.

import type { Point } from '../points.js'

/** Which requests are meant. */
export interface Selector {
  readonly point: Point
  /** At token the grant_type, at authorize the response_type. */
  readonly part?: string
  /** All of these must hold. */
  readonly conditions: readonly Condition[]
}

export interface Condition {
  readonly key: 'client' | 'user' | 'scope' | 'tag' | 'auth' | 'param' | 'status'
  /** The parameter's name; only with `param`. */
  readonly name?: string
  readonly value: string
}

/** What happens to them: a name of the catalogue, and what was written after it. */
export interface Effect {
  readonly name: string
  readonly arguments: readonly string[]
}

/** Which of them are spoiled. Counts begin at 1; durations and times are milliseconds of the realm's clock. */
export interface When {
  readonly from?: number
  readonly to?: number
  readonly every?: number
  /** Between 0 and 1. */
  readonly chance?: number
  readonly after?: number
  readonly for?: number
  readonly until?: number
  /** One counter for each value instead of one for all. */
  readonly per?: 'client' | 'user' | 'tag'
  /** The work is done first, then the fault applies. */
  readonly late?: true
}

export interface Rule {
  readonly selector: Selector
  readonly effect: Effect
  readonly when: When
}
