// Reads the options of a fault. They come untyped from a rule's text or from a row of the catalogue,
// so every reader names the option it could not read; the grammar then points at it.

import { parseDuration } from '../protocol/duration.js'

/** What a row of the catalogue may say; what a rule says is text. */
export type OptionValue =
  string | number | boolean | null | undefined | readonly OptionValue[] | { readonly [name: string]: OptionValue }

export type Options = Readonly<Record<string, OptionValue>>

/** An option that is missing or cannot be read. */
export class OptionError extends Error {
  readonly option: string
  readonly hint: string | undefined

  constructor(option: string, reason: string, hint?: string) {
    super(reason)
    this.name = 'OptionError'
    this.option = option
    this.hint = hint
  }
}

/**
 * A duration in milliseconds, real or of a realm's clock: the caller knows which.
 *
 * @throws OptionError in the words of `parseDuration`.
 */
export function durationOf(text: string | number, option: string): number {
  try {
    return parseDuration(text)
  } catch (error) {
    const [reason = '', hint] = error instanceof RangeError ? error.message.split('; ') : []
    throw new OptionError(option, reason, hint)
  }
}

export function readDuration(options: Options, name: string): number | undefined {
  const given = options[name]
  return given === undefined ? undefined : durationOf(typeof given === 'number' ? given : plain(given, name), name)
}

export function readText(options: Options, name: string): string | undefined {
  const given = options[name]
  return given === undefined ? undefined : plain(given, name)
}

function plain(given: OptionValue, name: string): string {
  if (typeof given === 'object') throw new OptionError(name, `"${name}" is not a text`)
  return String(given)
}

export function readNumber(options: Options, name: string): number | undefined {
  const given = options[name]
  if (given === undefined) return undefined
  const number = typeof given === 'string' && /^\d*\.?\d+$/.test(given) ? Number(given) : given
  if (typeof number !== 'number') throw new OptionError(name, `"${plain(given, name)}" is not a number`)
  return number
}
