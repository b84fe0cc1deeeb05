// OpenID Connect Core §3.1.2.3-4: who is the user, and does the user agree? Answered without a page
// where that is possible; a page otherwise, whose form comes back to `login` or `consent`.

import { unknownClient } from '../authentication/stranger.js'
import { OAuthError, ensure } from '../protocol/error.js'
import { redirect } from '../protocol/messages.js'
import type { Cookie, Reply, Request } from '../protocol/messages.js'
import type { Client, User } from '../protocol/metadata.js'
import type { Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { consented } from '../state/sessions.js'
import type { Session } from '../state/sessions.js'
import { stamp } from '../tokens/stamp.js'
import { consentPage, loginPage } from './pages.js'
import { addressed, granted, refused } from './response.js'
import { ensureContext, loggedIn, sessionCookie } from './user.js'

/** Goes on with an interaction as far as it gets. Refusals are told to the client by redirection. */
export async function proceed(as: AuthorizationServer, interaction: Interaction, request: Request): Promise<Reply> {
  try {
    const client = as.clients.find(interaction.client_id)
    ensure(client, 'unauthorized_client', () => unknownClient(as, interaction.client_id))
    const session = loggedIn(as, interaction, client, request)
    if (!session) return loginPage(as, await remember(as, interaction, request), interaction, request)
    const user = as.users.bySub(session.sub)
    if (!user) throw new TypeError(`user ${session.sub} is gone`)
    request.trace.understand('sub', user.sub)
    ensureContext(session, interaction)
    if (asksConsent(as, client, user, session, interaction)) {
      const waiting = await remember(as, { ...interaction, session: session.id }, request)
      return withSession(as, request, consentPage(as, waiting, interaction, user, request), session)
    }
    return withSession(
      as,
      request,
      redirect(request, await granted(as, interaction, client, session, request)),
      session,
    )
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    request.trace.refuse(error.diagnosis)
    return redirect(request, refused(addressed(as, interaction, request), error))
  }
}

/** Asked by the user, the client or prompt=consent; by the policy only where there are pages at all. Who always consents never is. */
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
    expected: 'consent',
    received: `consent: deny, in the fixtures of user '${user.username}'`,
    fix: `let the user agree: users: [{ username: ${user.username}, consent: always }]`,
    spec: 'RFC 6749 §4.1.2.1',
  }))
  const auto = as.login.mode === 'auto'
  const policy = as.policy.consent !== 'never' && !auto && client.consent !== 'never'
  const asked = user.consent === 'ask' || client.consent === 'ask' || policy
  if (user.consent === 'always') return false
  const unattended = auto && as.policy.consent === 'ask-unless-auto' && !asked
  if (prompt.includes('consent')) return !unattended
  if (!asked || consented(session, client.client_id, scope)) return false
  ensure(!prompt.includes('none'), 'consent_required', () => ({
    reason: 'consent-required',
    hint: `prompt=none, but user '${user.username}' has not consented to client '${client.client_id}'`,
    expected: `consent of user '${user.username}' to scope '${scope.join(' ')}'`,
    received: 'prompt=none',
    fix: 'send the request without prompt=none first, so that the user can be asked',
    spec: 'OpenID Connect Core §3.1.2.6',
  }))
  return true
}

/** Keeps the interaction until its page is answered; as long as a code would live. */
async function remember(as: AuthorizationServer, interaction: Interaction, request: Request): Promise<string> {
  const id = as.entropy.string(24)
  await as.interactions.keep(id, { ...interaction, ...stamp(request) }, { family: id, expires_at: as.expiry(600) })
  return id
}

export function withSession(as: AuthorizationServer, request: Request, reply: Reply, session: Session): Reply {
  const cookie: Cookie = { name: sessionCookie(request), value: session.id, path: `${as.locations.mount}/` }
  return { ...reply, cookies: [...(reply.cookies ?? []), cookie] }
}
