// Makes a race happen every time: calls wait for each other and go on together, in the order in which they came.

import { formatDuration } from '../protocol/duration.js'
import type { Fault } from './fault.js'
import { OptionError, readDuration, readNumber } from './options.js'

/** Real milliseconds after which calls go on that nobody joined: a test shall fail, not hang. */
const LIMIT = 10_000
const LONGEST = 600_000

export const hold: Fault = {
  name: 'hold',
  summary: 'holds the call until as many are there as were asked for, then lets them go on together',
  layer: 'wire',
  arm(options) {
    const count = readNumber(options, 'count') ?? 2
    if (!(Number.isInteger(count) && count >= 2 && count <= 1000))
      throw new OptionError('count', `"${count}" is not a number of calls that wait for each other`, 'write hold:2')
    const limit = readDuration(options, 'limit') ?? LIMIT
    if (!(limit >= 1 && limit <= LONGEST))
      throw new OptionError('limit', 'a call is held for 1 ms to 10 minutes', 'write hold:2:10s')
    const gate = new Gate(count, limit)
    return {
      explain: () =>
        `waits until ${count} such calls are there, ${formatDuration(limit)} at most, and goes on together with them`,
      wrap: () => async (_request, act) => {
        await gate.pass()
        return act()
      },
      release: () => gate.open(),
    }
  },
}

class Gate {
  readonly #count: number
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(count: number, limit: number) {
    this.#count = count
    this.#limit = limit
  }

  /** Resolves when enough are waiting, or when the first of them has waited long enough. */
  pass(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      if (this.#waiting.length >= this.#count) this.open()
      else this.#timer ??= setTimeout(() => this.open(), this.#limit)
    })
  }

  open(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const go of this.#waiting.splice(0)) go()
  }
}
