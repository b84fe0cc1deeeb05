// Routes of devices that wait for a user (RFC 8628), decided about without a browser.

import { json } from '../../protocol/messages.js'
import type { Members } from '../../protocol/messages.js'
import type { Realm } from '../../realm/realm.js'
import type { ControlRequest } from '../server.js'
import { ControlProblem } from './problem.js'
import type { Route } from './route.js'
import { userNamed } from './user.js'

type Device = ReturnType<Realm['server']['devices']['pending']>[number]

export const PENDING_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/pending',
    id: 'listPending',
    summary: 'Lists the devices that wait for somebody to approve them',
    answers: { 200: 'Pending' },
    handle: ({ realm, request }) => json(200, readPending(realm, request)),
  },
  {
    method: 'POST',
    path: '/v1/pending/{id}/approve',
    id: 'approvePending',
    summary: 'Approves a device, as a person at the page would',
    body: { schema: 'Approval', optional: true, example: { user: 'alice' } },
    answers: { 200: 'Decided' },
    handle: async ({ realm, at, body }) => {
      const { devices } = realm.server
      const user = body['user'] === undefined ? devices.approver : userNamed(realm, body['user'] as string)
      if (!user) throw new ControlProblem(409, 'there is nobody to approve it', 'name the user: {"user": "alice"}')
      const user_code = at['id'] ?? ''
      ensureOpen(realm, user_code, await devices.decide(user_code, { user }))
      return json(200, { user_code, decision: 'approved', user: user.username })
    },
  },
  {
    method: 'POST',
    path: '/v1/pending/{id}/deny',
    id: 'denyPending',
    summary: 'Denies a device, as a person at the page would',
    answers: { 200: 'Decided' },
    handle: async ({ realm, at }) => {
      const user_code = at['id'] ?? ''
      const because = 'the control API denied it'
      ensureOpen(realm, user_code, await realm.server.devices.decide(user_code, { because }))
      return json(200, { user_code, decision: 'denied' })
    },
  },
]

function readPending(realm: Realm, request: ControlRequest): Members {
  const verification_uri = realm.server.url('device', request)
  return { pending: realm.server.devices.pending().map((device) => shown(device, verification_uri)) }
}

function shown({ value, issued_at, expires_at }: Device, verification_uri: string | undefined): Members {
  const { user_code, client_id, scope, polls, interval } = value
  const dashed = `${user_code.slice(0, 4)}-${user_code.slice(4)}`
  return {
    id: dashed,
    kind: 'device',
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
  const title = 'Too late'
  if (over ?? decided)
    throw new ControlProblem(409, `the device '${user_code}' ${decided ?? over}`, undefined, { title })
}
