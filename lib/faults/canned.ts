// Answers with what a row of the catalogue says, whatever was asked. The server does not act: a code is not redeemed, a
// token is not rotated.

import type { Content, Members } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { readNumber, readText, type Options, type OptionValue } from './options.js'
import { filled, shiftOf } from './placeholders.js'

export const canned: Fault = {
  name: 'canned',
  summary: 'answers with a fixed status, headers and body, without acting',
  arm(options) {
    const status = readNumber(options, 'status') ?? 200
    const [headers, shift] = [(options['headers'] ?? {}) as Readonly<Record<string, string>>, shiftOf(options)]
    return {
      explain: () => `is answered with HTTP ${status} and what the catalogue says, without being done`,
      wrap: (turn) => async (request) => {
        const fill = (text: string): string => filled(text, request, turn, shift)
        const told = Object.entries(headers).map(([name, value]) => [name, fill(value)])
        return {
          status,
          headers: { 'cache-control': 'no-store', ...(Object.fromEntries(told) as Record<string, string>) },
          content: contentOf(options, fill),
        }
      },
    }
  },
}

function contentOf(options: Options, fill: (text: string) => string): Content {
  const [text, media_type] = [readText(options, 'text'), readText(options, 'media_type')]
  if (text !== undefined) return { kind: 'text', text: fill(text), media_type: media_type ?? 'text/plain' }
  const { members } = options
  if (members === undefined) return { kind: 'empty' }
  const told = within(members, fill) as Members
  return { kind: 'members', members: told, nulls: true, ...(media_type !== undefined && { media_type }) }
}

/** With every placeholder filled, however deep. */
function within(value: OptionValue, fill: (text: string) => string): OptionValue {
  if (typeof value === 'string') return fill(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one: OptionValue) => within(one, fill))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, within(one, fill)]))
}
