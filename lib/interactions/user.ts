// OpenID Connect Core §3.1.2.3: who the user is, found out without a page where that is possible: by the
// browser's session, by a hint, by the login mode.

import { ensure, quoted } from '../protocol/error.js'
import { askedAcr } from '../protocol/claims_request.js'
import type { Request } from '../protocol/messages.js'
import type { Client, User } from '../protocol/metadata.js'
import type { Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Session } from '../state/sessions.js'
import { userOf } from '../tokens/subject.js'

export const SESSION_COOKIE = 'mock_oauth2_session'

/** A session for this request, made on the spot when no page is needed; `undefined` when one is. */
export function loggedIn(
  as: AuthorizationServer,
  interaction: Interaction,
  client: Client,
  request: Request,
): Session | undefined {
  const fresh = as.sessions.find(interaction.session)
  if (fresh) return fresh
  ensure(as.login.mode !== 'deny', 'access_denied', () => ({
    reason: 'user-denied-by-login-mode',
    hint: 'the login mode is deny: every user refuses',
  }))
  const wanted = demandedUser(as, interaction, client) ?? hintedUser(as, interaction)
  const session = usableSession(as, interaction, request, wanted)
  if (session) return session
  ensure(!interaction.prompt.includes('none'), 'login_required', () => loginRequired(as, interaction, request))
  const chosen = wanted ?? (as.login.mode === 'auto' ? automaticUser(as) : undefined)
  return chosen && openSession(as, chosen, interaction)
}

/** A session in the authentication context that the request asks for, which this login is taken to reach. */
export function openSession(as: AuthorizationServer, user: User, interaction: Interaction): Session {
  const acr = contextOf(interaction)[0]
  return as.sessions.open(as.entropy.string(32), user.sub, as.policy.lifetimes.session, acr)
}

/** The authentication contexts asked for, the preferred one first (§3.1.2.1, §5.5.1.1). */
function contextOf({ acr_values = [], claims }: Interaction): readonly string[] {
  return [...askedAcr(claims), ...acr_values]
}

/** The user that an id_token_hint or a demanded `sub` names, and no other will do (§3.1.2.1, §5.5.1). */
function demandedUser(as: AuthorizationServer, interaction: Interaction, client: Client): User | undefined {
  const value = interaction.claims?.id_token?.['sub']?.value
  const subject = interaction.hinted_subject ?? (typeof value === 'string' ? value : undefined)
  if (subject === undefined) return undefined
  const user = userOf(as, client, subject)
  ensure(user, 'login_required', () => ({
    reason: 'id-token-hint-unknown',
    hint: `the request demands the user with sub ${quoted(subject, 60)}, whom this server does not have`,
    spec: 'OpenID Connect Core §3.1.2.1',
  }))
  return user
}

function hintedUser(as: AuthorizationServer, { login_hint }: Interaction): User | undefined {
  if (login_hint === undefined) return undefined
  const user = as.users.find(login_hint)
  const near = as.users.nearest(login_hint)
  ensure(user || as.login.mode !== 'auto', 'access_denied', () => ({
    reason: 'user-unknown',
    hint: `login_hint ${quoted(login_hint, 60)} is no user${near ? `; did you mean '${near}'?` : ''}`,
    fix: `known users: ${as.users.list().slice(0, 10).map((one) => one.username).join(', ')}`,
    spec: 'OpenID Connect Core §3.1.2.1',
  }))
  return user
}

function automaticUser(as: AuthorizationServer): User | undefined {
  const named = as.login.mode === 'auto' ? as.login.user : undefined
  return named === undefined ? as.users.first : as.users.find(named)
}

/** The browser's session, unless the request asks for another user, a fresher login or another context. */
function usableSession(
  as: AuthorizationServer,
  interaction: Interaction,
  request: Request,
  demanded: User | undefined,
): Session | undefined {
  const { prompt, max_age } = interaction
  const session = as.sessions.find(request.cookies[SESSION_COOKIE])
  if (!session || prompt.includes('login') || prompt.includes('select_account')) return undefined
  const wanted = demanded ?? (as.login.mode === 'auto' && as.login.user !== undefined ? automaticUser(as) : undefined)
  if (wanted && wanted.sub !== session.sub) return undefined
  const contexts = contextOf(interaction)
  if (contexts.length > 0 && !contexts.includes(session.acr ?? '')) return undefined
  const age = (as.clock.now() - session.authenticated_at) / 1000
  return max_age !== undefined && age >= max_age ? undefined : session
}

function loginRequired(as: AuthorizationServer, interaction: Interaction, request: Request): {
  reason: string
  hint: string
  spec: string
} {
  const session = as.sessions.find(request.cookies[SESSION_COOKIE])
  const { max_age } = interaction
  const age = session ? Math.floor((as.clock.now() - session.authenticated_at) / 1000) : 0
  const contexts = contextOf(interaction)
  const why = !session
    ? 'the browser has no session here'
    : max_age !== undefined && age >= max_age
      ? `the login is ${age} s old and max_age is ${max_age} s`
      : contexts.length > 0 && !contexts.includes(session.acr ?? '')
        ? `the session has acr '${session.acr ?? ''}' and one of '${contexts.join(' ')}' is asked for`
        : `the session belongs to '${session.sub}', not to the user asked for`
  return { reason: 'login-required', hint: `prompt=none, but ${why}`, spec: 'OpenID Connect Core §3.1.2.6' }
}
