// Reads the options of a fault. They come untyped from a rule's text or from a row of the catalogue,
// so every reader names the option it could not read; the grammar then points at it.

import { parseDuration } from '../protocol/duration.js'

export type Options = Readonly<Record<string, string | number | boolean | undefined>>

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
  return given === undefined ? undefined : durationOf(typeof given === 'number' ? given : String(given), name)
}

export function readText(options: Options, name: string): string | undefined {
  const given = options[name]
  return given === undefined ? undefined : String(given)
}

export function readNumber(options: Options, name: string): number | undefined {
  const given = options[name]
  if (given === undefined) return undefined
  const number = typeof given === 'string' && /^\d*\.?\d+$/.test(given) ? Number(given) : given
  if (typeof number !== 'number') throw new OptionError(name, `"${given}" is not a number`)
  return number
}
