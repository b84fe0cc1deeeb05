// RFC 9126: an authorization request that the client left here beforehand. It is good for one authorization:
// spent when that completes, so that the user may reload the page before.

import { formatDuration } from '../protocol/duration.js'
import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { Parameters } from '../protocol/parameters.js'
import type { Trace } from '../protocol/trace.js'
import type { Interaction, PushedRequest } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'
import { stamp } from '../tokens/stamp.js'

const URN = 'urn:ietf:params:oauth:request_uri:'

/** Whether a request_uri is one that this server, or another one, gave out itself (RFC 9126 §2.2). */
export function isPushed(request_uri: string): boolean {
  return request_uri.startsWith(URN)
}

/** Keeps a request for its client. */
export async function push(
  as: AuthorizationServer,
  client: Client,
  { pairs }: Parameters,
  request: Request,
): Promise<{ readonly request_uri: string; readonly expires_in: number }> {
  const request_uri = `${URN}${as.entropy.string(32)}`
  const { client_id, lifetimes } = client
  const expires_in = lifetimes?.request_uri ?? as.policy.lifetimes.request_uri
  const expires_at = as.expiry(expires_in)
  const value = { client_id, parameters: pairs, ...stamp(request, client) }
  await as.pushed.keep(request_uri, value, { family: request_uri, expires_at })
  return { request_uri, expires_in }
}

/** The request that a client pushed; throws `invalid_request_uri` when it is not, or no longer, to be had. */
export async function pushedBy(
  as: AuthorizationServer,
  client: Client,
  request_uri: string,
  trace: Trace,
): Promise<Parameters> {
  const kept = await as.pushed.find(request_uri)
  ensure(kept, 'invalid_request_uri', () => ({
    reason: 'request-uri-unknown',
    hint: `this server gave out no request_uri ${quoted(request_uri, 100)}; it may have been restarted or reset since`,
    spec: 'RFC 9126 §4',
  }))
  ensure(kept.value.client_id === client.client_id, 'invalid_request_uri', () => ({
    reason: 'request-uri-other-client',
    hint: `client '${client.client_id}' sent a request_uri that client '${kept.value.client_id}' pushed`,
    expected: kept.value.client_id,
    received: client.client_id,
    spec: 'RFC 9126 §2.2',
  }))
  if (kept.taken_at !== undefined) throw used(as, kept.taken_at)
  ensure(!as.pushed.expired(kept), 'invalid_request_uri', () => expired(as, kept))
  trace.check(`request_uri pushed by this client, not used, ${formatDuration(kept.expires_at - as.clock.now())} left`)
  return new Parameters(kept.value.parameters)
}

/** An authorization is about to be granted: the pushed request that it came from works no more. */
export async function complete(as: AuthorizationServer, { request_uri }: Interaction): Promise<void> {
  if (request_uri === undefined || (await as.pushed.spend(request_uri))) return
  throw used(as, (await as.pushed.find(request_uri))?.taken_at ?? as.clock.now())
}

function used(as: AuthorizationServer, taken_at: number): OAuthError {
  return new OAuthError('invalid_request_uri', {
    reason: 'request-uri-used',
    hint: `the request_uri led to an authorization ${formatDuration(as.clock.now() - taken_at)} ago; it works once`,
    fix: 'push the request again for every authorization',
    spec: 'RFC 9126 §4',
  })
}

function expired(as: AuthorizationServer, { issued_at, expires_at }: Kept<PushedRequest>): Diagnosis {
  const now = as.clock.now()
  return {
    reason: 'request-uri-expired',
    hint: `the request was pushed ${formatDuration(now - issued_at)} ago and lives ${formatDuration(expires_at - issued_at)}; it is ${formatDuration(now - expires_at)} late`,
    fix: 'push the request right before sending the user; lifetimes: { request_uri: 10m } makes it live longer',
    spec: 'RFC 9126 §2.2',
  }
}
