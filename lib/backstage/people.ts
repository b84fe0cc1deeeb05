// Clients and users, from what a realm has to what fixtures would say, and back.

import { realmOptionsOf } from '../fixtures/realm.js'
import type { Members } from '../protocol/messages.js'
import type { Client, User } from '../protocol/metadata.js'
import type { Realm } from '../realm/realm.js'
import { loadEntry } from './mistakes.js'

/** As fixtures write it; `dynamic` when it came by itself. */
export function clientEntry({ any_secret_method, open: _open, lifetimes, refresh, ...client }: Client): Members {
  const { token_endpoint_auth_method, ...rest } = client
  return {
    ...rest,
    // Said by nobody: written down, it would be enforced.
    ...(any_secret_method ? {} : { token_endpoint_auth_method }),
    ...(lifetimes && { lifetimes: neverFor(lifetimes, 'refresh_token') }),
    ...(refresh && { refresh: neverFor(refresh, 'idle') }),
  }
}

function neverFor(members: Members, name: string): Members {
  return members[name] === null ? { ...members, [name]: 'never' } : members
}

/** @throws Mistaken */
export async function putClient(realm: Realm, { dynamic: _dynamic, ...entry }: Members): Promise<Members> {
  const [client] = realmOptionsOf(await loadEntry('clients', entry)).clients ?? []
  if (!client) throw new TypeError('a client that was read is gone')
  realm.server.clients.configure(client)
  return clientEntry(client)
}

/** Nothing that it was given works any more. */
export function dropClient(realm: Realm, client_id: string): boolean {
  revokeAll(realm, 'the client was removed', (value) => value.client_id === client_id)
  return realm.server.clients.forget(client_id)
}

export function userEntry(user: User): Members {
  return { ...user }
}

/** @throws Mistaken */
export async function putUser(realm: Realm, entry: Members): Promise<Members> {
  const [user] = realmOptionsOf(await loadEntry('users', entry)).users ?? []
  if (!user) throw new TypeError('a user that was read is gone')
  realm.server.users.configure(user)
  return userEntry(user)
}

export function dropUser(realm: Realm, username: string): boolean {
  const { users, sessions } = realm.server
  const user = users.find(username)
  if (!user) return false
  revokeAll(realm, 'the user was removed', (value) => value.sub === user.sub)
  for (const { id } of sessions.list(user.sub)) sessions.end(id)
  return users.forget(user.username)
}

function revokeAll(
  { server: { records } }: Realm,
  because: string,
  concerns: (value: { readonly client_id: string; readonly sub?: string }) => boolean,
): void {
  for (const { id, value } of records.snapshot()) if (concerns(value)) void records.revoke(id, because)
}
