// draft-ietf-oauth-client-id-metadata-document §3, §4: a client_id that is the URL of the client's metadata, and
// how long what stood there may be taken for true.

import { isLoopback } from './redirection.js'

/** Whether a client_id is meant to be looked up. */
export function isUrl(client_id: string): boolean {
  return /^https?:\/\//i.test(client_id)
}

/** What is wrong with a URL as a client_id (§3); `undefined` when fine. Judged as written: a parser would tidy it up. */
export function flawOf(client_id: string, { loopback }: { readonly loopback: boolean }): string | undefined {
  if (!URL.canParse(client_id)) return 'it is not a URL'
  const [, scheme = '', authority = '', path = ''] = /^(https?):\/\/([^/?#]*)([^?#]*)/.exec(client_id) ?? []
  if (scheme === '') return 'its scheme is not https in lower case'
  if (scheme === 'http' && !loopback) return 'its scheme is http'
  if (scheme === 'http' && !isLoopback(client_id))
    return 'its scheme is http, which is taken on localhost, 127.0.0.1 and [::1] alone'
  if (authority.includes('@')) return 'it holds a user name or password'
  if (client_id.includes('#')) return 'it has a fragment'
  if (path === '' || path === '/') return 'it has no path'
  if (path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) return 'its path has a dot segment'
  if (path.includes('\\') || /\s/.test(client_id)) return 'it has characters that no URL has'
  return undefined
}

/** Seconds for which an answer may be used without asking again (RFC 9111 §4.2); without any word of it, 0. */
export function freshness(headers: Readonly<Record<string, string>>): number {
  const control = (headers['cache-control'] ?? '').toLowerCase()
  if (/\bno-(store|cache)\b/.test(control)) return 0
  const max_age = /\bmax-age\s*=\s*"?(\d+)/.exec(control)?.[1]
  const lifetime = max_age === undefined ? untilExpires(headers) : Number(max_age)
  return Math.min(LONGEST, Math.max(0, lifetime - Number(headers['age'] ?? 0) || 0))
}

/** A day: nobody should have to wait longer until a change is seen. */
const LONGEST = 86_400

function untilExpires({ expires, date }: Readonly<Record<string, string>>): number {
  const seconds = (Date.parse(expires ?? '') - Date.parse(date ?? '')) / 1000
  return Number.isFinite(seconds) ? seconds : 0
}
