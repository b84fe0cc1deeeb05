// A tag as a condition: in rules and selectors that are meant for one test only.

import { encoded } from '../faults/rules/piece.js'
import type { RuleObject } from '../faults/rules/plan.js'

/** The selector, limited to requests with the tag. */
export function tagged(selector: string, tag: string | undefined): string {
  return tag === undefined ? selector : `${selector}+tag:${encoded(tag)}`
}

/** The rule, limited to requests with the tag. */
export function taggedRule(rule: string | RuleObject, tag: string): RuleObject {
  const given: RuleObject = typeof rule === 'string' ? { rule } : rule
  if ('match' in given) return { ...given, match: { ...given.match, tag } }
  const equals = given.rule.indexOf('=')
  if (equals < 0) return given // whoever parses it says what is missing
  return { ...given, rule: tagged(given.rule.slice(0, equals), tag) + given.rule.slice(equals) }
}

/** Whether a rule in canonical form is limited to this tag. */
export function isTagged(rule: string, tag: string): boolean {
  const [selector = ''] = rule.split('=')
  return selector.split('+').some((part) => part.startsWith('tag:') && decodeURIComponent(part.slice(4)) === tag)
}
