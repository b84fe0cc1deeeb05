// A stretch of a rule's text that knows where it stands, so that every mistake can be pointed at.

import { RuleError } from './mistake.js'

export class Piece {
  readonly text: string
  readonly #kind: 'fault rule' | 'selector'
  readonly #whole: string
  readonly #at: number

  private constructor(kind: 'fault rule' | 'selector', whole: string, at: number, end: number) {
    this.text = whole.slice(at, end)
    this.#kind = kind
    this.#whole = whole
    this.#at = at
  }

  /** The text without the blanks around it. */
  static whole(kind: 'fault rule' | 'selector', text: string): Piece {
    const from = text.length - text.trimStart().length
    return new Piece(kind, text, from, Math.max(from, text.trimEnd().length))
  }

  slice(from: number, to = this.text.length): Piece {
    return new Piece(this.#kind, this.#whole, this.#at + from, this.#at + to)
  }

  /** What stands before and after the first separator; the second is `undefined` without one. */
  cut(separator: string): [Piece, Piece | undefined] {
    const at = this.text.indexOf(separator)
    return at < 0 ? [this, undefined] : [this.slice(0, at), this.slice(at + separator.length)]
  }

  split(separator: string): Piece[] {
    const [first, rest] = this.cut(separator)
    const pieces = [first]
    for (let next = rest; next;) {
      const [piece, others] = next.cut(separator)
      pieces.push(piece)
      next = others
    }
    return pieces
  }

  /** The value, with its percent-encoding undone. */
  decoded(): string {
    try {
      return decodeURIComponent(this.text)
    } catch {
      const at = this.text.search(/%(?![0-9a-f]{2})/i)
      const broken = at < 0 ? this : this.slice(at, Math.min(at + 3, this.text.length))
      throw broken.wrong(`"${broken.text}" is not valid percent-encoded UTF-8`, 'write a percent sign itself as %25')
    }
  }

  wrong(reason: string, hint?: string): RuleError {
    const place = { text: this.#whole, offset: this.#at, length: Math.max(1, this.text.length) }
    return new RuleError(this.#kind, place, reason, hint)
  }
}

/** A value in the form that `Piece.decoded` reads, safe in every shell and every place of a rule. */
export function encoded(text: string, alsoKeep = ''): string {
  return Array.from(text, (character) =>
    /[A-Za-z0-9._-]/.test(character) || alsoKeep.includes(character) ? character : percent(character),
  ).join('')
}

function percent(character: string): string {
  return Array.from(
    new TextEncoder().encode(character),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('')
}
