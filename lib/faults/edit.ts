// The small language in which rows of the catalogue change members: claims, header members, parameters, metadata. A
// plain value is set, `null` removes, and an object says how the value that is there is changed:
//
//     { iss: { append: '1' }, nonce: null, exp: { after: -360 }, sub: 42 }

import type { Members } from '../protocol/messages.js'
import { OptionError, readText, type Options, type OptionValue } from './options.js'

export type Edits = Readonly<Record<string, OptionValue>>

interface Context {
  /** Seconds since the epoch, from which `after` counts. */
  readonly now: number
}

type Change = (value: unknown, given: OptionValue, context: Context) => unknown

const CHANGES: Readonly<Record<string, Change>> = {
  /** Whatever it was; for values that are objects. */
  set: (_value, given) => given,
  /** Only where there is none. */
  add: (value, given) => value ?? given,
  append: (value, given) => (typeof value === 'string' && typeof given === 'string' ? value + given : value),
  after: (_value, given, { now }) => now + Number(given),
  shift: (value, given) => (typeof value === 'number' ? value + Number(given) : value),
  times: (value, given) => (typeof value === 'number' ? value * Number(given) : value),
  text: (value) => (typeof value === 'number' ? String(value) : value),
  list: (value) => (value === undefined ? undefined : [value].flat()),
  /** A list with one more. */
  more: (value, given) => [value, given].flat(),
  /** A text of this length. */
  long: (_value, given) => 'x'.repeat(Number(given)),
  /** As many texts, of 300 characters each. */
  many: (_value, given) => Array.from({ length: Number(given) }, (_, i) => `group-${i}-`.padEnd(300, 'x')),
  slash: (value) => (typeof value === 'string' ? slashed(value) : value),
  host: (value) => (typeof value === 'string' ? value.replace(/(?<=\/\/)[^/]+/, (host) => host.toUpperCase()) : value),
  port: (value) => (typeof value === 'string' ? ported(value) : value),
  lower: (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  /** What a form decoder makes of a text that was not encoded. */
  plus: (value) => (typeof value === 'string' ? value.replaceAll('+', ' ') : value),
  percent: (value) => (typeof value === 'string' ? encodeURIComponent(value) : value),
  /** At this length, and never the whole of it. */
  cut: (value, given) =>
    typeof value === 'string' ? value.slice(0, Math.min(Number(given), value.length - 1)) : value,
}

/** The members with every edit applied; those that become `undefined` are gone. */
export function edited(members: Members, edits: Edits, now = 0): Members {
  const next: Record<string, unknown> = { ...members }
  for (const [name, edit] of Object.entries(edits)) {
    const value = changed(next[name], edit, { now })
    if (value === undefined || value === null) delete next[name]
    else next[name] = value
  }
  return next
}

function changed(value: unknown, edit: OptionValue, context: Context): unknown {
  if (!isObject(edit)) return edit
  return Object.entries(edit).reduce((before, [how, given]) => CHANGES[how]?.(before, given, context), value)
}

/**
 * The edits under this name of the options.
 *
 * @throws OptionError when they are written in words that this language does not have.
 */
export function readEdits(options: Options, name: string): Edits {
  const given = options[name] ?? {}
  if (!isObject(given)) throw new OptionError(name, `${name} has no members`)
  for (const edit of Object.values(given)) {
    const unknown = isObject(edit) && Object.keys(edit).find((how) => CHANGES[how] === undefined)
    if (typeof unknown === 'string') throw new OptionError(name, `"${unknown}" is no way to change a member`)
  }
  return given
}

/**
 * Rows that come in several ways: `{ choices: { path: {…}, sql: {…} } }` with the argument `how`; the first unless told.
 *
 * @throws OptionError for a way that there is not.
 */
export function chosen(options: Options): Options {
  const { choices, ...others } = options
  if (!isObject(choices)) return options
  const ways = Object.keys(choices)
  const how = readText(options, 'how') ?? ways[0] ?? ''
  const choice = Object.hasOwn(choices, how) ? choices[how] : undefined
  if (!isObject(choice)) throw new OptionError('how', `"${how}" is not one of its ways`, `write ${ways.join(' or ')}`)
  return { ...others, ...choice }
}

/** One of some words, or none. */
export function readWord<W extends string>(options: Options, name: string, words: readonly W[]): W | undefined {
  const given = readText(options, name)
  const word = words.find((one) => one === given)
  if (given !== undefined && word === undefined)
    throw new OptionError(name, `"${given}" is not a word for ${name}`, `write ${words.join(' or ')}`)
  return word
}

export function isObject(value: unknown): value is Readonly<Record<string, OptionValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const slashed = (url: string): string => (url.endsWith('/') ? url.slice(0, -1) : `${url}/`)

/** With the default port written out, or with none where there is one. */
function ported(url: string): string {
  const written = /^(https?:\/\/(?:\[[^\]]*\]|[^/:]+))(:\d+)?(.*)$/.exec(url)
  if (!written) return url
  const [, start = '', port, rest = ''] = written
  return port === undefined ? `${start}:${url.startsWith('https') ? '443' : '80'}${rest}` : `${start}${rest}`
}
