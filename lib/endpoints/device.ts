// RFC 8628 §3.3: the verification page. A user enters the code, logs in as at the authorization endpoint, and
// decides. A code in the URL (`verification_uri_complete`) is only filled in: the user still compares it.

import { loggedInBy } from '../interactions/credentials.js'
import { decided, deviceLoginPage, entered, entryPage, goOn, visitOf } from '../interactions/verification.js'
import { stamp } from '../tokens/stamp.js'
import type { Endpoint } from './endpoint.js'

export const device: Endpoint = {
  name: 'device',
  methods: ['GET', 'POST'],
  cors: false,
  page: true,

  async answer(as, request) {
    if (request.method !== 'POST') return entryPage(as, request)
    request.form.sound()
    if (request.form.get('interaction') === undefined) return entered(as, request)
    const { id, value: visit } = await visitOf(as, request)
    const decision = request.form.get('decision')
    if (decision !== undefined) return decided(as, request, id, visit, decision)
    const login = loggedInBy(as, request)
    if (!('user' in login)) return deviceLoginPage(as, request, id, visit, login)
    await as.devices.visits.take(id)
    const { session: lifetime } = as.policy.lifetimes
    const session = as.sessions.open(as.entropy.string(32), login.user.sub, lifetime, stamp(request, login.user))
    return goOn(as, request, { ...visit, session: session.id })
  },
}
