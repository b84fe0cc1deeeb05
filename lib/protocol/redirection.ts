// RFC 6749 §3.1.2, RFC 9700 §2.1, RFC 8252 §7.3: is this redirect_uri registered, and how a response
// reaches it.

import type { Redirection } from './messages.js'
import type { Policy } from './policy.js'

export interface RedirectRules {
  readonly application_type?: 'web' | 'native' | undefined
  readonly policy: Pick<Policy, 'localhost_any_port' | 'redirect_uri_trailing_slash'>
}

/** Exact string comparison (RFC 3986 §6.2.1), save for the port of loopback addresses. */
export function matches(registered: string, sent: string, rules: RedirectRules): boolean {
  if (registered === sent) return true
  if (rules.policy.redirect_uri_trailing_slash === 'ignore' && bare(registered) === bare(sent)) return true
  return portless(registered, rules) !== undefined && portless(registered, rules) === portless(sent, rules)
}

const bare = (uri: string): string => uri.replace(/\/(?=$|\?)/, '')

const LOOPBACK = /^(http:\/\/)(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?(?=[/?]|$)/

/** The URI without its port, when its host is one whose port is chosen at run time. */
function portless(uri: string, { application_type, policy }: RedirectRules): string | undefined {
  const host = LOOPBACK.exec(uri)
  if (!host) return undefined
  const named = host[2] === 'localhost'
  if (named && policy.localhost_any_port === 'never') return undefined
  if (named && policy.localhost_any_port === 'native' && application_type !== 'native') return undefined
  return `${host[1]}${host[2]}${uri.slice(host[0].length)}`
}

export function isLoopback(uri: string): boolean {
  return LOOPBACK.test(uri)
}

/** At the token endpoint: the redirect_uri of the authorization request again (RFC 6749 §4.1.3). */
export function repeats(
  asked: string,
  sent: string,
  { redirect_uri_trailing_slash }: RedirectRules['policy'],
): boolean {
  return asked === sent || (redirect_uri_trailing_slash === 'ignore' && bare(asked) === bare(sent))
}

/** What is wrong with a URI that could never be registered (RFC 6749 §3.1.2); `undefined` when fine. */
export function unregistrable(uri: string): string | undefined {
  if (uri.includes('#')) return 'it has a fragment'
  if (!URL.canParse(uri)) return 'it is not an absolute URI'
  if (/^(javascript|data|vbscript|about|blob|file):/i.test(uri))
    return 'its scheme runs or reads something in the browser'
  return undefined
}

/** Names that lead no further than this machine or its containers (RFC 6761 §6.2-6.3). */
const NEAR = /^[^.]+$|\.(localhost|test)$/

/** RFC 9700 §2.6, RFC 8252 §7.1: why a URI should not be registered though it could be; `undefined` when fine. */
export function inadvisable(uri: string): string | undefined {
  const { protocol, hostname } = new URL(uri)
  if (protocol === 'http:' && !isLoopback(uri) && !NEAR.test(hostname))
    return 'http carries codes to another machine where all can read them; write https'
  if (/^https?:$/.test(protocol) || protocol.includes('.')) return undefined
  return 'a scheme without a dot may be that of another app; use a domain of yours reversed: com.example.app:/callback'
}

/** The URL of a query or fragment response; the registered query is retained (RFC 6749 §3.1.2). */
export function redirectionUrl({ redirect_uri, response_mode, parameters, more = [] }: Redirection): string {
  const members = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null) continue
    members.append(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  for (const [name, value] of more) members.append(name, value)
  const text = members.toString()
  if (text === '') return redirect_uri
  if (response_mode === 'fragment') return `${redirect_uri}#${text}`
  return `${redirect_uri}${redirect_uri.includes('?') ? (/[?&]$/.test(redirect_uri) ? '' : '&') : '?'}${text}`
}

/** How two URIs differ, in words a developer recognises; `undefined` when it is nothing usual. */
export function usualDifference(expected: string, received: string): { reason: string; words: string } | undefined {
  if (bare(expected) === bare(received)) {
    const more = received.length > expected.length
    return {
      reason: 'redirect-uri-trailing-slash',
      words: more ? "it ends with '/', the other does not" : "it lacks the trailing '/'",
    }
  }
  if (decoded(expected) === decoded(received))
    return { reason: 'redirect-uri-encoding', words: 'they differ only in percent-encoding' }
  if (!URL.canParse(expected) || !URL.canParse(received)) return undefined
  const [a, b] = [new URL(expected), new URL(received)]
  if (a.href === b.href) return written(expected, received)
  const path = a.pathname === b.pathname && a.search === b.search
  if (path && a.host === b.host && a.protocol !== b.protocol)
    return { reason: 'redirect-uri-scheme', words: `${b.protocol}// was sent, ${a.protocol}// expected` }
  if (path && a.hostname === b.hostname && a.port !== b.port)
    return {
      reason: 'redirect-uri-port',
      words: `port ${b.port || 'default'} was sent, ${a.port || 'default'} expected`,
    }
  if (path && isLoopback(expected) && isLoopback(received))
    return { reason: 'redirect-uri-localhost-vs-127', words: `${b.hostname} and ${a.hostname} are different strings` }
  if (path && a.hostname.replace(/^www\./, '') === b.hostname.replace(/^www\./, ''))
    return { reason: 'redirect-uri-www', words: 'they differ by www.' }
  if (a.origin === b.origin && a.pathname === b.pathname)
    return { reason: 'redirect-uri-query-or-fragment', words: 'they differ in query or fragment' }
  return undefined
}

/** The same URL in two spellings; registered URIs are compared as strings. */
function written(expected: string, received: string): { reason: string; words: string } {
  return expected.toLowerCase() === received.toLowerCase()
    ? { reason: 'redirect-uri-host-case', words: 'they differ in upper and lower case' }
    : { reason: 'redirect-uri-port', words: 'one of them names the default port, the other does not' }
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}
