// OpenID Connect Core §3.1.2.3: who the user is, found out without a page where that is possible: by the
// browser's session, by a hint, by the login mode.

import { ensure, quoted } from '../protocol/error.js'
import { acrIsEssential, askedAcr, ownRequest } from '../protocol/claims_request.js'
import type { Request } from '../protocol/messages.js'
import type { Client, User } from '../protocol/metadata.js'
import type { Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Session } from '../state/sessions.js'
import { stamp } from '../tokens/stamp.js'
import { ensureUnlocked } from '../state/users.js'
import { userOf } from '../tokens/subject.js'
import { queuedUser } from './queue.js'

/** Cookies know no ports (RFC 6265 §8.5), so two providers on one host would log each other out by one name. */
export function sessionCookie({ base }: Pick<Request, 'base'>): string {
  const port = /:(\d+)(?:\/|$)/.exec(base)?.[1]
  return port === undefined ? 'mock_oauth2_session' : `mock_oauth2_session_${port}`
}

/** A session for this request, made on the spot when no page is needed; `undefined` when one is. */
export function loggedIn(
  as: AuthorizationServer,
  interaction: Interaction,
  client: Client,
  request: Request,
): Session | undefined {
  const fresh = as.sessions.find(interaction.session)
  if (fresh) return fresh
  const demanded = demandedUser(as, interaction, client)
  const queued = demanded || interaction.prompt.includes('none') ? undefined : queuedUser(as, request)
  if (queued) return openSession(as, queued, interaction, request)
  ensure(as.login.mode !== 'deny', 'access_denied', () => ({
    reason: 'user-denied-by-login-mode',
    hint: 'the login mode is deny: every user refuses',
    expected: 'a login',
    received: 'login: deny',
    fix: 'set login: auto, or start with --login auto',
    spec: 'RFC 6749 §4.1.2.1',
  }))
  const wanted = demanded ?? hintedUser(as, interaction) ?? configuredUser(as)
  const session = as.sessions.find(request.cookies[sessionCookie(request)])
  const unfit = session ? unfitBecause(as, session, interaction, wanted) : 'the browser has no session here'
  if (unfit === undefined) return session
  ensure(!interaction.prompt.includes('none'), 'login_required', () => ({
    reason: 'login-required-why',
    hint: `prompt=none, but ${unfit}${session ? '' : thirdParty(request)}`,
    expected: 'a session that fits the request',
    received: unfit,
    fix: 'send the request again without prompt=none, so that the user can log in',
    spec: 'OpenID Connect Core §3.1.2.6',
  }))
  const chosen = wanted ?? (as.login.mode === 'auto' ? as.users.first : undefined)
  return chosen && openSession(as, chosen, interaction, request)
}

/** Fetch Metadata tells when the browser holds cookies back: a frame of another site. */
function thirdParty({ headers }: Request): string {
  const framed = headers['sec-fetch-dest'] === 'iframe' && headers['sec-fetch-site'] === 'cross-site'
  return framed ? ': the request comes from a frame of another site, where browsers send no cookies of this one' : ''
}

/** A session in the context that the user's logins reach; nothing said, in the one that the request asks for. */
export function openSession(as: AuthorizationServer, user: User, interaction: Interaction, request: Request): Session {
  ensureUnlocked(user, 'access_denied')
  const acr = user.acr ?? contextOf(interaction)[0]
  const more = { ...(acr !== undefined && { acr }), ...stamp(request, user) }
  return as.sessions.open(as.entropy.string(32), user.sub, as.policy.lifetimes.session, more)
}

/** §5.5.1.1: an essential context that the login does not reach is a failed login. */
export function ensureContext({ acr = '' }: Session, { claims }: Interaction): void {
  const asked = askedAcr(claims)
  ensure(
    !acrIsEssential(claims) || asked.length === 0 || asked.includes(acr),
    'unmet_authentication_requirements',
    () => ({
      reason: 'acr-unmet',
      hint: `the login has acr '${acr}', and one of '${asked.join(' ')}' is essential`,
      expected: asked.join(' '),
      received: acr,
      fix: `give the user that acr in the fixtures: acr: ${asked[0] ?? ''}`,
      spec: 'OpenID Connect Core §5.5.1.1',
    }),
  )
}

/** The authentication contexts asked for, the preferred one first (§3.1.2.1, §5.5.1.1). */
function contextOf({ acr_values = [], claims }: Interaction): readonly string[] {
  return [...askedAcr(claims), ...acr_values]
}

/** The user that an id_token_hint or a demanded `sub` names, and no other will do (§3.1.2.1, §5.5.1). */
function demandedUser(as: AuthorizationServer, interaction: Interaction, client: Client): User | undefined {
  const value = ownRequest(interaction.claims, 'sub')?.value
  const subject = interaction.hinted_subject ?? (typeof value === 'string' ? value : undefined)
  if (subject === undefined) return undefined
  const user = userOf(as, client, subject)
  ensure(user, 'login_required', () => ({
    reason: 'subject-unknown',
    hint: `the request demands the user with sub ${quoted(subject, 60)}, whom this server does not have`,
    expected: as.users
      .list()
      .slice(0, 10)
      .map(({ sub }) => sub)
      .join(', '),
    received: subject,
    fix: `add the user: users: [{ username: ${subject.slice(0, 60)} }]`,
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
    expected: near ?? 'a user',
    received: login_hint,
    fix: `known users: ${as.users
      .list()
      .slice(0, 10)
      .map((one) => one.username)
      .join(', ')}`,
    spec: 'OpenID Connect Core §3.1.2.1',
  }))
  return user
}

/** The login mode `auto:alice`. */
function configuredUser(as: AuthorizationServer): User | undefined {
  const name = as.login.mode === 'auto' ? as.login.user : undefined
  return name === undefined ? undefined : as.users.find(name)
}

/** Why a session will not do: another user, a fresher login or another context is asked for; `undefined` when it will. */
function unfitBecause(
  as: AuthorizationServer,
  { sub, authenticated_at, acr = '' }: Session,
  interaction: Interaction,
  wanted: User | undefined,
): string | undefined {
  const { prompt, max_age } = interaction
  const again = prompt.find((one) => one === 'login' || one === 'select_account')
  if (again !== undefined) return `prompt=${again} asks for a new login`
  if (wanted && wanted.sub !== sub) return `the session belongs to '${sub}', not to '${wanted.sub}'`
  const age = (as.clock.now() - authenticated_at) / 1000
  if (max_age !== undefined && age >= max_age)
    return `the login is ${Math.floor(age)} s old and max_age is ${max_age} s`
  const contexts = contextOf(interaction)
  if (contexts.length === 0 || contexts.includes(acr)) return undefined
  return `the session has acr '${acr}' and one of '${contexts.join(' ')}' is asked for`
}
