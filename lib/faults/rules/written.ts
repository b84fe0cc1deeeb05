// The forms in which a rule may be given: a text, a text with a note, or spelled out as an object.
// The spelled-out form is turned into the text, so that there is one grammar and one kind of mistake.

import { RuleError } from './mistake.js'
import { encoded } from './piece.js'

type Word = string | number | boolean

/** What a rule may carry besides what it does. */
interface Noted {
  readonly note?: string
  /** 1 to 40 letters, digits, `-` and `_`; `f1`, `f2` and so on unless given. */
  readonly id?: string
}

export interface TextRule extends Noted {
  readonly rule: string
}

/**
 * @example { match: { point: 'token', part: 'refresh', client: 'web' }, do: { error: 'invalid_grant' }, when: { nth: 2 } }
 * @example { match: { point: 'token', param: { audience: 'x' } }, do: { status: 503, retry_after: '10s' }, when: { for: '5m' } }
 */
export interface SpelledRule extends Noted {
  readonly match: { readonly point: string; readonly part?: string } & Readonly<Record<string, unknown>>
  /** `{ error, description }`, `{ status, retry_after }`, or one effect with its arguments: `{ slow: '2s' }`, `{ hang: true }`. */
  readonly do: Readonly<Record<string, Word | readonly Word[]>>
  readonly when?: Readonly<Record<string, Word>>
}

export type RuleObject = TextRule | SpelledRule

/**
 * The text of a rule, whatever its form; the input may come from a file or over HTTP.
 *
 * @throws RuleError when it has no such form.
 */
export function textOf(given: unknown): { text: string; note?: string; id?: string } {
  if (typeof given === 'string') return { text: given }
  if (!isObject(given)) throw refusal('it is neither a text nor an object')
  const { rule, match, do: effect, when, note, id, ...others } = given
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw refusal(`it has no key "${unknown}"`, 'keys: rule, or match, do and when; note, id')
  if (id !== undefined && !(typeof id === 'string' && /^[\w-]{1,40}$/.test(id)))
    throw refusal('its id is not 1 to 40 letters, digits, "-" or "_"')
  if (note !== undefined && typeof note !== 'string') throw refusal('its note is not a text')
  const text = rule === undefined ? spelled(match, effect, when) : rule
  if (typeof text !== 'string') throw refusal('its rule is not a text', 'write { rule: "token=503" }')
  if (rule !== undefined && (match ?? effect ?? when) !== undefined)
    throw refusal('it has both rule and match, do or when', 'write one of the two forms')
  return { text, ...(note === undefined ? {} : { note }), ...(id === undefined ? {} : { id }) }
}

function spelled(match: unknown, effect: unknown, when: unknown): string {
  if (!isObject(match) || typeof match['point'] !== 'string' || !isObject(effect))
    throw refusal('it lacks rule, or match and do', 'write { match: { point: "token" }, do: { status: 503 } }')
  if (when !== undefined && !isObject(when)) throw refusal('its when is not an object', 'write when: { nth: 2 }')
  const { point, part, ...conditions } = match
  const head = part === undefined ? point : `${point}.${word('part', part)}`
  const tail = present(conditions).flatMap(([key, value]) => condition(key, value))
  return `${[head, ...tail].join('+')}=${effectText(effect)}${whenOf(when ?? {})}`
}

function condition(key: string, value: unknown): readonly string[] {
  if (key !== 'param') return [value].flat().map((one) => `${encoded(key)}:${word(key, one)}`)
  if (!isObject(value)) throw refusal('its param is not an object', 'write param: { state: "abc" }')
  return present(value).flatMap(([name, given]) =>
    [given].flat().map((one) => `param.${encoded(name)}:${word(name, one)}`),
  )
}

/** An effect whose argument has a name of its own. */
const ARGUMENTS: Readonly<Record<string, string>> = { error: 'description', status: 'retry_after' }

function effectText(effect: Readonly<Record<string, unknown>>): string {
  const given = present(effect)
  const [name, value] = given.find(([key]) => Object.hasOwn(ARGUMENTS, key)) ?? given[0] ?? []
  const others = given.filter(([key]) => key !== name)
  if (name === undefined || others.some(([key]) => key !== ARGUMENTS[name]))
    throw refusal('its do is not one effect', 'write do: { error: "invalid_grant" }, { status: 503 } or { slow: "2s" }')
  const first = Object.hasOwn(ARGUMENTS, name) ? [] : [encoded(name)]
  const values = [value, ...others.map(([, other]) => other)].flat().filter((one) => one !== true)
  return [...first, ...values.map((one) => argument(name, one))].join(':')
}

/** The word that stands for @late is none here. */
const argument = (name: string, value: unknown): string => word(name, value).replace(/^c(?=onsume$)/, '%63')

function whenOf(when: Readonly<Record<string, unknown>>): string {
  const parts = present(when).map(([key, value]) => {
    if (key === 'nth') return `@${plain(key, value)}`
    return value === true ? `@${key}` : `@${key}:${plain(key, value)}`
  })
  return parts.join('')
}

/** A key that is set to nothing counts as absent. */
const present = (members: Readonly<Record<string, unknown>>): [string, unknown][] =>
  Object.entries(members).filter(([, value]) => value !== undefined)

const word = (key: string, value: unknown): string => encoded(plain(key, value))

function plain(key: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw refusal(`the value of "${key}" is neither a text nor a number`)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refusal(reason: string, hint?: string): RuleError {
  return new RuleError('fault rule', { text: '', offset: 0, length: 0 }, reason, hint)
}
