// The consent page's form: grant or deny (RFC 6749 §4.1.1, §4.1.2.1).

import { unknownClient } from '../authentication/stranger.js'
import { finish, interactionOf } from '../interactions/pages.js'
import { withSession } from '../interactions/proceed.js'
import { addressed, granted, refused } from '../interactions/response.js'
import { OAuthError, ensure } from '../protocol/error.js'
import { redirect } from '../protocol/messages.js'
import { consent as remember } from '../state/sessions.js'
import type { Endpoint } from './endpoint.js'

export const consent: Endpoint = {
  name: 'consent',
  methods: ['POST'],
  cors: false,
  page: true,

  async answer(as, request) {
    const { id, value: interaction } = await interactionOf(as, request)
    const decision = request.form.required('decision')
    ensure(decision === 'grant' || decision === 'deny', 'invalid_request', () => ({
      reason: 'decision-unknown',
      hint: `decision is '${decision.slice(0, 40)}'; it is grant or deny`,
      fix: 'press one of the buttons of the page',
    }))
    const session = as.sessions.find(interaction.session)
    ensure(session, 'invalid_request', () => ({
      reason: 'interaction-unknown',
      hint: 'nobody is logged in for this consent page',
      fix: 'start a new authorization request',
    }))
    await finish(as, id)
    const to = addressed(as, interaction, request)
    if (decision === 'deny') {
      const error = new OAuthError('access_denied', {
        reason: 'user-denied',
        hint: 'the user refused on the consent page',
        expected: 'consent',
        received: 'the button to refuse',
        fix: 'none: a client has to cope with a user who refuses',
        spec: 'RFC 6749 §4.1.2.1',
      })
      request.trace.refuse(error.diagnosis)
      return redirect(request, refused(to, error))
    }
    const client = as.clients.find(interaction.client_id)
    ensure(client, 'unauthorized_client', () => unknownClient(as, interaction.client_id))
    remember(session, interaction.client_id, interaction.scope)
    request.trace.understand('sub', session.sub)
    return withSession(
      as,
      request,
      redirect(request, await granted(as, interaction, client, session, request)),
      session,
    )
  },
}
