// A rule that cannot be read: what is wrong, where, and what to write instead.

export interface Place {
  /** The complete text. */
  readonly text: string
  /** Where the mistake begins and how long it is, in UTF-16 units. */
  readonly offset: number
  readonly length: number
}

/**
 * Thrown for a fault rule or a selector with a mistake. The message is complete and meant for a terminal:
 *
 *     bad fault rule: the userinfo endpoint has no effect "invalid_grant"
 *       userinfo=invalid_grant
 *                ^^^^^^^^^^^^^
 *       "invalid_grant" belongs to the token endpoint; to send it here anyway write error:invalid_grant
 */
export class RuleError extends Error {
  /** The sentence alone. */
  readonly reason: string
  readonly hint: string | undefined
  readonly text: string
  readonly offset: number
  readonly length: number

  constructor(kind: 'fault rule' | 'selector', place: Place, reason: string, hint?: string) {
    const [said, advice] = [reason, hint].map((text) => text && printable(text).slice(0, LONGEST_SENTENCE))
    super([`bad ${kind}: ${said}`, ...drawn(place), ...(advice ? [advice] : [])].join('\n  '))
    this.name = 'RuleError'
    this.reason = said ?? ''
    this.hint = advice
    this.text = place.text
    this.offset = place.offset
    this.length = place.length
  }
}

const WIDEST = 160
const LONGEST_SENTENCE = 300

/** The text with a line of carets under the mistake; of a long text, the part around it. */
function drawn({ text, offset, length }: Place): readonly string[] {
  if (text === '') return []
  const from = offset + length <= WIDEST ? 0 : Math.max(0, offset - WIDEST / 4)
  const shown = printable(text.slice(from, from + WIDEST))
  const before = printable(text.slice(from, offset)).length
  const carets = Math.max(1, Math.min(printable(text.slice(offset, offset + length)).length, shown.length - before))
  return [shown, ' '.repeat(before) + '^'.repeat(carets)]
}

/** One column for every character, so that the carets stand under what they mean. */
function printable(text: string): string {
  return Array.from(text, (character) => (/^[\p{L}\p{N}\p{P}\p{S} ]$/u.test(character) ? character : '?'))
    .map((character) => (character.length === 1 ? character : '?'))
    .join('')
}
