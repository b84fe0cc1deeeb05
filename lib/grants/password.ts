// RFC 6749 §4.3: the user's own password, handed to the client. RFC 9700 §2.4 forbids it; it is here for tests of
// old clients, off until a client is registered for it by name.

import { ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import type { User } from '../protocol/metadata.js'
import { usualSecretMistake } from '../protocol/secret.js'
import type { Trace } from '../protocol/trace.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { ensureUnlocked } from '../state/users.js'
import { refreshFor } from '../tokens/refresh.js'
import { grantedScope } from '../tokens/scope.js'
import { aimed } from '../tokens/target.js'
import { unnamed } from './grant.js'
import type { Grant } from './grant.js'

export const password: Grant = {
  grant_type: 'password',
  parameters: { required: ['username', 'password'], optional: ['scope', 'resource'] },

  unavailable: (as) => unnamed(as, 'password'),

  async authorize(as, request, client) {
    request.trace.warn(LEGACY)
    const user = userOf(as, request.form.required('username'))
    ensureUnlocked(user, 'invalid_grant')
    ensurePassword(user, request.form.required('password'), request.trace)
    const target = aimed(as, request)
    const scope = grantedScope(as, client, request.form.get('scope'), request.trace)
    request.trace.check(`user ${quoted(user.username)} known, password right`)
    return {
      client,
      user,
      scope,
      refresh_token: refreshFor(as, client, scope),
      auth_time: as.clock.seconds(),
      ...target,
    }
  },
}

const LEGACY: Diagnosis = {
  reason: 'password-grant-used',
  hint: 'the client was handed the password of the user; other servers refuse this grant',
  fix: 'use grant_type=authorization_code with PKCE',
  spec: 'RFC 9700 §2.4',
}

function userOf(as: AuthorizationServer, username: string): User {
  const user = as.users.find(username)
  ensure(user, 'invalid_grant', () => {
    const near = as.users.nearest(username)
    const known = as.users.list().slice(0, 10)
    return {
      reason: 'user-unknown',
      hint: `there is no user ${quoted(username, 60)}${near === undefined ? '' : `; did you mean '${near}'?`}`,
      received: username,
      fix: `known users: ${known.map((one) => one.username).join(', ')}`,
      spec: 'RFC 6749 §4.3.2',
    }
  })
  return user
}

/** As at the login page, only a user who has a password is asked for it. */
function ensurePassword(user: User, received: string, trace: Trace): void {
  const expected = user.password
  if (expected === undefined) {
    trace.warn({
      reason: 'password-not-set',
      hint: `user '${user.username}' has no password in the fixtures, so any is taken`,
      fix: `users: [{ username: ${user.username}, password: … }]`,
    })
    return
  }
  ensure(received === expected, 'invalid_grant', () => ({
    reason: 'password-wrong',
    hint: `the password of user '${user.username}' does not match: ${usualSecretMistake(expected, received).words}`,
    fix: 'send the password exactly as the fixtures have it',
    spec: 'RFC 6749 §4.3.2',
  }))
}
