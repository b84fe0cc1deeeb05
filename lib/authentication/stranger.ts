// A client_id that nobody registered, and which one was probably meant.

import { isUnset } from '../protocol/difference.js'
import { quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { unset } from '../protocol/parameters.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

interface Guess {
  readonly reason: string
  readonly words: string
  readonly expected?: string
}

export function unknownClient(as: AuthorizationServer, client_id: string): Diagnosis & { readonly fix: string } {
  const known = as.clients.list().slice(0, 10)
  const names = known.map((client) => client.client_id).join(', ')
  if (isUnset(client_id)) return { fix: '', ...unset('client_id', client_id), expected: names }
  const { reason, words, expected = names } = guessed(as, client_id)
  return {
    reason,
    hint: `unknown client_id ${quoted(client_id)}${words}`,
    ...(expected !== '' && { expected }),
    received: client_id,
    fix: `known clients: ${names}`,
    spec: 'RFC 6749 §2.2',
  }
}

function guessed(as: AuthorizationServer, client_id: string): Guess {
  const trimmed = client_id.trim()
  if (as.clients.removed(client_id)) return { reason: 'client-deleted', words: '; its registration was deleted' }
  if (trimmed !== client_id && as.clients.find(trimmed))
    return { reason: 'client-id-whitespace', words: `; it has blanks around it`, expected: trimmed }
  const named = as.clients.list().find((client) => client.client_name === client_id)
  if (named)
    return {
      reason: 'client-id-is-name',
      words: `; that is the client_name of client '${named.client_id}'`,
      expected: named.client_id,
    }
  const realm = as.elsewhere(client_id)
  if (realm !== undefined)
    return {
      reason: 'client-unknown-other-issuer',
      words: `; it is a client of ${realm.includes(' ') ? realm : `realm '${realm}'`}, and this is another issuer`,
    }
  const near = as.clients.nearest(client_id)
  if (near === undefined) return { reason: 'client-unknown', words: '' }
  return { reason: 'client-unknown', words: `; did you mean '${near}'?`, expected: near }
}
