// How many codes, tokens and sessions a realm has, and which of them a move of the clock ends.

import type { Members } from '../../protocol/messages.js'
import type { Realm } from '../../realm/realm.js'

const KINDS = ['code', 'access_token', 'refresh_token', 'device_code'] as const

/** All that is remembered, dead or alive. */
export function countArtifacts(realm: Realm): Members {
  return counted(realm.server.records.snapshot(), realm.server.sessions.list().length)
}

type Lives = ReadonlySet<string>

/** What would work now, by its name. */
export function living(realm: Realm): { readonly records: Lives; readonly sessions: Lives } {
  const { records, sessions } = realm.server
  return {
    records: new Set(
      records
        .snapshot()
        .filter((record) => records.alive(record))
        .map(({ id }) => id),
    ),
    sessions: new Set(sessions.list().map(({ id }) => id)),
  }
}

/** Those that were alive and are not any more. */
export function expiredSince(realm: Realm, before: ReturnType<typeof living>): Members {
  const now = living(realm)
  const gone = realm.server.records.snapshot().filter(({ id }) => before.records.has(id) && !now.records.has(id))
  return counted(gone, [...before.sessions].filter((id) => !now.sessions.has(id)).length)
}

function counted(records: readonly { readonly value: { readonly kind: string } }[], sessions: number): Members {
  const counts = KINDS.map((kind) => [`${kind}s`, records.filter(({ value }) => value.kind === kind).length] as const)
  return { ...Object.fromEntries(counts), sessions }
}
