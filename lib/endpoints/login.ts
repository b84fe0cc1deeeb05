// The login page's form: a user is picked, or names itself with a password, or refuses.

import { addressed, refused } from '../interactions/response.js'
import { interactionOf, loginPage } from '../interactions/pages.js'
import { proceed } from '../interactions/proceed.js'
import { OAuthError, quoted } from '../protocol/error.js'
import { redirect } from '../protocol/messages.js'
import type { Reply, Request } from '../protocol/messages.js'
import type { User } from '../protocol/metadata.js'
import type { Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Endpoint } from './endpoint.js'

export const login: Endpoint = {
  name: 'login',
  methods: ['GET', 'POST'],
  cors: false,
  page: true,

  async answer(as, request) {
    const { id, value: interaction } = await interactionOf(as, request)
    if (request.method !== 'POST') return loginPage(as, id, interaction, request)
    if (request.form.get('decision') === 'deny') {
      await as.interactions.take(id)
      return denied(as, interaction, request)
    }
    const username = request.form.get('username') ?? ''
    const known = as.users.find(username)
    const alert = refusal(as, request, username, known)
    if (!known || alert !== undefined) return loginPage(as, id, interaction, request, { alert: alert ?? '', username })
    await as.interactions.take(id)
    const session = as.sessions.open(as.entropy.string(32), known.sub, as.policy.lifetimes.session)
    return proceed(as, { ...interaction, session: session.id }, request)
  },
}

function denied(as: AuthorizationServer, interaction: Interaction, request: Request): Reply {
  const error = new OAuthError('access_denied', { reason: 'user-denied', hint: 'the user refused on the login page' })
  request.trace.refuse(error.diagnosis)
  return redirect(request, refused(addressed(as, interaction, request), error))
}

/** Why this user is not let in; only the form asks for a password, and only of a user who has one. */
function refusal(as: AuthorizationServer, request: Request, username: string, user: User | undefined): string | undefined {
  if (username === '') return 'Enter a username.'
  if (!user) {
    const near = as.users.nearest(username)
    return `There is no user ${quoted(username, 60)}${near ? `; did you mean '${near}'?` : '.'}`
  }
  const asked = as.login.mode === 'form' && user.password !== undefined
  return asked && request.form.get('password') !== user.password ? `The password of '${username}' does not match.` : undefined
}
