// clock: shows the clock of a running server, or moves it.

import { formatDuration } from '../protocol/duration.js'
import type { Moved } from '../tester/clock.js'
import type { Provider } from '../tester/provider.js'
import type { RUNNING } from './flags.js'
import { EXIT, Mistake } from './mistake.js'
import { answer, reach } from './running.js'
import { meant } from './values.js'
import type { Call } from './verb.js'

type Move = (clock: Provider['clock'], to: string | undefined) => Promise<Moved>

/** A time is wanted, may be there, or must not. */
const MOVES: Readonly<Record<string, readonly [time: 'needed' | 'allowed' | 'none', move: Move]>> = {
  show: ['none', (clock) => clock.read()],
  advance: ['needed', (clock, by = '') => clock.advance(by)],
  freeze: ['allowed', (clock, at) => clock.freeze(at)],
  resume: ['none', (clock) => clock.resume()],
  set: ['needed', (clock, to = '') => clock.set(to)],
  scale: ['needed', (clock, rate = '') => clock.scale(Number(rate))],
  reset: ['none', (clock) => clock.reset()],
}

export async function clock({ values, operands, terminal }: Call<typeof RUNNING>): Promise<number> {
  const [verb, time] = spelledOut(operands)
  const [wants, move] = MOVES[verb] ?? unknown(verb)
  if (wants === 'needed' && time === undefined)
    throw new Mistake(`clock ${verb} needs to know how far`, [`write for example: ${EXAMPLES[verb]}`])
  if (wants === 'none' && time !== undefined) throw new Mistake(`clock ${verb} takes nothing more, not "${time}"`)
  const moved = await move((await reach(values, terminal)).clock, time)
  answer(values, terminal, { ...moved, now: iso(moved.now), offset: formatDuration(moved.offset) }, shown(moved))
  return EXIT.done
}

const EXAMPLES: Readonly<Record<string, string>> = {
  advance: 'clock +1h',
  set: 'clock set 2030-01-01T00:00:00Z',
  scale: 'clock x60',
}

/** `+1h` is short for advance, `x60` for scale. */
function spelledOut([first = 'show', second]: readonly string[]): readonly [string, string | undefined] {
  if (/^\+/.test(first)) return ['advance', first.slice(1)]
  if (/^x[\d.]+$/.test(first)) return ['scale', first.slice(1)]
  if (/^\d{4}-/.test(first)) return ['set', first]
  return [first, second?.replace(/^[+x](?=\d)/, '')]
}

function unknown(verb: string): never {
  const verbs = Object.keys(MOVES)
  throw new Mistake(`the clock cannot "${verb}"`, [
    ...meant(verb, verbs),
    `write +1h, x60, a time, or one of ${verbs.join(', ')}`,
  ])
}

function shown({ now, mode, offset, rate, expired = {}, note }: Moved): string {
  const how = {
    system: '',
    frozen: '  frozen',
    scaled: `  ${rate} times as fast`,
    offset: `  ${offset < 0 ? '' : '+'}${formatDuration(offset)}`,
  }
  const over = Object.entries(expired).filter(([, count]) => count > 0)
  const ended = over.map(([kind, count]) => `${count} ${kind.replaceAll('_', ' ')}`).join(', ')
  return [
    `${iso(now)}${how[mode]}`,
    ...(over.length > 0 ? [`expired: ${ended}`] : []),
    ...(note ? [`note: ${note}`] : []),
  ].join('\n')
}

const iso = (time: number): string => new Date(time).toISOString()
