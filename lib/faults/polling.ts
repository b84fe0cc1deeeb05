// RFC 8628 §3.5: what a device is told while it polls: the same error for a number of polls of one device code, or for
// good; or an approval that comes at the last moment. The server's own interval and count stay as they were.

import { describable } from '../protocol/error.js'
import { json, type Reply } from '../protocol/messages.js'
import type { Fault, Turn } from './fault.js'
import { OptionError, readNumber, readText } from './options.js'

/** Device codes whose polls are counted; beyond it the one that was seen first starts again. */
const MOST = 1000

/** `code` is sent to the first `times` polls of each device code, or to all; `left` ends it and approves, seconds before expiry. */
export const polling: Fault = {
  name: 'polling',
  summary: 'answers the polls of a device with an error, for a number of times or until just before the code expires',
  arm(options) {
    const code = readText(options, 'code') ?? 'authorization_pending'
    const [times = Infinity, left] = [readNumber(options, 'times'), readNumber(options, 'left')]
    if (times !== Infinity && !(Number.isInteger(times) && times >= 1))
      throw new OptionError('times', `"${times}" is not a number of polls`, 'write pending-n:3')
    const polls = new Map<string, number>()
    return {
      explain: () => `is answered with ${code}${spanOf(times, left)}`,
      wrap: (turn) => async (request, act) => {
        const device_code = request.form.peek('device_code')
        if (device_code === undefined) return act()
        if (left === undefined) return counted(polls, device_code) <= times ? refused(code, turn) : act()
        const remaining = await turn.hand.left(device_code)
        if (remaining === undefined) return act()
        if (remaining > left) return refused(code, turn)
        await turn.hand.approve(device_code)
        return act()
      },
    }
  },
}

function spanOf(times: number, left: number | undefined): string {
  if (left !== undefined) return ` until ${left} s before the device code expires, and then approved`
  if (times === Infinity) return ' whenever it polls'
  return times === 1 ? ' at the first poll of each device code' : ` at the first ${times} polls of each device code`
}

function counted(polls: Map<string, number>, device_code: string): number {
  const count = (polls.get(device_code) ?? 0) + 1
  polls.set(device_code, count)
  if (polls.size > MOST) polls.delete(String(polls.keys().next().value))
  return count
}

const refused = (error: string, { cause }: Turn): Reply =>
  json(400, { error, error_description: describable(`requested by fault ${cause}`) })
