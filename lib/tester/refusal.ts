// What the control API did not want to do, as an error whose message says what to do instead.

import type { Answer, Question } from './transport.js'

/** Thrown when the control API refuses: a bad argument, a name that is not there, a wrong token. */
export class ControlError extends Error {
  /** The HTTP status; 0 when no server answered at all. */
  readonly status: number
  /** A word for programs, where there is one. */
  readonly code: string | undefined
  /** What to do instead. */
  readonly hint: string | undefined
  /** All that was told, as the control API told it. */
  readonly problem: Readonly<Record<string, unknown>>

  constructor(
    sentence: string,
    about: { status: number; hint?: string | undefined; problem?: ControlError['problem'] },
  ) {
    super(about.hint === undefined ? sentence : `${sentence}\n  ${about.hint}`)
    this.name = 'ControlError'
    this.status = about.status
    this.hint = about.hint
    this.problem = about.problem ?? {}
    this.code = text(this.problem['code'])
  }
}

/** What was answered, or the refusal thrown. */
export function contentOf({ status, content }: Answer, { method, path }: Question): unknown {
  if (status < 400) return content
  const problem = isObject(content) ? content : {}
  const sentence = text(problem['detail']) ?? text(problem['title']) ?? text(content)
  const missing = /^there is no \/v1/.test(sentence ?? '')
  throw new ControlError(sentence ?? `${method} ${path} was answered with ${status}`, {
    status,
    hint: text(problem['hint']) ?? (missing ? 'the server is older than this library; update it' : undefined),
    problem,
  })
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
