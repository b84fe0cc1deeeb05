// RFC 7591 §3.1: a body that is a JSON object, and what it usually is instead.

import { ensure, quoted } from './error.js'
import type { ErrorCode } from './error.js'
import type { Members, Request } from './messages.js'

/** The members of a JSON body; throws `code` for any other body. */
export function membersOf(request: Request, code: ErrorCode): Members {
  const { media_type, body } = request
  const spec = 'RFC 7591 §3.1'
  ensure(media_type === 'application/json', code, () => ({
    reason: media_type === '' ? 'body-content-type-missing' : 'body-content-type',
    hint: `the body ${media_type === '' ? 'has no Content-Type' : `is ${quoted(media_type, 60)}`}; this endpoint takes application/json`,
    expected: 'application/json',
    received: media_type || 'no Content-Type',
    fix: 'send a JSON object with the header Content-Type: application/json',
    spec,
  }))
  const members = parsedObject(new TextDecoder().decode(body))
  ensure(members, code, () => ({
    reason: 'body-not-json-object',
    hint: body.length === 0 ? 'the body is empty; this endpoint takes a JSON object' : 'the body is not a JSON object',
    expected: 'a JSON object',
    received: body.length === 0 ? 'nothing' : kindOf(new TextDecoder().decode(body)),
    fix: 'encode the body with JSON.stringify, once',
    spec,
  }))
  return members
}

function kindOf(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? 'a JSON array' : value === null ? 'null' : `a JSON ${typeof value}`
  } catch {
    return `${text.length} characters that are no JSON`
  }
}

/** A JSON object in a text; `undefined` for any other text. */
export function parsedObject(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined
  } catch {
    return undefined
  }
}
