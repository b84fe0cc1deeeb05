// What a realm has issued, found by words: `refresh_token+client:web+state:valid`. Listed, expired, revoked.

import { Mistaken } from '../http/control/index.js'
import type { Members } from '../protocol/messages.js'
import { nearest } from '../protocol/spelling.js'
import type { Realm } from '../realm/realm.js'
import { recordOf } from '../tokens/presented.js'

/** One of the two. */
interface Which {
  readonly token?: string
  readonly match?: string
}

type Kept = ReturnType<Realm['server']['records']['snapshot']>[number]

const KINDS = ['code', 'access_token', 'refresh_token', 'device_code'] as const
const KEYS = ['client', 'user', 'scope', 'state', 'tag', 'kind', 'family'] as const
type Key = (typeof KEYS)[number]

export function list(realm: Realm, match: string | undefined): readonly Members[] {
  return found(realm, match).map((record) => shown(realm, record))
}

export async function expire(realm: Realm, which: Which): Promise<readonly Members[]> {
  const { records, clock } = realm.server
  const now = clock.now()
  const meant = (await chosen(realm, which)).filter((record) => !records.expired(record))
  for (const { id, value } of meant) {
    const over = value.kind === 'refresh_token' ? { ...value, not_after: Math.min(value.not_after, now) } : value
    await records.change(id, over, now)
  }
  return meant.map((record) => shown(realm, record))
}

export async function revoke(realm: Realm, which: Which): Promise<readonly Members[]> {
  const { records } = realm.server
  const meant = (await chosen(realm, which)).filter(({ revoked_at }) => revoked_at === undefined)
  for (const { id } of meant) await records.revoke(id, 'the tester revoked it')
  return meant.map((record) => shown(realm, record))
}

/** A JWT is known by its `jti`, which may be sent in its place. */
async function chosen(realm: Realm, { token, match }: Which): Promise<readonly Kept[]> {
  if (token === undefined) return found(realm, match)
  const record = (await realm.server.records.find(token)) ?? (await recordOf(realm.server, token))
  return record ? [record] : []
}

function found(realm: Realm, match: string | undefined): readonly Kept[] {
  const conditions = match === undefined ? [] : conditionsOf(match)
  const all = realm.server.records.snapshot()
  return all.filter((record) => conditions.every(([key, value]) => holds(realm, record, key, value)))
}

function holds(realm: Realm, record: Kept, key: Key, wanted: string): boolean {
  const { value, family } = record
  switch (key) {
    case 'kind':
      return value.kind === wanted
    case 'client':
      return value.client_id === wanted
    case 'user':
      return value.sub !== undefined && [value.sub, usernameOf(realm, value.sub)].includes(wanted)
    case 'scope':
      return value.scope.split(' ').includes(wanted)
    case 'tag':
      return value.origin?.tag === wanted
    case 'family':
      return family === wanted
    case 'state':
      return stateOf(realm, record) === wanted
  }
}

function conditionsOf(match: string): readonly (readonly [Key, string])[] {
  return match.split('+').map((part, i) => {
    const colon = part.indexOf(':')
    if (colon < 0) return ['kind', kindOf(part, i)] as const
    const key = part.slice(0, colon)
    const known = KEYS.find((one) => one === key)
    if (!known) throw unknown(`'${key}' is not a condition of tokens`, key, KEYS)
    const value = decoded(part.slice(colon + 1))
    return [known, known === 'kind' ? kindOf(value, 0) : value] as const
  })
}

function kindOf(word: string, index: number): string {
  if (index === 0 && (KINDS as readonly string[]).includes(word)) return word
  throw unknown(`'${word}' is not a kind of token`, word, KINDS)
}

function unknown(detail: string, word: string, known: readonly string[]): Mistaken {
  const near = nearest(word, known)
  return new Mistaken([{ detail, hint: near ? `did you mean '${near}'?` : `there are ${known.join(', ')}` }])
}

function shown(realm: Realm, record: Kept): Members {
  const { id, value, issued_at, expires_at, revoked_because } = record
  const username = value.sub === undefined ? undefined : usernameOf(realm, value.sub)
  return {
    token: id,
    kind: value.kind,
    ...(value.kind === 'access_token' && value.jwt && { jwt: true }),
    client_id: value.client_id,
    ...(username !== undefined && { username }),
    ...(value.sub !== undefined && { sub: value.sub }),
    scope: value.scope,
    state: stateOf(realm, record),
    issued_at: new Date(issued_at).toISOString(),
    ...(Number.isFinite(expires_at) && { expires_at: new Date(expires_at).toISOString() }),
    ...(revoked_because !== undefined && { revoked_because }),
  }
}

function stateOf({ server: { records } }: Realm, record: Kept): string {
  if (record.revoked_at !== undefined) return 'revoked'
  if (record.taken_at !== undefined) return 'used'
  return records.expired(record) ? 'expired' : 'valid'
}

function usernameOf({ server: { users } }: Realm, sub: string): string | undefined {
  return users.bySub(sub)?.username
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
