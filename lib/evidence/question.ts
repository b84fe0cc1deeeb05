// What a tester asks of the journal: which requests, and how many of them: `token.refresh+client:web=1..`.

import { parseSelector } from '../faults/rules/selector.js'
import type { Selector } from '../faults/rules/rule.js'

export interface Question {
  /** As it was asked, without the count. */
  readonly text: string
  readonly selector: Selector
  readonly least: number
  readonly most: number
}

const COUNT = /^(\d+)?(\.\.)?(\d+)?$/

/**
 * Reads a selector with its count, which may stand apart.
 *
 * @throws RuleError for a selector, RangeError for a count that cannot be read.
 * @example questionOf('token.refresh=1') // exactly one
 * @example questionOf('token', '2..') // two or more
 */
export function questionOf(match: string, count?: string | number): Question {
  const equals = match.indexOf('=')
  const [text, written] = equals < 0 ? [match, undefined] : [match.slice(0, equals), match.slice(equals + 1)]
  if (written !== undefined && count !== undefined)
    throw new RangeError(`'${match}' has a count already; leave out count: ${String(count)}`)
  return { text, selector: parseSelector(text), ...bounds(String(count ?? written ?? '1..')) }
}

/** `0`, `1`, `1..`, `..2`, `1..3`. */
function bounds(written: string): { readonly least: number; readonly most: number } {
  const [, from, dots, to] = COUNT.exec(written) ?? []
  if (from === undefined && to === undefined) throw unreadable(written)
  const least = from === undefined ? 0 : Number(from)
  const most = dots === undefined ? least : to === undefined ? Infinity : Number(to)
  if (least > most || (dots === undefined && to !== undefined)) throw unreadable(written)
  return { least, most }
}

function unreadable(written: string): RangeError {
  return new RangeError(`'${written}' is not a count; write 0, 1, 1.., ..2 or 1..3`)
}

/** `2`, `at least 1`, `at most 2`, `1 to 3`. */
export function wanted({ least, most }: Question): string {
  if (least === most) return String(least)
  if (most === Infinity) return `at least ${least}`
  return least === 0 ? `at most ${most}` : `${least} to ${most}`
}
