// Sends the honest answer in another way: other headers, another status, other bytes around it, in odd pieces. The work is
// done. What the words mean is in `Delivery`; `granted` leaves refusals alone.

import type { Delivery, Reply } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { OptionError, readDuration, readNumber, readText, type Options } from './options.js'
import { filled, shiftOf } from './placeholders.js'

export const wire: Fault = {
  name: 'wire',
  summary: 'sends the answer with other headers, other bytes around it, or in odd pieces',
  layer: 'wire',
  arm(options) {
    const [delivery, status] = [deliveryOf(options), readNumber(options, 'status')]
    const headers = headersOf(options)
    const shift = shiftOf(options)
    const granted = options['granted'] === true
    return {
      explain: () => 'gets its answer in another way than is usual',
      wrap: (turn) => async (request, act) => {
        const reply = await act()
        if (granted && reply.status >= 400) return reply
        const told = headers && mapped(headers, (text) => filled(text, request, turn, shift))
        return spoiled(status === undefined ? reply : { ...reply, status }, delivery, told)
      },
    }
  },
}

function spoiled(reply: Reply, delivery: Delivery, headers: Delivery['headers']): Reply {
  const all = { ...reply.delivery?.headers, ...headers }
  const more = Object.keys(all).length === 0 ? {} : { headers: all }
  return { ...reply, delivery: { ...reply.delivery, ...delivery, ...more } }
}

const GZIP = ['whole', 'broken', 'claimed'] as const

function deliveryOf(options: Options): Delivery {
  const [drip, padding] = [readDuration(options, 'drip'), readSize(options, 'padding')]
  const [around, charset] = [readText(options, 'around'), readText(options, 'charset')]
  const gzip = GZIP.find((word) => word === options['gzip'])
  const [missing, chunks] = [readNumber(options, 'missing'), readNumber(options, 'chunks')]
  const trailers = options['trailers'] as Readonly<Record<string, string>> | undefined
  if (drip !== undefined && !(drip >= 1)) throw new OptionError('drip', 'bytes cannot drip faster', 'write 1ms or more')
  return {
    ...(drip !== undefined && { drip }),
    ...(padding !== undefined && { padding }),
    ...(around !== undefined && { around }),
    ...(charset === 'utf-16le' && { charset }),
    ...(gzip && { gzip }),
    ...(missing !== undefined && { missing }),
    ...(chunks !== undefined && { chunks }),
    ...(trailers && { trailers }),
    ...(options['close'] === true && { close: true }),
  }
}

type Headers = NonNullable<Delivery['headers']>

/** `headers` of the row; `value` of a rule takes the place of the first one's. */
function headersOf(options: Options): Headers | undefined {
  const headers = options['headers'] as Headers | undefined
  const value = readText(options, 'value')
  const [first] = Object.keys(headers ?? {})
  return value === undefined || first === undefined ? headers : { ...headers, [first]: value }
}

function mapped(headers: Headers, change: (text: string) => string): Headers {
  const changed = (value: string | readonly string[] | null): string | readonly string[] | null =>
    value === null ? null : typeof value === 'string' ? change(value) : value.map(change)
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, changed(value)]))
}

const UNITS: Readonly<Record<string, number>> = { '': 1, kB: 1000, MB: 1_000_000 }
const LARGEST = 100_000_000

function readSize(options: Options, name: string): number | undefined {
  const given = readText(options, name)
  if (given === undefined) return undefined
  const [, digits, unit = ''] = /^(\d{1,9})(kB|MB)?$/.exec(given) ?? []
  const size = Number(digits) * (UNITS[unit] ?? 1)
  if (size >= 1 && size <= LARGEST) return size
  throw new OptionError(name, `"${given}" is not a size up to 100MB`, 'write 500kB or 20MB')
}
