// The JSON object that a control request carries.

import type { ControlRequest } from '../server.js'
import { ControlProblem } from './problem.js'

export type Body = Readonly<Record<string, unknown>>

/** `{}` for an empty body; JSON is wanted otherwise, which a form of a web page cannot send. */
export function bodyOf(request: ControlRequest): Body {
  if (request.body.length === 0) return {}
  if (request.media_type !== 'application/json')
    throw new ControlProblem(415, 'the control API takes JSON', 'send the header Content-Type: application/json')
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder().decode(request.body))
  } catch (error) {
    throw new ControlProblem(400, `the body is not JSON: ${(error as Error).message}`)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new ControlProblem(400, 'the body is JSON, but not an object')
  return parsed as Body
}

/** The value of a member that is a string, or a number where `number` says so. */
export function member(body: Body, name: string, example: string): string | number {
  const value = body[name]
  if (typeof value === 'string' || typeof value === 'number') return value
  throw new ControlProblem(400, `${name} is missing`, `send {"${name}": ${example}}`)
}
