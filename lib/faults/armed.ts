// A rule that is armed, and what is shown of it.

import { explain } from './explain.js'
import type { ArmedFault, Layer } from './fault.js'
import type { Rule } from './rule.js'

/** A rule and what became of it so far. A snapshot: ask `list` again for new counts. */
export interface ArmedRule {
  readonly id: string
  /** In canonical form. */
  readonly rule: string
  readonly note?: string
  /** The rule in English. */
  readonly explain: string
  /** Requests that its selector chose while it was in force. */
  readonly matched: number
  /** How many of them it spoiled. */
  readonly fired: number
}

export interface Armed {
  readonly id: string
  readonly text: string
  readonly note: string | undefined
  readonly rule: Rule
  readonly fault: ArmedFault
  readonly layer: Layer | undefined
  /** Claimed when the reply is there. */
  readonly waits: boolean
  readonly armedAt: number
  readonly counts: Map<string, number>
  matched: number
  fired: number
}

export function shown({ id, text, note, rule, matched, fired }: Armed): ArmedRule {
  return { id, rule: text, ...(note === undefined ? {} : { note }), explain: explain(rule), matched, fired }
}
