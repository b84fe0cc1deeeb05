// A secret against the one that is registered (RFC 6749 §2.3.1, RFC 7591 §3.2.1).

import { ensure } from '../protocol/error.js'
import type { Client } from '../protocol/metadata.js'
import { usualSecretMistake } from '../protocol/secret.js'
import type { AuthorizationServer } from './authorization_server.js'

export function proveSecret(as: AuthorizationServer, client: Client, received: string): void {
  if (client.open) return
  ensure(client.token_endpoint_auth_method !== 'none', 'invalid_client', () => ({
    reason: 'public-client-sent-secret',
    hint: `client '${client.client_id}' is registered as public (token_endpoint_auth_method none) but sent a secret`,
    fix: 'send client_id alone, or register the client with a client_secret',
    spec: 'RFC 7591 §2',
  }))
  const expected = client.client_secret ?? ''
  ensure(received === expected, 'invalid_client', () => {
    const owner = as.clients.list().find((one) => one.client_secret === received && one.client_id !== client.client_id)
    const mistake = owner
      ? { reason: 'secret-is-other-clients', words: `it is the secret of client '${owner.client_id}'` }
      : usualSecretMistake(expected, received)
    return {
      reason: mistake.reason,
      hint: `the client_secret of client '${client.client_id}' does not match: ${mistake.words}`,
      fix: 'send the client_secret exactly as it is registered',
      spec: 'RFC 6749 §2.3.1',
    }
  })
  ensureUnexpired(as, client)
}

function ensureUnexpired(as: AuthorizationServer, client: Client): void {
  const expires_at = client.client_secret_expires_at ?? 0
  ensure(expires_at === 0 || as.clock.seconds() < expires_at, 'invalid_client', () => ({
    reason: 'secret-expired',
    hint: `the client_secret of client '${client.client_id}' expired ${as.clock.seconds() - expires_at} s ago`,
    spec: 'RFC 7591 §3.2.1',
  }))
}
