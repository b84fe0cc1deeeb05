// HAR 1.2 (the HTTP Archive format): entries as the network panel of a browser opens them. Secrets stand in full, as in
// the control API, whose export this is.

import { redirectionUrl } from '../protocol/redirection.js'
import type { Members, Reply, Request } from '../protocol/messages.js'
import type { Entry } from '../journal/journal.js'

interface Creator {
  readonly name: string
  readonly version: string
}

export function harOf(entries: readonly Entry[], creator: Creator, base: string): Members {
  return { log: { version: '1.2', creator, entries: entries.map((entry) => harEntry(entry, base)) } }
}

function harEntry(entry: Entry, base: string): Members {
  const { at, duration, received, answered, id, flow, parent, tag, realm, endpoint } = entry
  const { faults, verdict, reason, hint } = entry
  return {
    startedDateTime: new Date(at).toISOString(),
    time: duration,
    request: requestOf(entry, received, base),
    response: responseOf(entry, answered),
    cache: {},
    timings: { send: 0, wait: duration, receive: 0 },
    _mockOAuth2: { id, flow, parent, tag, realm, endpoint, faults, verdict, reason, hint },
  }
}

function requestOf({ method, url }: Entry, received: Request | undefined, base: string): Members {
  const absolute = URL.canParse(url) ? url : `${received ? origin(received.base) : origin(base)}${url}`
  const bytes = received?.body ?? new Uint8Array(0)
  const query = received
    ? received.query.pairs
    : [...new URL(absolute).searchParams].map(([name, value]) => ({ name, value }))
  return {
    method,
    url: absolute,
    httpVersion: 'HTTP/1.1',
    cookies: Object.entries(received?.cookies ?? {}).map(([name, value]) => ({ name, value })),
    headers: pairsOf(received?.headers ?? {}),
    queryString: query.map(({ name, value }) => ({ name, value })),
    ...(received && (bytes.length > 0 || received.form.size > 0) && { postData: postedOf(received) }),
    headersSize: -1,
    bodySize: bytes.length,
  }
}

function postedOf({ headers, form, body }: Request): Members {
  const mimeType = headers['content-type'] ?? ''
  // The format knows either parameters or text.
  if (form.pairs.length > 0) return { mimeType, params: form.pairs.map(({ name, value }) => ({ name, value })) }
  return { mimeType, text: Buffer.from(body).toString('utf8') }
}

function responseOf({ status }: Entry, answered: Reply | undefined): Members {
  const content = contentOf(answered)
  const location = answered?.content.kind === 'redirection' ? redirectionUrl(answered.content.redirection) : undefined
  const { headers = {} } = answered ?? {}
  const all = { ...(content.mimeType !== '' && { 'content-type': content.mimeType }), ...headers }
  return {
    status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: (answered?.cookies ?? []).map(({ name, value, path }) => ({ name, value, path })),
    headers: pairsOf({ ...all, ...(location !== undefined && { location }) }),
    content,
    redirectURL: location ?? headers['location'] ?? '',
    headersSize: -1,
    bodySize: -1,
  }
}

interface Content {
  readonly size: number
  readonly mimeType: string
  readonly text?: string
  readonly encoding?: string
}

function contentOf(answered: Reply | undefined): Content {
  const content = answered?.content
  switch (content?.kind) {
    case 'members':
      return textual(JSON.stringify(content.members), content.media_type ?? 'application/json')
    case 'draft':
      return textual(typeof content.draft === 'string' ? content.draft : '', content.media_type)
    case 'text':
      return textual(content.text, content.media_type)
    case 'bytes': {
      const text = Buffer.from(content.bytes).toString('base64')
      return { size: content.bytes.length, mimeType: content.media_type, text, encoding: 'base64' }
    }
    case 'page':
      return { size: 0, mimeType: 'text/html' }
    default:
      return { size: 0, mimeType: '' }
  }
}

function textual(text: string, mimeType: string): Content {
  return { size: Buffer.byteLength(text), mimeType, text }
}

function pairsOf(headers: Readonly<Record<string, string | undefined>>): readonly Members[] {
  return Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
}

const origin = (base: string): string => (URL.canParse(base) ? new URL(base).origin : base)
