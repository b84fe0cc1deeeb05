// Parameters that stand elsewhere than RFC 6749 §3.2 wants them: in the URI, in both places, or one a line
// in the body, as some documentation prints them.

import { OAuthError } from './error.js'
import { Parameters } from './parameters.js'
import type { Pair } from './parameters.js'

/**
 * A body with one parameter a line; `undefined` for any other. No valid form holds a raw line feed (RFC 6749
 * Appendix B), so one without `&` can only be meant that way.
 */
export function lines(body: string): Parameters | undefined {
  const text = body.trim()
  if (!/[\r\n]/.test(text) || text.includes('&')) return undefined
  const parts = text.split(/[\r\n]+/).map((line) => line.trim())
  return Parameters.parse(parts.filter((line) => line !== '').join('&'))
}

/** A body as parameters whatever its Content-Type says: one a line, or as a form. */
export function bodyParameters(body: Uint8Array): Parameters {
  const text = textOf(body)
  return lines(text) ?? Parameters.parse(text)
}

/** Bytes that are not UTF-8 become U+FFFD, which `Parameters` refuses. */
export function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body)
}

/** Query and body as one. The same value in both places counts once; two values are refused when somebody asks for `sound`. */
export function merged(query: Parameters, form: Parameters): Parameters {
  if (query.size === 0) return form
  if (form.size === 0) return query
  const problem = flaw(query) ?? flaw(form) ?? difference(query, form)
  const told = new Set(form.pairs.filter(({ value }) => value !== '').map(({ name }) => name))
  const added = query.pairs.filter(({ name, value }) => value !== '' && !(told.has(name) && form.peek(name) === value))
  return new Parameters([...form.pairs, ...added], problem)
}

function flaw(parameters: Parameters): OAuthError | undefined {
  try {
    parameters.sound()
    return undefined
  } catch (error) {
    if (error instanceof OAuthError) return error
    throw error
  }
}

function difference(query: Parameters, form: Parameters): OAuthError | undefined {
  const differs = ({ name, value }: Pair): boolean => value !== '' && (form.peek(name) ?? value) !== value
  const names = query.pairs.filter(differs).map(({ name }) => name)
  if (names.length === 0) return undefined
  return new OAuthError('invalid_request', {
    reason: 'param-differs-query-body',
    hint: `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} one value in the URL and another in the body`,
    fix: 'send each parameter in one place',
    spec: 'RFC 6749 §3.2',
  })
}
