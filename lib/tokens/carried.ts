// RFC 6750 §2, RFC 9449 §7.1: where a request carries its access token: in the header or in a form body, never in
// the URI, never twice.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'

export interface Carried {
  readonly token: string
  readonly scheme: Scheme
}

export type Scheme = 'Bearer' | 'DPoP'

/** The scheme that a request uses; Bearer for one without any of the two. */
export function schemeOf({ authorizations }: Request): Scheme {
  return authorizations.some((value) => /^dpop\b/i.test(value)) ? 'DPoP' : 'Bearer'
}

/** Throws `invalid_token` or `invalid_request` when there is none that can be read. */
export function carried(request: Request): Carried {
  const headers = request.authorizations.filter((value) => /^(bearer|dpop)\b/i.test(value))
  const inBody = request.method === 'GET' || request.method === 'HEAD' ? undefined : request.form.get('access_token')
  const inQuery = request.query.peek('access_token')
  const places = [...headers, inBody, inQuery].filter((one) => one !== undefined)
  ensure(places.length <= 1, 'invalid_request', () => ({
    reason: 'token-in-two-places',
    hint: 'the access token is sent in more than one place',
    expected: 'one place',
    received: placesOf(headers.length, inBody !== undefined, inQuery !== undefined),
    fix: 'send it in the Authorization header alone',
    spec: 'RFC 6750 §2',
  }))
  ensure(inQuery === undefined, 'invalid_request', () => ({
    reason: 'token-in-query',
    hint: 'the access token is in the URL, where logs keep it; send Authorization: Bearer',
    expected: 'Authorization: Bearer <access_token>',
    received: 'access_token in the URL',
    fix: 'send Authorization: Bearer <access_token>',
    spec: 'RFC 6750 §2.3',
  }))
  const header = headers[0]
  if (header === undefined && inBody === undefined) throw new OAuthError('invalid_token', absent(request))
  const token = inBody ?? (header ?? '').replace(/^(bearer|dpop)\s*/i, '').trim()
  ensure(/^[A-Za-z0-9\-._~+/]+=*$/.test(token), 'invalid_token', () => malformed(token))
  return { token, scheme: inBody === undefined ? schemeOf(request) : 'Bearer' }
}

function placesOf(headers: number, body: boolean, query: boolean): string {
  const header = headers > 1 ? `${headers} Authorization headers` : 'Authorization header'
  return [...(headers > 0 ? [header] : []), ...(body ? ['form body'] : []), ...(query ? ['URL'] : [])].join(' and ')
}

function absent(request: Request): Diagnosis {
  const other = request.authorizations[0]
  if (other === undefined)
    return {
      reason: 'token-missing',
      hint: 'the request carries no access token',
      expected: 'Authorization: Bearer <access_token>',
      received: 'no Authorization header',
      fix: 'send Authorization: Bearer <access_token>',
      spec: 'RFC 6750 §3',
    }
  return {
    reason: 'token-scheme',
    hint: `the Authorization header has the scheme ${quoted(other.split(' ')[0] ?? '', 20)}, neither Bearer nor DPoP`,
    expected: 'Bearer or DPoP',
    received: other.split(' ')[0] ?? '',
    fix: 'send Authorization: Bearer <access_token>',
    spec: 'RFC 6750 §2.1',
  }
}

function malformed(token: string): Diagnosis {
  const doubled = /^(bearer|dpop)\s/i.test(token)
  const quotes = /^["'].*["']$/s.test(token)
  return {
    reason: doubled ? 'token-scheme-twice' : 'token-quoted-or-newline',
    expected: 'Authorization: Bearer <access_token>',
    received: doubled ? 'Bearer Bearer' : `${token.length} characters${quotes ? ' with quotes' : ''}`,
    fix: doubled
      ? 'send the word Bearer once; the library adds it already'
      : 'send the access_token as it was received',
    hint: doubled
      ? 'the word Bearer or DPoP is sent twice'
      : quotes
        ? 'the access token is sent with quotes around it, as JSON.stringify leaves them'
        : token === ''
          ? 'the scheme is not followed by a token'
          : 'the access token has characters that no token has',
    spec: 'RFC 6750 §2.1',
  }
}
