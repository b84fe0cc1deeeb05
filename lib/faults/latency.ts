// Answers late. Real time: a realm's clock does not hurry it. Several add up.

import { formatDuration } from '../protocol/duration.js'
import type { Fault } from './fault.js'
import { OptionError, durationOf, readText, type Options } from './options.js'

/** A day; a timer of Node overflows beyond 24 of them and would then fire at once. */
const LONGEST = 86_400_000

export const latency: Fault = {
  name: 'latency',
  summary: 'answers late by a time, or by a time drawn from a range',
  layer: 'wire',
  arm(options) {
    const { from, to } = read(options)
    const words = from === to ? formatDuration(from) : `${formatDuration(from)} to ${formatDuration(to)}`
    return {
      explain: () => `is delayed by ${words}`,
      wrap:
        ({ chance }) =>
        async (_request, act) => {
          const reply = await act()
          const delay = (reply.delivery?.delay ?? 0) + Math.round(from + chance * (to - from))
          return { ...reply, delivery: { ...reply.delivery, delay: Math.min(delay, LONGEST) } }
        },
    }
  },
}

function read(options: Options): { from: number; to: number } {
  const text = readText(options, 'delay')
  if (text === undefined) throw new OptionError('delay', 'slow needs a time', 'write slow:2s or slow:500ms..3s')
  const [first = '', last = first, ...others] = text.split('..')
  if (others.length > 0) throw new OptionError('delay', `"${text}" is not a range of two`, 'write slow:500ms..3s')
  const [from, to] = [durationOf(first, 'delay'), durationOf(last, 'delay')]
  if (from > to) throw new OptionError('delay', `the range ${text} runs backwards`, `write ${last}..${first}`)
  if (to > LONGEST) throw new OptionError('delay', `${text} is too long`, 'the longest is 1d; for ever is hang')
  return { from, to }
}
