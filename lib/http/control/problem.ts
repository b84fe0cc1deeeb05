// RFC 9457: how the control API says no.

import type { Reply } from '../../protocol/messages.js'

export class ControlProblem extends Error {
  readonly status: number
  /** What to do instead. */
  readonly hint: string | undefined

  constructor(status: number, detail: string, hint?: string) {
    super(detail)
    this.name = 'ControlProblem'
    this.status = status
    this.hint = hint
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'The control token is missing',
  403: 'Refused',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Too late',
  415: 'Unsupported media type',
}

export function problem({ status, message, hint }: ControlProblem): Reply {
  const members = { title: TITLES[status] ?? 'Failed', status, detail: message, ...(hint !== undefined && { hint }) }
  const headers = {
    'cache-control': 'no-store',
    ...(status === 401 && { 'www-authenticate': 'Bearer realm="control"' }),
  }
  return { status, headers, content: { kind: 'members', members, media_type: 'application/problem+json' } }
}
