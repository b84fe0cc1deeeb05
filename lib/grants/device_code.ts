// RFC 8628 §3.4, §3.5: a device polls until its user has decided at the verification page, or elsewhere.

import { formatDuration } from '../protocol/duration.js'
import { OAuthError, ensure } from '../protocol/error.js'
import type { Diagnosis, ErrorCode } from '../protocol/error.js'
import type { Client } from '../protocol/metadata.js'
import { parseScope } from '../protocol/scope.js'
import type { Trace } from '../protocol/trace.js'
import type { DeviceCode } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { shownUserCode } from '../state/devices.js'
import type { Polled } from '../state/devices.js'
import type { Kept } from '../state/records.js'
import { found } from '../tokens/artifact.js'
import type { Authorization } from '../tokens/authorization.js'
import { refreshFor } from '../tokens/refresh.js'
import { aimed } from '../tokens/target.js'
import { remembered } from '../tokens/remembered.js'
import type { Grant } from './grant.js'

export const device_code: Grant = {
  grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
  parameters: { required: ['device_code'], optional: ['resource'] },

  unavailable: (as) =>
    as.locations.paths.device_authorization === undefined
      ? 'this server has no device authorization endpoint; give it one under paths'
      : undefined,

  async authorize(as, request, client) {
    const record = await found(as, 'device_code', request.form.required('device_code'), client)
    ensure(record.taken_at === undefined, 'invalid_grant', () => used(as, record))
    ensure(!as.records.expired(record), 'expired_token', () => expired(as, record))
    const polled = await as.devices.poll(record.id)
    ensure(polled, 'invalid_grant', () => used(as, record))
    ensureApproved(as, polled, request.trace)
    const target = aimed(as, request, record.value.resources)
    const taken = await as.records.take(record.id)
    ensure(taken, 'invalid_grant', () => used(as, record))
    request.trace.check(
      `device ${shownUserCode(polled.device.value.user_code)} approved, poll ${polled.device.value.polls}`,
    )
    return { ...authorizationOf(as, client, polled.device), ...target }
  },
}

/** `slow_down` means that the request is still pending (§3.5): what is decided is told however early it is asked. */
function ensureApproved(as: AuthorizationServer, { device: { value }, early }: Polled, trace: Trace): void {
  if (value.decision === 'denied') throw inPolling('access_denied', denied(value))
  if (value.decision === 'pending')
    throw early ? inPolling('slow_down', tooFast(as, value)) : inPolling('authorization_pending', pending(value))
  if (early) trace.warn({ ...tooFast(as, value), reason: 'poll-faster-than-interval' })
}

/** All of them are sent with 400 (§3.5). */
function inPolling(code: ErrorCode, diagnosis: Diagnosis): OAuthError {
  return new OAuthError(code, { spec: 'RFC 8628 §3.5', ...diagnosis }, { status: 400 })
}

function pending({ user_code, polls, interval }: DeviceCode): Diagnosis {
  return {
    reason: 'device-code-pending',
    hint: `nobody has approved ${shownUserCode(user_code)} yet; this was poll ${polls}, the next one is due in ${interval} s`,
    fix: 'approve it at the verification_uri or by the control API, or have the fixtures do so: device: { approve_after: 3 }',
  }
}

function tooFast(as: AuthorizationServer, { polled_at, polls, interval }: DeviceCode): Diagnosis {
  const since = formatDuration(as.clock.now() - (polled_at ?? as.clock.now()))
  return {
    reason: 'device-code-polled-early',
    hint: `poll ${polls} came ${since} after the last one that was in time; the interval is ${interval} s now, and every early poll adds 5 s`,
    expected: `${interval} s between polls`,
    received: since,
    fix: 'wait for the interval of the device authorization response, and 5 s more after every slow_down',
  }
}

function denied({ user_code, denied_because }: DeviceCode): Diagnosis {
  return {
    reason: 'device-code-denied',
    hint: `${shownUserCode(user_code)} was denied: ${denied_because ?? 'the user refused'}`,
    fix: 'stop polling',
  }
}

function used(as: AuthorizationServer, { id, taken_at = as.clock.now(), value }: Kept<DeviceCode>): Diagnosis {
  const ago = formatDuration(as.clock.now() - taken_at)
  return {
    reason: 'device-code-used',
    hint: `the device code was redeemed ${ago} earlier by client '${value.client_id}'; it works once`,
    received: `${id.length} characters, ending in ${id.slice(-4)}`,
    fix: 'stop polling once there are tokens',
    spec: 'RFC 8628 §3.5',
  }
}

function expired(as: AuthorizationServer, { expires_at, issued_at }: Kept<DeviceCode>): Diagnosis {
  return {
    reason: 'device-code-expired',
    hint: `the device code expired ${formatDuration(as.clock.now() - expires_at)} ago; it lived ${formatDuration(expires_at - issued_at)}`,
    fix: 'stop polling and start with a new device authorization request',
    spec: 'RFC 8628 §3.5',
  }
}

function authorizationOf(as: AuthorizationServer, client: Client, code: Kept<DeviceCode>): Authorization {
  const scope = parseScope(code.value.scope)
  return { ...remembered(as, client, code), scope, refresh_token: refreshFor(as, client, scope) }
}
