// Readers of what stands behind a flag or in its environment twin: text in, value out, or a sentence
// that quotes the text and says what to write instead.

import { parseDuration } from '../protocol/duration.js'
import { nearest } from '../protocol/spelling.js'
import { Unreadable } from './mistake.js'

export function text(written: string): string {
  if (written.trim() === '') throw new Unreadable('the value is empty')
  return written
}

export function port(written: string): number {
  const number = /^\d{1,5}$/.test(written) ? Number(written) : NaN
  if (number <= 65_535) return number
  throw new Unreadable(
    `"${written}" is not a port`,
    'write a number from 0 to 65535; 0 picks a free one and prints the URL',
  )
}

export function seed(written: string): number {
  const number = /^\d+$/.test(written) ? Number(written) : NaN
  if (Number.isSafeInteger(number)) return number
  throw new Unreadable(
    `"${written}" is not a seed`,
    'write a whole number such as 42; the same seed repeats codes, tokens and ids',
  )
}

/** Milliseconds. */
export function duration(written: string): number {
  return parseDuration(written)
}

export function choice<const T extends string>(...words: readonly T[]): (written: string) => T {
  return (written) => {
    const found = words.find((word) => word === written)
    if (found !== undefined) return found
    throw new Unreadable(`"${written}" is none of ${words.join(', ')}`, ...meant(written, words))
  }
}

export function url(written: string): string {
  const parsed = URL.canParse(written) ? new URL(written) : undefined
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new Unreadable(
      `"${written}" is not an absolute URL`,
      `write it with its scheme, such as http://${bare(written)}`,
    )
  }
  if (parsed.search !== '' || parsed.hash !== '') {
    throw new Unreadable(`"${written}" has a query or a fragment`, 'an issuer has neither (RFC 8414 §2)')
  }
  return written
}

export function issuer(written: string): string {
  if (written === 'request') return written
  const near = /[/:.]/.test(written) ? undefined : nearest(written, ['request'])
  if (near !== undefined)
    throw new Unreadable(`"${written}" is neither a URL nor "request"`, ...meant(written, ['request']))
  return url(written)
}

const LOGINS = ['auto', 'picker', 'form', 'deny']

export function login(written: string): string {
  if (LOGINS.includes(written) || /^auto:./.test(written)) return written
  const advice = 'auto logs in the first user, auto:alice a certain one; picker and form show a page, deny refuses'
  throw new Unreadable(`"${written}" is not a way to log in`, ...meant(written, LOGINS), advice)
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

export function clock(written: string): string {
  const [, sign, span] = /^([+-])(.+)$/.exec(written) ?? []
  if (sign !== undefined && span !== undefined) return (parseDuration(span), written)
  const at = written.replace(/^frozen:/, '')
  if (written === 'system' || written === 'frozen' || /^x\d+(?:\.\d+)?$/.test(written)) return written
  if (ISO.test(at) && !Number.isNaN(Date.parse(at))) return written
  throw new Unreadable(
    `"${written}" is not a setting of the clock`,
    ...meant(written, ['system', 'frozen']),
    'write system, frozen, frozen:2030-01-01T00:00:00Z, 2030-01-01T00:00:00Z, +30d or x60',
  )
}

export type Lifetime = 'code' | 'access_token' | 'refresh_token' | 'id_token' | 'device_code' | 'session'

const KINDS: Readonly<Record<string, Lifetime>> = {
  code: 'code',
  access: 'access_token',
  access_token: 'access_token',
  refresh: 'refresh_token',
  refresh_token: 'refresh_token',
  id: 'id_token',
  id_token: 'id_token',
  device: 'device_code',
  device_code: 'device_code',
  session: 'session',
}

/** `access=5m`, `refresh=never`. */
export function ttl(written: string): readonly [Lifetime, string] {
  const [, word = written, span] = /^([^=]*)=(.*)$/.exec(written) ?? []
  const kind = Object.hasOwn(KINDS, word) ? KINDS[word] : undefined
  if (kind === undefined) {
    const kinds = 'the kinds are code, access, refresh, id, device and session'
    throw new Unreadable(`"${word}" is no kind of lifetime`, ...meant(word, Object.keys(KINDS)), kinds)
  }
  if (span === undefined) throw new Unreadable(`"${written}" has no duration`, `write ${word}=5m`)
  if (!(kind === 'refresh_token' && span === 'never')) parseDuration(span)
  return [kind, span]
}

/** `NAME=TEMPLATE` of exec's --env. */
export function assignment(written: string): readonly [string, string] {
  const [, name, template] = /^([^=]+)=(.*)$/s.exec(written) ?? []
  if (name === undefined || template === undefined || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new Unreadable(`"${written}" is not NAME=TEMPLATE`, 'write for example AUTH_ISSUER={issuer}')
  }
  return [name, template]
}

/** `NAME=VALUE` of token's --claim; what is JSON is read as JSON. */
export function claim(written: string): readonly [string, unknown] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(written) ?? []
  if (name === undefined || value === undefined) {
    throw new Unreadable(`"${written}" is not NAME=VALUE`, 'write for example roles=["admin"]')
  }
  try {
    return [name, JSON.parse(value) as unknown]
  } catch {
    return [name, value]
  }
}

export function truth(written: string): boolean {
  if (/^(?:1|true|yes|on)$/i.test(written)) return true
  if (/^(?:0|false|no|off)$/i.test(written)) return false
  throw new Unreadable(`"${written}" is neither true nor false`, 'write 1 or 0')
}

export function meant(written: string, words: Iterable<string>): readonly string[] {
  const near = nearest(written, words)
  return near === undefined ? [] : [`did you mean ${near}?`]
}

function bare(written: string): string {
  return /^[\w.-]+(?::\d+)?(?:\/[\w./-]*)?$/.test(written) ? written : 'localhost:2884'
}

/** Where certificate and key are; `true` when they are to be made, `false` for plain http. */
export function tls(written: string): boolean | { readonly cert: string; readonly key: string } {
  if (/^(true|1|yes|on|false|0|no|off)$/i.test(written)) return truth(written)
  const [cert = '', key = '', more] = written.split(',')
  if (cert !== '' && key !== '' && more === undefined) return { cert, key }
  throw new Unreadable(
    `"${written}" does not name a certificate and a key`,
    'write --tls=cert.pem,key.pem, or --tls alone',
  )
}
