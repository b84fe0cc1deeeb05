// Reads and writes what stands after `@`: which of the matching calls are spoiled.

import { formatDuration } from '../../protocol/duration.js'
import { nearest } from '../../protocol/spelling.js'
import { OptionError, durationOf } from '../options.js'
import type { Piece } from './piece.js'
import type { When } from './rule.js'

const WORDS = ['once', 'every', 'p', 'for', 'after', 'until', 'per', 'late', 'consume']
const USUAL = 'write a count (2, 1..3, once), every:5, p:0.2, for:10m, after:5m, until:<time>, per:client or late'

/** Reads the `@` pieces of a rule. Each kind may stand once. */
export function readWhen(pieces: readonly Piece[]): When {
  let when: When = {}
  for (const piece of pieces) {
    const more = readOne(piece)
    const twice = Object.keys(more).some((name) => name in when)
    const counts = 'from' in more || 'to' in more
    if (twice || (counts && ('from' in when || 'to' in when)))
      throw piece.wrong(`@${piece.text} contradicts what stands before it`, 'say it once, or write two rules')
    when = { ...when, ...more }
  }
  return when
}

/** The canonical text, with a leading `@` for each part; `''` for always. */
export function whenText(when: When): string {
  const { from, to, every, chance, after, until, per, late } = when
  const parts = [
    ...(from === undefined && to === undefined ? [] : [countText(from, to)]),
    ...(every === undefined ? [] : [`every:${every}`]),
    ...(chance === undefined ? [] : [`p:${chance}`]),
    ...(after === undefined ? [] : [`after:${formatDuration(after)}`]),
    ...(when.for === undefined ? [] : [`for:${formatDuration(when.for)}`]),
    ...(until === undefined ? [] : [`until:${new Date(until).toISOString().replace('.000Z', 'Z')}`]),
    ...(per === undefined ? [] : [`per:${per}`]),
    ...(late ? ['late'] : []),
  ]
  return parts.map((part) => `@${part}`).join('')
}

function countText(from: number | undefined, to: number | undefined): string {
  if (from === to) return from === 1 ? 'once' : String(from)
  return `${from ?? ''}..${to ?? ''}`
}

function readOne(piece: Piece): When {
  if (/^[\d.-]/.test(piece.text)) return readCount(piece)
  const [word, value] = piece.cut(':')
  const name = word.text
  if (name === 'once' || name === 'late' || name === 'consume') {
    if (value) throw piece.wrong(`${name} takes no value`, `write @${name}`)
    return name === 'once' ? { from: 1, to: 1 } : { late: true }
  }
  if (!WORDS.includes(name)) throw unknown(word)
  if (!value?.text) throw piece.wrong(`@${name} has no value`, USUAL)
  return readValue(name, value)
}

function readValue(name: string, value: Piece): When {
  if (name === 'every') return { every: whole(value, value.text) }
  if (name === 'p') return { chance: probability(value) }
  if (name === 'until') return { until: instant(value) }
  if (name === 'for') return { for: duration(value) }
  if (name === 'after') return { after: duration(value) }
  if (value.text === 'client' || value.text === 'user' || value.text === 'tag') return { per: value.text }
  const near = nearest(value.text, ['client', 'user', 'tag'])
  throw value.wrong(
    `"${value.text}" cannot be counted by`,
    near ? `did you mean "${near}"?` : 'write per:client, per:user or per:tag',
  )
}

function unknown(word: Piece): Error {
  if (word.text === '') return word.wrong('nothing stands after "@"', USUAL)
  const near = nearest(word.text, WORDS)
  return word.wrong(`"@${word.text}" does not say when`, near ? `did you mean "@${near}"?` : USUAL)
}

function readCount(piece: Piece): When {
  const match = /^(\d*)\.\.(\d*)$/.exec(piece.text)
  if (!match) {
    const only = whole(piece, piece.text)
    return { from: only, to: only }
  }
  const [, first = '', last = ''] = match
  if (first === '' && last === '') throw piece.wrong('".." alone is no range', 'leave it away to mean every call')
  const from = first === '' ? undefined : whole(piece, first)
  const to = last === '' ? undefined : whole(piece, last)
  if (from !== undefined && to !== undefined && from > to)
    throw piece.wrong(`the range ${piece.text} runs backwards`, `write ${to}..${from}`)
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

function whole(piece: Piece, digits: string): number {
  const number = /^\d{1,9}$/.test(digits) ? Number(digits) : 0
  if (number >= 1) return number
  throw piece.wrong(`"${digits}" is not a count`, 'calls are counted from 1')
}

function probability(piece: Piece): number {
  const chance = /^(\d{1,6}(\.\d{1,6})?|\.\d{1,6})$/.test(piece.text) ? Number(piece.text) : Number.NaN
  if (chance >= 0 && chance <= 1) return chance
  const percent = chance > 1 && chance <= 100 ? chance : Number(/^(\d+)%$/.exec(piece.text)?.[1])
  const hint = percent <= 100 ? `for ${percent} % write p:${percent / 100}` : 'write p:0.2 for 20 %'
  throw piece.wrong(`"${piece.text}" is not a probability between 0 and 1`, hint)
}

function duration(piece: Piece): number {
  try {
    return durationOf(piece.text, 'duration')
  } catch (error) {
    throw error instanceof OptionError ? piece.wrong(error.message, error.hint) : error
  }
}

const ISO_8601 = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/

function instant(piece: Piece): number {
  const day = ISO_8601.exec(piece.text)?.[1]
  const at = day === undefined ? Number.NaN : Date.parse(piece.text)
  const exists = day !== undefined && new Date(Date.parse(day) || 0).toISOString().startsWith(day)
  if (exists && !Number.isNaN(at)) return at
  throw piece.wrong(`"${piece.text}" is not a point in time`, 'write ISO 8601 with a zone, as 2030-01-01T00:00:00Z')
}
