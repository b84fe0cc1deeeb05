// A user whom a body names, or the sentence that says who there is.

import { nearest } from '../../protocol/spelling.js'
import type { Realm } from '../../realm/realm.js'
import { ControlProblem } from './problem.js'

export function userNamed(realm: Realm, name: string) {
  const { users } = realm.server
  const user = users.find(name)
  if (user) return user
  const known = users.list().map((one) => one.username)
  const near = nearest(name, known)
  const hint = near ? `did you mean '${near}'?` : `known users: ${known.slice(0, 10).join(', ')}`
  throw new ControlProblem(400, `there is no user ${JSON.stringify(name)}`, hint, {
    code: 'user-unknown',
    pointer: '/user',
  })
}
