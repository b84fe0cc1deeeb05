// The login page's form: a user is picked, or names itself with a password, or refuses.

import { loggedInBy } from '../interactions/credentials.js'
import { addressed, refused } from '../interactions/response.js'
import { finish, interactionOf, loginPage } from '../interactions/pages.js'
import { proceed } from '../interactions/proceed.js'
import { openSession } from '../interactions/user.js'
import { OAuthError } from '../protocol/error.js'
import { redirect } from '../protocol/messages.js'
import type { Reply, Request } from '../protocol/messages.js'
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
      await finish(as, id)
      return denied(as, interaction, request)
    }
    const login = loggedInBy(as, request)
    if (!('user' in login)) return loginPage(as, id, interaction, request, login)
    await finish(as, id)
    const session = openSession(as, login.user, interaction, request)
    return proceed(as, { ...interaction, session: session.id }, request)
  },
}

function denied(as: AuthorizationServer, interaction: Interaction, request: Request): Reply {
  const error = new OAuthError('access_denied', {
    reason: 'user-denied',
    hint: 'the user refused on the login page',
    expected: 'a login',
    received: 'the button to refuse',
    fix: 'none: a client has to cope with a user who refuses',
    spec: 'RFC 6749 §4.1.2.1',
  })
  request.trace.refuse(error.diagnosis)
  return redirect(request, refused(addressed(as, interaction, request), error))
}
