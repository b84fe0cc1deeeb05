// How a value that does not match became what it is: the ways in which values get damaged between a program, a file,
// a shell and a URL. Each knows the way back, so that "is it this one, but for …?" can be asked of one expected value
// and of everything that is known. Asked only once something is refused.

import { createHash } from 'node:crypto'

export type Kind =
  | 'trailing-newline'
  | 'whitespace'
  | 'surrounding-quotes'
  | 'plus-as-space'
  | 'percent-encoded'
  | 'double-encoded'
  | 'base64'
  | 'padding'
  | 'slash'
  | 'case'
  | 'truncated'
  | 'extended'

export interface Repair {
  readonly kind: Kind
  /** What happened to the value, as the end of a sentence: `it has blanks around it`. */
  readonly words: string
  /** What the value was before. */
  readonly meant: string
}

/** Beyond it nothing is compared: some of the patterns take time with text that nearly fits. */
export const LONGEST = 4_096

const WAYS: readonly (readonly [kind: Kind, words: string, undo: (text: string) => string])[] = [
  ['trailing-newline', 'it ends with a line feed', (text) => text.replace(/[\r\n]+$/, '')],
  ['whitespace', 'it has blanks or a line feed around it', (text) => text.trim()],
  ['surrounding-quotes', 'it has quotes around it', (text) => text.replace(/^(["'`])(.*)\1$/s, '$2')],
  ['plus-as-space', 'a plus in it became a space: encode it as %2B', (text) => text.replaceAll(' ', '+')],
  ['percent-encoded', 'it is percent-encoded once too often', decoded],
  ['double-encoded', 'it is percent-encoded twice too often', (text) => decoded(decoded(text))],
  ['base64', 'it is base64, where base64url is wanted: - and _ in place of + and /', base64url],
  ['padding', 'it ends with =, and base64url goes without padding', (text) => text.replace(/=+$/, '')],
]

/** What a value may have been before it was damaged; the likeliest first, none that it still is. */
export function repairs(received: string): readonly Repair[] {
  if (received.length > LONGEST) return []
  return WAYS.map(([kind, words, undo]) => ({ kind, words, meant: undo(received) })).filter(
    ({ meant }) => meant !== received && meant !== '',
  )
}

/** Why `received` is not `expected`, when it would be but for one of the usual ways to damage a value. */
export function likeness(expected: string, received: string): Repair | undefined {
  const repair = repairs(received).find(({ meant }) => meant === expected)
  if (repair) return repair
  const told = (kind: Kind, words: string): Repair => ({ kind, words, meant: expected })
  if (bare(received) === bare(expected))
    return told('slash', received.length > expected.length ? "it ends with '/'" : "it lacks the '/' at the end")
  if (received.toLowerCase() === expected.toLowerCase()) return told('case', 'it differs in upper and lower case only')
  if (received.length >= 8 && expected.startsWith(received))
    return told('truncated', `it is cut after ${received.length} of ${expected.length} characters`)
  if (expected.length >= 8 && received.startsWith(expected))
    return told('extended', `it goes on for ${received.length - expected.length} characters after its end`)
  return undefined
}

const bare = (text: string): string => text.replace(/\/$/, '')

/** The position of the first character that differs; `undefined` for equal values. */
export function diffAt(expected: string, received: string): number | undefined {
  if (expected === received) return undefined
  const least = Math.min(expected.length, received.length)
  let at = 0
  while (at < least && expected[at] === received[at]) at += 1
  return at
}

/** A secret as it may be told: `9 characters, sha256 1a2b3c4d…`. */
export function veiled(secret: string): string {
  const digest = createHash('sha256').update(secret).digest('hex').slice(0, 8)
  return `${secret.length} character${secret.length === 1 ? '' : 's'}, sha256 ${digest}...`
}

/** What a program sends when a variable was never set. */
const UNSET = /^(undefined|null|NaN|None|nil|\[object \w+\]|\$\{.*\}|\{\{.*\}\})$/

export function isUnset(value: string): boolean {
  return value.length <= LONGEST && UNSET.test(value)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function base64url(text: string): string {
  if (!/[+/]/.test(text)) return text
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
