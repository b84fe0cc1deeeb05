// What was expected of the traffic and did not happen, told as an assertion of the test.

import { ControlError, isObject } from './refusal.js'

/** `1`, `'1..'`, `'..2'`, `'1..3'`. */
export type Count = number | string

/** Thrown by `verify`, `expectFlow` and `journal.wait`. Test runners show it as a failed assertion. */
export class VerificationError extends Error {
  readonly code = 'ERR_ASSERTION'
  /** The exchanges that came nearest, and why each did not count. */
  readonly nearest: readonly { readonly id: string; readonly why: string }[]

  constructor(message: string, nearest: VerificationError['nearest']) {
    super(message)
    this.name = 'AssertionError'
    this.nearest = nearest
  }
}

/** Turns the control API's 409 into a failed assertion; throws everything else as it came. */
export function unmet(error: unknown): never {
  if (!(error instanceof ControlError && error.status === 409)) throw error
  const { title, detail, nearest } = error.problem
  const near = (Array.isArray(nearest) ? nearest : []).filter(isObject).map(({ id, why }) => ({
    id: String(id),
    why: String(why),
  }))
  const first = near.length > 0 ? (title ?? detail) : (detail ?? title)
  const lines = near.map(({ id, why }) => `\n  ${id}  ${why}`)
  throw new VerificationError(String(first) + lines.join(''), near)
}
