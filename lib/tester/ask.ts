// A question and its answer in one call, for the handles of this room.

import { contentOf } from './refusal.js'
import type { Question, Transport } from './transport.js'

/** @throws ControlError when the control API refuses. */
export type Ask = (
  method: Question['method'],
  path: string,
  more?: Omit<Question, 'method' | 'path'>,
) => Promise<unknown>

export function asking(transport: Transport): Ask {
  return (method, path, more = {}) => {
    const question = { method, path, ...more }
    return transport.ask(question).then((answer) => contentOf(answer, question))
  }
}
