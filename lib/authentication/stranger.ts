// A client_id that nobody registered, and which one was probably meant.

import { quoted } from '../protocol/error.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

export function unknownClient(
  as: AuthorizationServer,
  client_id: string,
): {
  reason: string
  hint: string
  fix: string
  spec: string
} {
  const trimmed = client_id.trim()
  const spaced = trimmed !== client_id && as.clients.find(trimmed)
  const named = as.clients.list().find((client) => client.client_name === client_id)
  const near = named?.client_id ?? as.clients.nearest(client_id)
  const why = as.clients.removed(client_id)
    ? '; its registration was deleted'
    : spaced
      ? `; it has blanks around it`
      : named
        ? `; that is the client_name of client '${named.client_id}'`
        : near
          ? `; did you mean '${near}'?`
          : ''
  return {
    reason: as.clients.removed(client_id)
      ? 'client-deleted'
      : spaced
        ? 'client-id-whitespace'
        : named
          ? 'client-id-is-name'
          : 'client-unknown',
    hint: `unknown client_id ${quoted(client_id)}${why}`,
    fix: `known clients: ${as.clients
      .list()
      .slice(0, 10)
      .map((client) => client.client_id)
      .join(', ')}`,
    spec: 'RFC 6749 §2.2',
  }
}
