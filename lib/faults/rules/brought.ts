// Rules that a request brings along: in a header, for this call alone, or by a magic name, in url-safe form. What is
// brought counts nothing and is armed nowhere.

import { ERROR_CODES } from '../../protocol/error.js'
import type { EndpointName } from '../../protocol/messages.js'
import type { Armed } from './armed.js'
import { mayLeave } from './carried.js'
import { entriesNamed, entryAt } from '../catalogue/index.js'
import { faultOf, parseRule, ruleText } from './grammar.js'
import { RuleError } from './mistake.js'
import { encoded } from './piece.js'
import { CALLS, POINT_NAMES, covers, isArtifact, isPoint, type Point } from '../points.js'
import type { Rule } from './rule.js'

/**
 * The rules of a header: `invalid_grant`, `slow:2s, 503`, `id_token=bad-signature`.
 *
 * @throws RuleError for what cannot happen to this call.
 */
export function inHeader(header: string, endpoint: EndpointName): readonly Rule[] {
  const texts = header.split(',').map((text) => text.trim())
  return texts.filter((text) => text !== '').map((text) => forCall(text, endpoint))
}

function forCall(text: string, endpoint: EndpointName): Rule {
  const rule = parseRule(text.includes('=') ? text : `${impliedPoint(text, endpoint)}=${text}`)
  const { late: _late, ...when } = rule.when
  const whole = { text, offset: 0, length: text.length }
  if (Object.keys(when).length > 0 || rule.selector.conditions.length > 0)
    throw new RuleError('fault rule', whole, 'a header is about its own call', 'leave @… and +… away')
  if (faultOf(rule).ahead !== undefined)
    throw new RuleError('fault rule', whole, 'it happens before the call, whose header is not read yet', 'arm a rule')
  if (!mayLeave(rule.selector.point, endpoint))
    throw new RuleError('fault rule', whole, `this call is none of "${rule.selector.point}"`, 'name the effect alone')
  return rule
}

/** The point of the endpoint itself, or what leaves from it and has such an effect: of the tokens the ID Token first. */
function impliedPoint(text: string, endpoint: EndpointName): Point {
  const [name = ''] = text.split(/[:@]/)
  const points = POINT_NAMES.filter((point) => covers(point, endpoint))
  const [own = 'any'] = points
  if (points.includes('id_token') && !entryAt(own, name) && entryAt('id_token', name)) return 'id_token'
  return points.find((point) => entryAt(point, name)) ?? own
}

/** Codes that a user's refusal is told with; all others are rather sent by the token endpoint. */
const OF_THE_FRONT = /^access_denied$|_required$|^request_|^invalid_request_/

/**
 * The rules of a magic name: `invalid_grant`, `slow--2s`, `userinfo--401`, `ui-sub-mismatch`; one for each point where
 * the effect makes sense. A bare status or delay is for the token endpoint.
 *
 * @throws RuleError for what is no effect.
 */
export function inName(asked: string): readonly Rule[] {
  const [first = '', ...rest] = asked.split(/--|:/).map((part) => encoded(decoded(part)))
  const placed = isPoint(first) && rest.length > 0
  const [name = '', ...given] = placed ? rest : [first, ...rest]
  const effect = [name, ...given].join(':')
  return (placed ? [first] : pointsOf(name)).map((point) => parseRule(`${point}=${effect}`))
}

function pointsOf(name: string): readonly Point[] {
  const points = [...new Set(entriesNamed(name).flatMap((entry) => entry.points))]
  if (Object.hasOwn(ERROR_CODES, name) && !OF_THE_FRONT.test(name) && entryAt('token', name)) return ['token']
  if (Object.hasOwn(ERROR_CODES, name) && entryAt('authorize', name)) return ['authorize']
  const everywhere = CALLS.filter((point) => point !== 'any').every((point) => points.includes(point))
  if (points.length === 0 || everywhere) return ['token']
  const own = points.filter((point) => point !== 'any')
  return own.length > 0 ? own : points
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Whether a rule has a part in what leaves from an endpoint. */
export function concerns({ selector: { point } }: Rule, endpoint: EndpointName): boolean {
  return covers(point, endpoint) || (!isArtifact(point) ? mayLeave(point, endpoint) : false)
}

/** As if it had been armed, under a name of its own. */
export function armedAs(id: string, rule: Rule, now: number): Armed {
  const counts = new Map<string, number>()
  const state = { counts, matched: 0, fired: 0, enabled: true, armedAt: now }
  return { id, text: ruleText(rule), note: undefined, rule, ...faultOf(rule), ...state }
}
