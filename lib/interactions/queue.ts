// A login whose outcome a tester has decided beforehand, for the next browser or for the next one with a tag.

import { OAuthError, quoted } from '../protocol/error.js'
import type { ErrorCode } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { User } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

/** Whom the queue logs in; `undefined` when nothing waits there for this request. Throws what it says to deny with. */
export function queuedUser(as: AuthorizationServer, { origin }: Request): User | undefined {
  const outcome = as.logins.take(origin?.tag)
  if (!outcome) return undefined
  const { user: username, deny = 'access_denied' } = outcome
  const user = username === undefined ? undefined : as.users.find(username)
  if (user) return user
  const whose = origin?.tag === undefined ? '' : ` with tag ${quoted(origin.tag, 60)}`
  throw new OAuthError(deny as ErrorCode, {
    reason: 'user-denied-by-queue',
    hint:
      username === undefined
        ? `the next login${whose} was to be denied with ${quoted(deny, 40)}`
        : `the next login${whose} was to be of user ${quoted(username, 60)}, whom this server does not know`,
    expected: 'a login',
    received: username === undefined ? `deny: ${deny}` : `user: ${username}`,
    fix: 'queue another user in its place, or clear the queue: DELETE /_mock/v1/login/next',
    spec: 'RFC 6749 §4.1.2.1',
  })
}
