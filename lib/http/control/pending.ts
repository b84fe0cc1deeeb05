// Devices that wait for a user (RFC 8628), decided about without a browser.

import type { Members } from '../../protocol/messages.js'
import type { Realm } from '../../realm.js'
import type { ControlRequest } from '../server.js'
import { bodyOf } from './body.js'
import { ControlProblem } from './problem.js'

type Device = ReturnType<Realm['server']['devices']['pending']>[number]

export function readPending(realm: Realm, request: ControlRequest): Members {
  const verification_uri = realm.server.url('device', request)
  return { pending: realm.server.devices.pending().map((device) => shown(device, verification_uri)) }
}

function shown({ value, issued_at, expires_at }: Device, verification_uri: string | undefined): Members {
  const { user_code, client_id, scope, polls, interval } = value
  const dashed = `${user_code.slice(0, 4)}-${user_code.slice(4)}`
  return {
    user_code: dashed,
    client_id,
    scope,
    polls,
    interval,
    issued_at: new Date(issued_at).toISOString(),
    expires_at: new Date(expires_at).toISOString(),
    ...(verification_uri !== undefined && { verification_uri_complete: `${verification_uri}?user_code=${dashed}` }),
  }
}

/** `{ "user": "alice" }` says who approves; without it the one whom the login mode or the fixtures name. */
export async function approve(realm: Realm, user_code: string, request: ControlRequest): Promise<Members> {
  const { users, devices } = realm.server
  const named = bodyOf(request)['user']
  const user = named === undefined ? devices.approver : typeof named === 'string' ? users.find(named) : undefined
  if (!user) {
    const known = users.list().slice(0, 10)
    throw new ControlProblem(
      400,
      `there is no user ${JSON.stringify(named)}`,
      `known users: ${known.map((one) => one.username).join(', ')}`,
    )
  }
  ensureOpen(realm, user_code, await devices.decide(user_code, { user }))
  return { user_code, decision: 'approved', user: user.username }
}

export async function deny(realm: Realm, user_code: string): Promise<Members> {
  ensureOpen(realm, user_code, await realm.server.devices.decide(user_code, { because: 'the control API denied it' }))
  return { user_code, decision: 'denied' }
}

function ensureOpen(realm: Realm, user_code: string, before: Device | undefined): void {
  if (!before)
    throw new ControlProblem(
      404,
      `no device shows the code '${user_code}'`,
      'GET /_mock/v1/pending lists those that wait',
    )
  const { records } = realm.server
  const over = records.expired(before) ? 'has expired' : records.alive(before) ? undefined : 'was used already'
  const decided = before.value.decision === 'pending' ? undefined : `was ${before.value.decision} already`
  if (over ?? decided) throw new ControlProblem(409, `the device '${user_code}' ${decided ?? over}`)
}
