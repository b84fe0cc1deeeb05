// A secret against the one that is registered (RFC 6749 §2.3.1, RFC 7591 §3.2.1).

import { ensure } from '../protocol/error.js'
import type { Client, Secret } from '../protocol/metadata.js'
import { veiled } from '../protocol/difference.js'
import { usualSecretMistake } from '../protocol/secret.js'
import type { SecretMistake } from '../protocol/secret.js'
import type { AuthorizationServer } from './authorization_server.js'

export function proveSecret(as: AuthorizationServer, client: Client, received: string): void {
  if (client.open) return
  const isPublic = client.token_endpoint_auth_method === 'none'
  if (isPublic && as.policy.auth_method === 'ignore') return
  ensure(!isPublic, 'invalid_client', () => ({
    reason: 'public-client-sent-secret',
    hint: `client '${client.client_id}' is registered as public (token_endpoint_auth_method none) but sent a secret`,
    expected: 'token_endpoint_auth_method none',
    received: `a client_secret of ${veiled(received)}`,
    fix: 'send client_id alone, or register the client with a client_secret',
    spec: 'RFC 7591 §2',
  }))
  const secrets = secretsOf(client)
  const matching = secrets.filter(({ value }) => value === received)
  ensure(matching.length > 0, 'invalid_client', () => {
    const owner = as.clients
      .list()
      .find((one) => one !== client && secretsOf(one).some(({ value }) => value === received))
    const mistake = owner
      ? { reason: 'secret-is-other-clients', words: `it is the secret of client '${owner.client_id}'` }
      : usualOf(secrets, received)
    return {
      reason: mistake.reason,
      hint: `the client_secret of client '${client.client_id}' does not match: ${mistake.words}`,
      expected: secrets.map(({ value }) => veiled(value)).join(' or '),
      received: veiled(received),
      fix: 'send the client_secret exactly as it is registered',
      spec: 'RFC 6749 §2.3.1',
    }
  })
  ensureUnexpired(as, client, matching)
}

/** Every secret of a client, dead ones included; a client without any has the empty one. */
function secretsOf({ client_secret, client_secret_expires_at = 0, client_secrets = [] }: Client): readonly Secret[] {
  if (client_secret === undefined && client_secrets.length > 0) return client_secrets
  return [{ value: client_secret ?? '', expires_at: client_secret_expires_at }, ...client_secrets]
}

/** The secrets that work now: several while one replaces another. */
export function activeSecrets(as: AuthorizationServer, client: Client): readonly string[] {
  return secretsOf(client)
    .filter((secret) => secret.value !== '' && active(as, secret))
    .map(({ value }) => value)
}

function active(as: AuthorizationServer, { expires_at = 0 }: Secret): boolean {
  return expires_at === 0 || as.clock.seconds() < expires_at
}

function ensureUnexpired(as: AuthorizationServer, client: Client, matching: readonly Secret[]): void {
  ensure(
    matching.some((secret) => active(as, secret)),
    'invalid_client',
    () => {
      const rotated = activeSecrets(as, client).length > 0
      const ago = as.clock.seconds() - Math.max(...matching.map(({ expires_at = 0 }) => expires_at))
      return {
        reason: rotated ? 'secret-rotated' : 'secret-expired',
        hint: `the client_secret of client '${client.client_id}' expired ${ago} s ago${rotated ? '; a newer one has taken its place' : ''}`,
        expected: rotated ? activeSecrets(as, client).map(veiled).join(' or ') : 'a secret that has not expired',
        received: veiled(matching[0]?.value ?? ''),
        fix: rotated ? 'configure the newer secret' : 'set client_secret_expires_at to 0 or to a later time',
        spec: 'RFC 7591 §3.2.1',
      }
    },
  )
}

/** The most telling of the usual mistakes, over all secrets of the client. */
function usualOf(secrets: readonly Secret[], received: string): SecretMistake {
  const mistakes = secrets.map(({ value }) => usualSecretMistake(value, received))
  return mistakes.find(({ reason }) => reason !== 'secret-wrong') ?? mistakes[0] ?? usualSecretMistake('', received)
}
