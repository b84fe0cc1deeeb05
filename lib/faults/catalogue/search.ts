// Finds rows of the catalogue for people: by id, by name, or by words; and says which rule plays one.

import { TOKEN_PARTS } from '../points.js'
import { CATALOGUE, entryAt } from './index.js'
import { BASICS } from './basics.js'
import type { Duty, Entry, Probe, Unbuilt } from './entry.js'
import { UNBUILT } from './unbuilt.js'

/** Prefix of the ids of a group, and what it is about; in the order of the reference page. */
export const HEADINGS: Readonly<Record<string, string>> = {
  te: 'Errors of the token endpoint',
  http: 'HTTP, at any endpoint',
  tls: 'TLS',
  tr: 'Token responses',
  lc: 'Life cycle of codes, tokens, keys and clients',
  az: 'Authorization responses',
  idt: 'ID Tokens',
  at: 'Access tokens that are JWTs',
  jwks: 'JWK Sets',
  disc: 'Discovery',
  dpop: 'DPoP',
  par: 'Pushed authorization requests',
  jar: 'Request objects',
  jarm: 'Signed authorization responses',
  dev: 'Device flow',
  ciba: 'Client-initiated backchannel authentication',
  ui: 'UserInfo',
  in: 'Introspection',
  rv: 'Revocation',
  rg: 'Registration',
  lo: 'Logout',
  rs: 'Resource servers',
  prm: 'Protected resource metadata',
}

export const DUTIES: Readonly<Record<Duty, string>> = {
  reject: 'refuse it',
  cope: 'cope with it',
  'back off': 'come back later',
  'new grant': 'begin a new grant',
  undefined: 'no specification says',
}

/** What a verdict looks for. */
export const PROBES: Readonly<Record<Probe['kind'], string>> = {
  'no-use': 'nothing of the answer is used anywhere',
  'no-token': 'no token request follows',
  'one-retry': 'the call comes once more, not oftener',
  wait: 'the next call comes when it was told to',
  'same-refresh-token': 'the next refresh sends the refresh token that was sent before',
  'new-refresh-token': 'the next refresh sends the refresh token that came',
  'no-storm': 'the call is not repeated over and over',
  'new-authorization': 'the user is asked for a new authorization',
  refetch: 'the JWK Set is fetched again',
  test: 'only the test program can tell',
}

/** Effects without a row, one for each name; the 200 HTTP statuses are `400` to `599`. */
export const PLAIN: readonly Entry[] = BASICS.filter(
  ({ name, fault }, at) => fault !== 'status' && BASICS.findIndex((other) => other.name === name) === at,
)

export type Found = Entry | Unbuilt

export function isBuilt(found: Found): found is Entry {
  return 'fault' in found
}

/** What is called exactly so; else what has all the words in id, name, points or summary. */
export function search(words: readonly string[]): readonly Found[] {
  const all: readonly Found[] = [...CATALOGUE, ...PLAIN, ...UNBUILT]
  const asked = words.map((word) => word.toLowerCase())
  const exact = all.filter((one) => asked.length === 1 && called(one).includes(asked[0] ?? ''))
  if (exact.length > 0) return exact
  return all.filter((one) => asked.every((word) => wordsOf(one).includes(word)))
}

/** Every name that may be asked for. */
export function names(): readonly string[] {
  return [...CATALOGUE, ...PLAIN, ...UNBUILT].flatMap(called)
}

const called = (one: Found): readonly string[] =>
  [one.id, isBuilt(one) ? one.name : undefined].filter((name) => name !== undefined)

function wordsOf(one: Found): string {
  const points = isBuilt(one) ? `${one.points.join(' ')} ${one.part ?? ''}` : one.because
  return `${called(one).join(' ')} ${points} ${one.summary ?? ''}`.toLowerCase()
}

/** The shortest rule that plays it, to be copied: `token.refresh=refresh-not-returned`. */
export function ruleFor(entry: Entry): string {
  const [first = 'any'] = entry.points
  const point = entry.points.includes('token') ? 'token' : first
  const part = Object.entries(TOKEN_PARTS).find(([, type]) => type === entry.part)?.[0] ?? entry.part
  const where = part === undefined ? point : `${point}.${part}`
  const name = entryAt(point, entry.name) === entry ? entry.name : (entry.id ?? entry.name)
  const [needed] = entry.id === undefined ? (entry.arguments ?? []) : []
  const example = needed === undefined ? undefined : EXAMPLES[needed]
  return `${where}=${name}${example === undefined ? '' : `:${example}`}`
}

/** For what cannot be left away. */
const EXAMPLES: Readonly<Record<string, string>> = { delay: '2s', count: '2', code: 'invalid_grant' }
