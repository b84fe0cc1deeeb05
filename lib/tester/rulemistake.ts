// A mistake in a rule that the control API found, as the error that the grammar itself throws.

import { RuleError } from '../faults/rules/mistake.js'
import { ControlError } from './refusal.js'

/** Throws RuleError for what begins as one, and everything else as it came. */
export function ruleMistake(error: unknown): never {
  const detail = error instanceof ControlError ? error.problem['detail'] : undefined
  const told = typeof detail === 'string' ? detail : ''
  const [first = '', ...lines] = told.split('\n').map((line) => line.replace(/^ {2}/, ''))
  const [, kind, reason = ''] = /^bad (fault rule|selector): (.*)$/.exec(first) ?? []
  if (kind === undefined) throw error
  const carets = lines.findIndex((line) => /^ *\^+$/.test(line))
  const [text = '', under = ''] = carets < 0 ? [] : [lines[carets - 1], lines[carets]]
  const place = { text, offset: Math.max(0, under.indexOf('^')), length: under.trim().length }
  throw new RuleError(kind as 'fault rule' | 'selector', place, reason, lines.slice(carets + 1).join(' ') || undefined)
}
