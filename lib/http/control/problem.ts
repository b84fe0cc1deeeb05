// RFC 9457: how the control API says no.

import type { Members, Reply } from '../../protocol/messages.js'

interface Particulars {
  /** Stable, kebab-case, for programs: `wait-timeout`. */
  readonly code?: string
  /** JSON Pointer (RFC 6901) to what is wrong in the body. */
  readonly pointer?: string
  readonly title?: string
  /** Members of the answer beside the usual ones. */
  readonly members?: Members
  readonly headers?: Readonly<Record<string, string>>
}

export class ControlProblem extends Error {
  readonly status: number
  /** What to do instead. */
  readonly hint: string | undefined
  readonly particulars: Particulars

  constructor(status: number, detail: string, hint?: string, particulars: Particulars = {}) {
    super(detail)
    this.name = 'ControlProblem'
    this.status = status
    this.hint = hint
    this.particulars = particulars
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'The control token is missing',
  403: 'Refused',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  500: 'Internal error',
  503: 'Not now',
}

export function problem({ status, message, hint, particulars }: ControlProblem): Reply {
  const { code, pointer, title = TITLES[status] ?? 'Failed', members, headers } = particulars
  return {
    status,
    headers: {
      'cache-control': 'no-store',
      ...(status === 401 && { 'www-authenticate': 'Bearer realm="control"' }),
      ...headers,
    },
    content: {
      kind: 'members',
      media_type: 'application/problem+json',
      members: {
        type: code === undefined ? 'about:blank' : `urn:mock-oauth2:problem:${code}`,
        title,
        status,
        detail: message,
        ...(code !== undefined && { code }),
        ...(pointer !== undefined && { pointer }),
        ...(hint !== undefined && { hint }),
        ...members,
      },
    },
  }
}
