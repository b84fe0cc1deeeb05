// RFC 7239, and the X-Forwarded-* headers that came before it: where the client reached the proxy in
// front of us. Read only when told to, because anybody can send these headers.

import type { IncomingHttpHeaders } from 'node:http'

/** The base as the client wrote it; what the headers leave out is taken from `direct`. Invalid values are ignored. */
export function forwardedBase(headers: IncomingHttpHeaders, direct: string): string {
  const standard = elementOf(first(headers.forwarded))
  const proto = scheme(standard.proto) ?? scheme(first(headers['x-forwarded-proto']))
  const host = authority(standard.host) ?? authority(first(headers['x-forwarded-host']))
  const at = direct.indexOf('://')
  const used = proto ?? direct.slice(0, at)
  const named = host ?? direct.slice(at + 3)
  const port = standard.host === undefined ? portOf(first(headers['x-forwarded-port'])) : undefined
  return `${used}://${withPort(named, port, used, host === undefined)}${prefixOf(first(headers['x-forwarded-prefix']))}`
}

/** The value that the proxy nearest to the client wrote. */
function first(header: string | readonly string[] | undefined): string | undefined {
  const text = typeof header === 'string' ? header : header?.[0]
  if (text === undefined) return undefined
  // A comma within quotes does not part two elements.
  return /^(?:"(?:[^"\\]|\\.)*"|[^,"])*/.exec(text)?.[0].trim()
}

/** RFC 7239 §4: `for=192.0.2.43;proto=https;host="auth.test:8443"`. */
function elementOf(element: string | undefined): { readonly proto?: string; readonly host?: string } {
  const pairs = [...(element ?? '').matchAll(/([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/gi)]
  const value = (name: string): string | undefined => {
    const pair = pairs.find((one) => one[1]?.toLowerCase() === name)
    return pair?.[2]?.replace(/\\(.)/g, '$1') ?? pair?.[3]
  }
  const [proto, host] = [value('proto'), value('host')]
  return { ...(proto === undefined ? {} : { proto }), ...(host === undefined ? {} : { host }) }
}

function scheme(text: string | undefined): string | undefined {
  return text !== undefined && /^https?$/i.test(text) ? text.toLowerCase() : undefined
}

const AUTHORITY = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._~-]+)(?::\d{1,5})?$/i

export function isAuthority(text: string | undefined): text is string {
  return text !== undefined && AUTHORITY.test(text)
}

function authority(text: string | undefined): string | undefined {
  return isAuthority(text) ? text : undefined
}

function portOf(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? text : undefined
}

/** X-Forwarded-Port completes a host without a port; it replaces the port of a host that the proxy did not name. */
function withPort(host: string, port: string | undefined, used: string, replace: boolean): string {
  const bare = host.replace(/:\d+$/, '')
  if (port === undefined || (bare !== host && !replace)) return host
  return port === (used === 'https' ? '443' : '80') ? bare : `${bare}:${port}`
}

function prefixOf(text: string | undefined): string {
  const prefix = (text ?? '').replace(/\/+$/, '')
  return /^(?:\/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+$/.test(prefix) ? prefix : ''
}
