// Whom a login page lets in: a user who is known, with the password where the form asks for one.

import { quoted } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { User } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

export type Login = { readonly user: User } | { readonly alert: string; readonly username: string }

/** Reads `username` and `password` of a posted page. Only the form asks for a password, and only of a user who has one. */
export function loggedInBy(as: AuthorizationServer, { form }: Request): Login {
  const username = form.get('username') ?? ''
  if (username === '') return { alert: 'Enter a username.', username }
  const user = as.users.find(username)
  if (!user) {
    const near = as.users.nearest(username)
    return { alert: `There is no user ${quoted(username, 60)}${near ? `; did you mean '${near}'?` : '.'}`, username }
  }
  if (user.locked === true) return { alert: `User '${username}' is locked.`, username }
  const asked = as.login.mode === 'form' && user.password !== undefined
  if (asked && form.get('password') !== user.password)
    return { alert: `The password of '${username}' does not match.`, username }
  return { user }
}
