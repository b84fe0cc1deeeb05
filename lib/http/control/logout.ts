// A logout that nobody asked for in a browser, as when an administrator ends sessions.

import type { Members } from '../../protocol/messages.js'
import type { Realm } from '../../realm.js'
import type { ControlRequest } from '../server.js'
import { bodyOf } from './body.js'
import { ControlProblem } from './problem.js'

/** `{ "user": "alice" }` ends all sessions of one user, an empty body everybody's. Answers how clients took it. */
export async function logOut(realm: Realm, request: ControlRequest): Promise<Members> {
  const { users } = realm.server
  const named = bodyOf(request)['user']
  const user = typeof named === 'string' ? users.find(named) : undefined
  if (named !== undefined && !user) {
    const known = users.list().slice(0, 10)
    const hint = `known users: ${known.map((one) => one.username).join(', ')}`
    throw new ControlProblem(400, `there is no user ${JSON.stringify(named)}`, hint)
  }
  const { sessions, revoked, notices } = await realm.logout(user?.sub, request)
  return { sessions, revoked, notices }
}
