// A rule that is armed, and what is shown of it.

import { explain } from './explain.js'
import type { Ahead, ArmedFault, Layer } from '../fault.js'
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
  /** Set while it is switched off. */
  readonly enabled?: false
}

export interface Armed {
  readonly id: string
  readonly text: string
  readonly note: string | undefined
  readonly rule: Rule
  readonly fault: ArmedFault
  readonly layer: Layer | undefined
  /** Set when it spoils what comes before a call, and no call. */
  readonly ahead: Ahead | undefined
  /** Claimed when the reply is there. */
  readonly waits: boolean
  readonly armedAt: number
  readonly counts: Map<string, number>
  matched: number
  fired: number
  /** Switched off, it lets every request pass uncounted. */
  enabled: boolean
}

export function shown({ id, text, note, rule, matched, fired, enabled }: Armed): ArmedRule {
  return {
    id,
    rule: text,
    ...(note === undefined ? {} : { note }),
    explain: explain(rule),
    matched,
    fired,
    ...(enabled ? {} : { enabled }),
  }
}

/** A rule without what follows from its text. */
export type SavedRule = Pick<Armed, 'id' | 'text' | 'note' | 'armedAt' | 'matched' | 'fired' | 'enabled'> & {
  readonly counts: ReadonlyMap<string, number>
}

export interface SavedPlan {
  readonly last: number
  /** Newest first. */
  readonly rules: readonly SavedRule[]
}

export function saved({ id, text, note, armedAt, counts, matched, fired, enabled }: Armed): SavedRule {
  return { id, text, note, armedAt, matched, fired, enabled, counts: new Map(counts) }
}
