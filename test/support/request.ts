// A request as `http/receive` would make it, with only what a test cares about spelled out.

import type { EndpointName, Request } from '../../lib/protocol/messages.js'
import { Parameters } from '../../lib/protocol/parameters.js'
import { Trace } from '../../lib/protocol/trace.js'

type Sent = Readonly<Record<string, string | readonly string[] | undefined>>

export interface Given {
  readonly method?: string
  readonly url?: string
  readonly rest?: string
  readonly base?: string
  /** Names in lower case; `authorization` also fills `authorizations`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly cookies?: Readonly<Record<string, string>>
  readonly query?: Sent | Parameters
  /** Given without a body, the body is left empty: only `Parameters` see it. */
  readonly form?: Sent | Parameters
  readonly media_type?: string
  readonly body?: string | Uint8Array
}

/** POST with a form at token, introspection and revocation or when a form is given, GET elsewhere. */
export function request(endpoint: EndpointName, given: Given = {}): Request {
  const posts = given.form !== undefined || ['token', 'introspection', 'revocation'].includes(endpoint)
  const headers = given.headers ?? {}
  const body = given.body ?? new Uint8Array()
  return {
    endpoint,
    method: given.method ?? (posts ? 'POST' : 'GET'),
    url: given.url ?? `/${endpoint}`,
    rest: given.rest ?? '',
    base: given.base ?? 'http://localhost:2884',
    headers,
    authorizations: headers['authorization'] === undefined ? [] : [headers['authorization']],
    cookies: given.cookies ?? {},
    query: parameters(given.query),
    form: parameters(given.form),
    media_type: given.media_type ?? (posts ? 'application/x-www-form-urlencoded' : ''),
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    trace: new Trace(),
  }
}

/** The value of an `Authorization` header with the Basic scheme, form-encoded as RFC 6749 §2.3.1 asks. */
export function basic(client_id: string, client_secret: string): string {
  const encode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1)
  return `Basic ${Buffer.from(`${encode(client_id)}:${encode(client_secret)}`).toString('base64')}`
}

function parameters(given: Sent | Parameters | undefined): Parameters {
  return given instanceof Parameters ? given : Parameters.of(given ?? {})
}
