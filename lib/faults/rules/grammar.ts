// Reads and writes rules: `selector=effect@when`, one token that needs no quotes in any shell.
//
//     token=503@1..2                            fail, fail, then work
//     token.refresh+client:web=invalid_grant@2  the second refresh of client web
//     any=slow:500ms..3s@p:0.2                  a fifth of all calls, late by up to three seconds

import { entryAt, type Entry } from '../catalogue/index.js'
import type { Ahead, ArmedFault, Fault, Layer } from '../fault.js'
import { FAULTS } from '../index.js'
import { OTHERS, meant } from './meant.js'
import { OptionError } from '../options.js'
import { Piece, encoded } from './piece.js'
import { isArtifact, theEndpoint, type Point } from '../points.js'
import type { Effect, Rule, Selector } from './rule.js'
import { partText, readSelector, selectorText } from './selector.js'
import { readWhen, whenText } from './when.js'

export { RuleError } from './mistake.js'
export { parseSelector, selectorText } from './selector.js'
export type { Rule, Selector } from './rule.js'

const LONGEST = 2000

/**
 * Reads a rule.
 *
 * @throws RuleError with the text, a line of carets and a suggestion.
 * @example parseRule('token.refresh+client:web=invalid_grant@2')
 */
export function parseRule(text: string): Rule {
  const piece = Piece.whole('fault rule', text)
  if (text.length > LONGEST) throw piece.slice(0, 1).wrong(`it is longer than ${LONGEST} characters`)
  if (/\p{Surrogate}/u.test(text)) throw piece.wrong('it is not well-formed Unicode')
  const [left, right] = piece.cut('=')
  const status = left.split('+').find((condition) => condition.text.startsWith('status:'))
  if (status) throw status.wrong('a rule cannot select by status', 'the status is known only after the answer')
  const selector = readSelector(left)
  if (!right) throw piece.wrong('it does not say what should happen', `write ${left.text}=503, for example`)
  const [effectPiece = right, ...whenPieces] = right.split('@')
  const { effect, late, once, part } = readEffect(selector, effectPiece)
  const written = readWhen(whenPieces)
  const when =
    once && !('from' in written || 'to' in written || 'every' in written) ? { from: 1, to: 1, ...written } : written
  if (late && when.late) throw effectPiece.wrong(':consume and @late say the same', 'write one of them')
  const where = part === undefined ? selector : { ...selector, part }
  return { selector: where, effect, when: late ? { ...when, late } : when }
}

/** The canonical text of a rule: `parseRule` reads it back to the same rule. */
export function ruleText({ selector, effect, when }: Rule): string {
  const [last] = effect.arguments.slice(-1)
  const plain = effect.arguments.map((argument) => encoded(argument))
  if (last === CONSUME) plain.splice(-1, 1, `%63${CONSUME.slice(1)}`)
  return `${selectorText(selector)}=${[effect.name, ...plain].join(':')}${whenText(when)}`
}

/** The fault that a rule means, ready to spoil. */
export function faultOf({ selector, effect }: Rule): {
  readonly fault: ArmedFault
  readonly layer: Layer | undefined
  readonly ahead: Ahead | undefined
  /** Whether it waits for the reply: for an authorization response, or for a token to leave. */
  readonly waits: boolean
} {
  const entry = entryAt(selector.point, effect.name)
  if (!entry) throw new RangeError(`${theEndpoint(selector.point)} has no effect "${effect.name}"`)
  const { layer, ahead }: Fault = FAULTS[entry.fault]
  const waits = entry.stage === 'response' || isArtifact(selector.point)
  return { fault: armed(entry, effect.arguments), layer, ahead, waits }
}

const CONSUME = 'consume'

/** `part` is that of the effect: `token=slow-down-forever` means the polls of devices alone. */
function readEffect(
  { point, part }: Selector,
  piece: Piece,
): { effect: Effect; late?: true; once?: true; part?: string } {
  const late = piece.text.endsWith(`:${CONSUME}`)
  const written = late ? piece.slice(0, piece.text.length - CONSUME.length - 1) : piece
  const [name, rest] = written.cut(':')
  const entry = entryAt(point, name.text)
  if (!entry) throw unknown(point, name)
  if (part !== undefined && entry.part !== undefined && part !== entry.part)
    throw name.wrong(`"${name.text}" is for ${partText(point, entry.part)} alone`, `write ${point} without a part`)
  const pieces = readArguments(entry, name, rest)
  const effect = { name: name.text, arguments: pieces.map((argument) => argument.decoded()) }
  try {
    armed(entry, effect.arguments)
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    const at = entry.arguments?.indexOf(error.option) ?? -1
    throw (pieces[at] ?? name).wrong(error.message, error.hint)
  }
  return {
    effect,
    ...(late && { late }),
    ...(entry.once && { once: true }),
    ...(entry.part !== undefined && { part: entry.part }),
  }
}

/** The last argument takes the rest of the text, colons and all. */
function readArguments({ arguments: names = [] }: Entry, name: Piece, rest: Piece | undefined): readonly Piece[] {
  const pieces: Piece[] = []
  for (let next = rest; next;) {
    if (pieces.length === names.length) throw next.wrong(`${name.text} takes no argument`, `write ${name.text} alone`)
    const [first, others] = pieces.length === names.length - 1 ? [next, undefined] : next.cut(':')
    if (first.text === '')
      throw name.wrong(`nothing stands after "${name.text}:"`, `write ${name.text} alone, or a value`)
    pieces.push(first)
    next = others
  }
  return pieces
}

function armed({ fault, options, arguments: names = [] }: Entry, given: readonly string[]): ArmedFault {
  const written = names.flatMap((name, at) => (given[at] === undefined ? [] : [[name, given[at]] as const]))
  return FAULTS[fault].arm({ ...options, ...Object.fromEntries(written) })
}

function unknown(point: Point, name: Piece): Error {
  const word = name.text
  if (word === '') return name.wrong('it does not say what should happen', `write a status (503), ${OTHERS}`)
  if (word !== word.trim()) return name.wrong('there are blanks in it', 'a rule has no blanks: token=503@2')
  if (/^\d+$/.test(word)) return name.wrong(`a fault cannot send HTTP status ${word}`, 'write 400 to 599')
  const reason = `${theEndpoint(point)} has no effect "${word}"`
  return name.wrong(reason, meant(point, word))
}
