// OpenID Connect Core §3.1.2.3-4: who is the user, and does the user agree? Answered without a page
// where that is possible; a page otherwise, whose form comes back to `login` or `consent`.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import { redirect } from '../protocol/messages.js'
import type { Cookie, Reply, Request } from '../protocol/messages.js'
import type { Client, User } from '../protocol/metadata.js'
import type { Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { consented } from '../state/sessions.js'
import type { Session } from '../state/sessions.js'
import { consentPage, loginPage } from './pages.js'
import { addressed, granted, refused } from './response.js'

export const SESSION_COOKIE = 'mock_oauth2_session'

/** Goes on with an interaction as far as it gets. Refusals are told to the client by redirection. */
export async function proceed(as: AuthorizationServer, interaction: Interaction, request: Request): Promise<Reply> {
  try {
    const client = as.clients.find(interaction.client_id)
    if (!client) throw new TypeError(`client ${interaction.client_id} is gone`)
    const session = loggedIn(as, interaction, request)
    if (!session) return loginPage(as, await remember(as, interaction), interaction, request)
    const user = as.users.bySub(session.sub)
    if (!user) throw new TypeError(`user ${session.sub} is gone`)
    request.trace.understand('sub', user.sub)
    if (asksConsent(as, client, user, session, interaction)) {
      const waiting = await remember(as, { ...interaction, session: session.id })
      return withSession(as, consentPage(as, waiting, interaction, user, request), session)
    }
    return withSession(as, redirect(request, await granted(as, interaction, session, request)), session)
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    request.trace.refuse(error.diagnosis)
    return redirect(request, refused(addressed(as, interaction, request), error))
  }
}

/** A session for this request, made on the spot when no page is needed; `undefined` when one is. */
function loggedIn(as: AuthorizationServer, interaction: Interaction, request: Request): Session | undefined {
  const fresh = as.sessions.find(interaction.session)
  if (fresh) return fresh
  ensure(as.login.mode !== 'deny', 'access_denied', () => ({
    reason: 'user-denied-by-login-mode',
    hint: 'the login mode is deny: every user refuses',
  }))
  const hinted = hintedUser(as, interaction)
  const session = usableSession(as, interaction, request, hinted)
  if (session) return session
  ensure(!interaction.prompt.includes('none'), 'login_required', () => loginRequired(as, interaction, request))
  const chosen = hinted ?? (as.login.mode === 'auto' ? automaticUser(as) : undefined)
  return chosen && as.sessions.open(as.entropy.string(32), chosen.sub, as.policy.lifetimes.session)
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

/** The browser's session, unless the request asks for another user or a fresher login. */
function usableSession(
  as: AuthorizationServer,
  { prompt, max_age }: Interaction,
  request: Request,
  hinted: User | undefined,
): Session | undefined {
  const session = as.sessions.find(request.cookies[SESSION_COOKIE])
  if (!session || prompt.includes('login') || prompt.includes('select_account')) return undefined
  const wanted = hinted ?? (as.login.mode === 'auto' && as.login.user !== undefined ? automaticUser(as) : undefined)
  if (wanted && wanted.sub !== session.sub) return undefined
  const age = (as.clock.now() - session.authenticated_at) / 1000
  return max_age !== undefined && age >= max_age ? undefined : session
}

function loginRequired(as: AuthorizationServer, { max_age }: Interaction, request: Request): {
  reason: string
  hint: string
  spec: string
} {
  const session = as.sessions.find(request.cookies[SESSION_COOKIE])
  const why = !session
    ? 'the browser has no session here'
    : max_age !== undefined
      ? `the session is older than max_age ${max_age} s, or belongs to another user`
      : 'the session belongs to another user than login_hint'
  return { reason: 'login-required', hint: `prompt=none, but ${why}`, spec: 'OpenID Connect Core §3.1.2.6' }
}

/** Asked by the user, the client or prompt=consent; by the policy only where there are pages at all. */
function asksConsent(
  as: AuthorizationServer,
  client: Client,
  user: User,
  session: Session,
  { prompt, scope }: Interaction,
): boolean {
  ensure(user.consent !== 'deny', 'access_denied', () => ({
    reason: 'user-denied-by-fixture',
    hint: `user '${user.username}' refuses every consent`,
  }))
  const policy = as.policy.consent === 'ask' && as.login.mode !== 'auto' && client.consent !== 'never'
  const asked = user.consent === 'ask' || client.consent === 'ask' || (policy && user.consent !== 'always')
  if (prompt.includes('consent')) return true
  if (!asked || consented(session, client.client_id, scope)) return false
  ensure(!prompt.includes('none'), 'consent_required', () => ({
    reason: 'consent-required',
    hint: `prompt=none, but user '${user.username}' has not consented to client '${client.client_id}'`,
    spec: 'OpenID Connect Core §3.1.2.6',
  }))
  return true
}

/** Keeps the interaction until its page is answered; as long as a code would live. */
async function remember(as: AuthorizationServer, interaction: Interaction): Promise<string> {
  const id = as.entropy.string(24)
  await as.interactions.keep(id, interaction, { family: id, expires_at: as.expiry(600) })
  return id
}

export function withSession(as: AuthorizationServer, reply: Reply, session: Session): Reply {
  const cookie: Cookie = { name: SESSION_COOKIE, value: session.id, path: `${as.locations.mount}/` }
  return { ...reply, cookies: [...(reply.cookies ?? []), cookie] }
}

