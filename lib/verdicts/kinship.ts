// Is it the same client, and does it repeat its call? Requests run in parallel, and most endpoints are called by many.

import type { Entry, Journal } from '../journal/journal.js'
import type { Heard } from './heard.js'

/** Two tags are two tests. Without a tag a request may be anybody's. */
export function tagsFit(a: Entry, b: Entry): boolean {
  return a.tag === undefined || b.tag === undefined || a.tag === b.tag
}

/** The same application, for whichever of its users. */
export function sameClient(a: Heard, b: Heard): boolean {
  if (!tagsFit(a.entry, b.entry)) return false
  if (a.client !== undefined && b.client !== undefined) return a.client === b.client
  return known(a.entry.flow, b.entry.flow) || known(a.entry.tag, b.entry.tag)
}

/** The same application and, as far as can be told, the same login. */
export function sameSession(a: Heard, b: Heard): boolean {
  if (!sameClient(a, b)) return false
  if (a.user !== undefined && b.user !== undefined && a.user !== b.user) return false
  return !presentsTokens(a) || !presentsTokens(b) || a.entry.flow === undefined || a.entry.flow === b.entry.flow
}

/** Only what it presents says of a request which login it belongs to; every other begins a flow of its own. */
const presentsTokens = (heard: Heard): boolean => heard.presented.some((value) => value !== '')

const known = (a: string | undefined, b: string | undefined): boolean => a !== undefined && a === b

/** The same call once more: for tokens with the same grant, elsewhere at the same path. */
export function repeats(first: Heard, other: Heard): boolean {
  const [a, b] = [first.entry, other.entry]
  if (a.endpoint !== b.endpoint || a.method !== b.method) return false
  if (first.parameter('grant_type') !== other.parameter('grant_type')) return false
  if (a.url.split('?', 1)[0] !== b.url.split('?', 1)[0]) return false
  return nobodys(first) || a.endpoint === 'registration' ? tagsFit(a, b) : sameSession(first, other)
}

/** Documents that anybody may fetch do not say who does. */
export function nobodys({ entry: { endpoint } }: Heard): boolean {
  return endpoint === 'metadata' || endpoint === 'jwks' || endpoint === 'protected_resource_metadata'
}

/** The clients that have come by, as far as the tag does not set them apart. */
export function clientsAround(journal: Journal, { entry }: Heard): readonly string[] {
  const names = journal.list().flatMap((other) => (tagsFit(entry, other) ? (other.client_id ?? []) : []))
  return [...new Set(names)]
}

/** Not refused, whether something spoiled the answer or not. */
export function succeeded({ entry }: Heard): boolean {
  return entry.status < 400 && entry.error === undefined
}

/** Answered as it should be: no refusal, and nothing spoiled it. */
export function served(heard: Heard): boolean {
  return succeeded(heard) && heard.entry.fired.length === 0
}
