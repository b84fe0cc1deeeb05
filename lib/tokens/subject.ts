// OpenID Connect Core §8: the `sub` that a client sees. A pairwise one is the same for all clients of a sector and
// tells the others nothing.

import { createHash } from 'node:crypto'
import type { Client, User } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

/** Whoever knows it can tell whose pairwise `sub` it is; for a mock that is a help. */
const SALT = 'mock-oauth2-provider'

export function subjectOf(client: Client, user: User): string {
  if (client.subject_type !== 'pairwise') return user.sub
  return createHash('sha256')
    .update(`${sectorOf(client)}\n${user.sub}\n${SALT}`)
    .digest('base64url')
}

/** The user whom a client knows by this `sub`. */
export function userOf(as: AuthorizationServer, client: Client, subject: string): User | undefined {
  if (client.subject_type !== 'pairwise') return as.users.bySub(subject)
  return as.users.list().find((user) => subjectOf(client, user) === subject)
}

/** §8.1: the host of `sector_identifier_uri`, else of the redirect_uris. */
function sectorOf({ sector_identifier_uri, redirect_uris, client_id }: Client): string {
  const uri = sector_identifier_uri ?? redirect_uris[0]
  return uri !== undefined && URL.canParse(uri) ? new URL(uri).host : client_id
}
