// A grant proves that tokens may be issued; it issues none (RFC 6749 §1.3). The token endpoint owns the
// phases around it. To add one: a file here and a line in index.ts.

import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Confirmation } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Authorization } from '../tokens/authorization.js'

/** For grants that are off until a client is registered for them by name. */
export function unnamed(as: AuthorizationServer, grant_type: string): string | undefined {
  const named = as.clients.configured().some((client) => client.grant_types.includes(grant_type))
  return named ? undefined : `it is off until a client names it: grant_types: [${grant_type}]`
}

export interface Grant {
  readonly grant_type: string
  /** What the grant reads, for documentation and for naming all that is missing at once. */
  readonly parameters: { readonly required: readonly string[]; readonly optional: readonly string[] }
  /** Why this server does not offer the grant, and what would make it; `undefined` when it does. Absent: always offered. */
  unavailable?(as: AuthorizationServer): string | undefined
  /** The client of a request that names none, where the grant does without (RFC 7521 §4.1). Proves nothing. */
  identify?(as: AuthorizationServer, request: Request): Client | undefined
  /** A ladder of checks; its last rung spends what is spent. `proven` is the key that the request proves to hold. */
  authorize(
    as: AuthorizationServer,
    request: Request,
    client: Client,
    proven: Confirmation | undefined,
  ): Promise<Authorization>
}
