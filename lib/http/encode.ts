// A Reply to status, headers and bytes. Pure: sockets are deliver's.

import { redirectionUrl } from '../protocol/redirection.js'
import type { Content, Cookie, Members, Reply } from '../protocol/messages.js'
import { headersOf, renderPage } from './pages/index.js'
import { FORM_POST_HEADERS, renderFormPost } from './pages/form_post.js'

export interface Encoded {
  readonly status: number
  readonly headers: Record<string, string | string[]>
  readonly body: string | Uint8Array
}

interface Body {
  readonly body: string | Uint8Array
  readonly media_type?: string
  readonly headers?: Readonly<Record<string, string>>
}

const HTML = 'text/html; charset=utf-8'
const NOTHING: Body = { body: '' }

export function encode(reply: Reply): Encoded {
  const { body, media_type, headers: own } = bodyOf(reply)
  const headers: Encoded['headers'] = {}
  if (media_type !== undefined) headers['content-type'] = safeValue(media_type)
  if (own) Object.assign(headers, own)
  for (const name in reply.headers) {
    const value = reply.headers[name]
    if (value !== undefined && isFieldName(name)) headers[name] = safeValue(value)
  }
  for (const [name, value] of reply.delivery?.beside ?? [])
    if (isFieldName(name)) headers[name] = [headers[name] ?? [], safeValue(value)].flat()
  if (reply.cookies && reply.cookies.length > 0) headers['set-cookie'] = reply.cookies.map(setCookie)
  return { status: sendable(reply.status), headers, body }
}

function bodyOf({ status, content }: Reply): Body {
  switch (content.kind) {
    case 'members':
      return { body: jsonText(content), media_type: content.media_type ?? 'application/json' }
    case 'draft':
      if (typeof content.draft !== 'string') throw new TypeError('a draft was sent without being signed')
      return { body: content.draft, media_type: content.media_type }
    case 'text':
      return { body: content.text, media_type: withCharset(content.media_type) }
    case 'bytes':
      return { body: content.bytes, media_type: content.media_type }
    case 'redirection':
      return redirectionBody(status, content)
    case 'page':
      return { body: renderPage(content.page), media_type: HTML, headers: headersOf(content.page) }
    case 'stream':
      return { body: '', media_type: content.media_type }
    case 'empty':
      return NOTHING
  }
}

function redirectionBody(status: number, { redirection }: Extract<Content, { kind: 'redirection' }>): Body {
  if (redirection.response_mode === 'form_post') {
    return { body: renderFormPost(redirection), media_type: HTML, headers: FORM_POST_HEADERS }
  }
  const location = safeUrl(redirectionUrl(redirection))
  return { body: '', headers: status >= 200 ? { location } : {} }
}

/** Absent members are left out; no client expects `null` where an RFC says OPTIONAL. */
function jsonText({ members, nulls }: Extract<Content, { kind: 'members' }>): string {
  if (nulls) return JSON.stringify(members)
  for (const name in members) if (members[name] === null) return JSON.stringify(withoutNulls(members))
  return JSON.stringify(members)
}

function withoutNulls(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))
}

function withCharset(media_type: string): string {
  return /^text\//i.test(media_type) && !/charset=/i.test(media_type) ? `${media_type}; charset=utf-8` : media_type
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Told by the bytes themselves; a contradiction would be a way to smuggle a second reply. */
const FRAMING = new Set(['content-length', 'transfer-encoding'])

const FIELD_NAMES = new Map<string, boolean>()

/** The few names that replies use are judged once. */
export function isFieldName(name: string): boolean {
  let known = FIELD_NAMES.get(name)
  if (known === undefined) {
    known = TOKEN.test(name) && !FRAMING.has(name)
    if (FIELD_NAMES.size < 1000) FIELD_NAMES.set(name, known)
  }
  return known
}

/** What HTTP allows in a field value (RFC 9110 §5.5); the rest becomes visible, never a line of its own. */
export function safeValue(value: string): string {
  const text = typeof value === 'string' ? value : String(value)
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? text : percentEncoded(text, /[^\t\x20-\x7e\x80-\xff]+/gu)
}

/** A Location holds ASCII without spaces (RFC 3986 §2). */
function safeUrl(url: string): string {
  return /^[\x21-\x7e]*$/.test(url) ? url : percentEncoded(url, /[^\x21-\x7e]+/gu)
}

function percentEncoded(text: string, what: RegExp): string {
  return text.replace(what, (run) =>
    Buffer.from(run).reduce((all, byte) => `${all}%${byte.toString(16).toUpperCase().padStart(2, '0')}`, ''),
  )
}

/** RFC 6265 §4.1.1. Lax, because the client's redirect to us is a navigation from another site. */
function setCookie({ name, value, path, max_age }: Cookie): string {
  const age = max_age === undefined ? '' : `; Max-Age=${Math.floor(max_age)}`
  const safePath = path.replace(/[^\x21-\x7e]|;/g, '') || '/'
  return `${name.replace(/[^\w.-]/g, '_')}=${encodeURIComponent(value)}; Path=${safePath}${age}; HttpOnly; SameSite=Lax`
}

/** An interim or impossible status would leave the client waiting. */
function sendable(status: number): number {
  return Number.isInteger(status) && status >= 200 && status <= 999 ? status : 500
}
