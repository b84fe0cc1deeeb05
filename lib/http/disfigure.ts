// What a fault does to the bytes of a reply before they leave: to the body, and to headers, last of all. Pure.

import { gzipSync } from 'node:zlib'
import type { Delivery } from '../protocol/messages.js'
import { isFieldName, safeValue } from './encode.js'
import type { Encoded } from './encode.js'

export function disfigured(encoded: Encoded, delivery: Delivery): Encoded {
  const body = cut(
    compressed(padded(recoded(reworded(encoded.body, delivery), delivery), delivery), delivery),
    delivery,
  )
  const headers = { ...encoded.headers }
  if (delivery.gzip !== undefined) headers['content-encoding'] = 'gzip'
  if (delivery.truncate !== undefined) headers['connection'] = 'close'
  if (delivery.trailers !== undefined) headers['trailer'] = Object.keys(delivery.trailers).join(', ')
  return { status: encoded.status, headers: overruled(headers, delivery.headers ?? {}), body }
}

type Body = Encoded['body']

function reworded(body: Body, { raw, around }: Delivery): Body {
  const whole = raw ?? body
  if (around === undefined) return whole
  const text = typeof whole === 'string' ? whole : Buffer.from(whole).toString()
  return around.replace(/\{(body|rest|first|form)\}/g, (_all, word: string) => WORDS[word]?.(text) ?? '')
}

const WORDS: Readonly<Record<string, (body: string) => string>> = {
  body: (body) => body,
  rest: (body) => body.slice(1),
  first: (body) => /^\{"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? 'error',
  form: formEncoded,
}

/** As GitHub answers token requests: the members of the top level, what is no text written as JSON. What is no JSON stays. */
function formEncoded(body: string): string {
  try {
    const pairs = Object.entries(JSON.parse(body) as Record<string, unknown>)
    const texts = pairs.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
    return new URLSearchParams(texts as [string, string][]).toString()
  } catch {
    return body
  }
}

function recoded(body: Body, { charset }: Delivery): Body {
  return charset === undefined
    ? body
    : Buffer.from(typeof body === 'string' ? body : Buffer.from(body).toString(), 'utf16le')
}

function padded(body: Body, { padding }: Delivery): Body {
  if (padding === undefined) return body
  const text = typeof body === 'string' ? body : Buffer.from(body).toString()
  const fill = 'x'.repeat(padding)
  const [, separator] = /^\{(.?)/.exec(text) ?? []
  if (separator === undefined) return text + ' '.repeat(padding)
  return `{"padding":"${fill}"${separator === '}' ? '' : ','}${text.slice(1)}`
}

function compressed(body: Body, { gzip }: Delivery): Body {
  if (gzip === undefined || gzip === 'claimed') return body
  const bytes = gzipSync(typeof body === 'string' ? Buffer.from(body) : body)
  return gzip === 'whole' ? bytes : bytes.subarray(0, Math.max(12, Math.floor(bytes.length / 2)))
}

/** A cut body keeps a matching length, so that it is the JSON that is broken and not the HTTP. */
function cut(body: Body, { truncate }: Delivery): Body {
  if (truncate === undefined) return body
  const bytes = Buffer.from(body)
  const share = Math.floor(bytes.length * Math.min(1, Math.max(0, truncate)))
  return bytes.subarray(0, Math.min(share, Math.max(0, bytes.length - 1)))
}

function overruled(headers: Encoded['headers'], changes: NonNullable<Delivery['headers']>): Encoded['headers'] {
  for (const [name, value] of Object.entries(changes)) {
    if (!isFieldName(name)) continue
    const given = value === null ? [] : [value].flat().map(safeValue)
    const kept = name === 'set-cookie' && value !== null ? [headers[name] ?? []].flat() : []
    const all = [...kept, ...given]
    delete headers[name]
    if (all.length > 0) headers[name] = all.length === 1 ? (all[0] ?? '') : all
  }
  return headers
}
