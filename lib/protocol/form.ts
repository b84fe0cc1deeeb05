// RFC 6749 §3.2, Appendix B: what the body of a token request must be, and what it usually is instead.

import { OAuthError, quoted } from './error.js'
import type { Diagnosis } from './error.js'
import type { Request } from './messages.js'
import type { Parameters } from './parameters.js'

export const FORM = 'application/x-www-form-urlencoded'

/** The parameters of a form body, sound; throws `invalid_request` for any other body. */
export function formOf(request: Request): Parameters {
  const diagnosis = flaw(request)
  if (diagnosis) throw new OAuthError('invalid_request', diagnosis)
  request.form.sound()
  return request.form
}

function flaw(request: Request): Diagnosis | undefined {
  const { media_type, form } = request
  const spec = 'RFC 6749 Appendix B'
  if (media_type === FORM && form.size > 0) return foreignCharset(request) ?? mislabelled(form)
  if (request.body.length === 0) return form.size > 0 ? undefined : empty(request)
  if (media_type === FORM) return undefined
  if (media_type === 'application/json')
    return {
      reason: 'body-json',
      hint: 'the body is JSON; this endpoint takes application/x-www-form-urlencoded',
      fix: `send: ${asForm(request)}`,
      spec,
    }
  if (media_type === 'multipart/form-data')
    return {
      reason: 'body-multipart',
      hint: 'the body is multipart/form-data; this endpoint takes application/x-www-form-urlencoded',
      fix: 'in JavaScript, pass URLSearchParams instead of FormData',
      spec,
    }
  return {
    reason: media_type === '' ? 'body-content-type-missing' : 'body-content-type',
    hint:
      media_type === ''
        ? 'the body has no Content-Type; this endpoint takes application/x-www-form-urlencoded'
        : `the body is ${quoted(media_type, 60)}; this endpoint takes application/x-www-form-urlencoded`,
    fix: `send the header Content-Type: ${FORM}`,
    spec,
    relax: 'missing_content_type: form',
  }
}

function foreignCharset(request: Request): Diagnosis | undefined {
  const charset = /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
  if (charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset)) return undefined
  return {
    reason: 'body-charset',
    hint: `the body announces charset ${quoted(charset, 30)}; parameters are encoded in UTF-8`,
    spec: 'RFC 6749 Appendix B',
  }
}

/** A form by its label, but by its text JSON, `[object Object]`, or one parameter a line. */
function mislabelled(form: Parameters): Diagnosis | undefined {
  const [first] = form.pairs
  if (form.size !== 1 || !first) return undefined
  if (/[\r\n][^=\r\n]+=/.test(first.value)) return newlines(first.value)
  if (!/^\s*[[{]/.test(first.name)) return undefined
  const object = first.name.trim() === '[object Object]'
  return {
    reason: object ? 'body-object-object' : 'body-is-json-labelled-form',
    hint: object
      ? 'the body is the text [object Object]: an object was sent without encoding it'
      : 'the body is JSON, although its Content-Type says form',
    fix: 'encode the body with URLSearchParams',
    spec: 'RFC 6749 Appendix B',
  }
}

function newlines(value: string): Diagnosis {
  return {
    reason: 'body-newline-separated',
    hint: 'the body has one parameter a line; the parameters of a form are joined with &',
    received: `${value.split(/[\r\n]+/).length} lines`,
    fix: 'encode the body with URLSearchParams',
    spec: 'RFC 6749 Appendix B',
    relax: 'newline_body: accept',
  }
}

function empty(request: Request): Diagnosis | undefined {
  if (request.query.size === 0) return undefined
  return {
    reason: 'body-empty-with-query',
    hint: 'the parameters are in the URL and the body is empty; this endpoint reads the body alone',
    fix: `send them in the body: ${request.query.pairs.map(({ name }) => `${name}=…`).join('&')}`,
    spec: 'RFC 6749 §3.2',
    relax: 'token_parameters: both',
  }
}

/** The form that a JSON body would be, names only: values may be secrets. */
function asForm(request: Request): string {
  try {
    const members: unknown = JSON.parse(new TextDecoder().decode(request.body))
    if (typeof members === 'object' && members !== null)
      return Object.keys(members)
        .slice(0, 12)
        .map((name) => `${encodeURIComponent(name)}=…`)
        .join('&')
  } catch {
    // Not JSON either; the hint says enough.
  }
  return 'grant_type=…&…'
}
