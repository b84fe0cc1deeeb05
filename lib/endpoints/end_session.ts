// OpenID Connect RP-Initiated Logout: a client sends the browser here to log its user out. Without an ID Token of the
// user as a hint the user is asked (§2); there is a redirection only to where `readLogout` has allowed it.

import { readLogout } from '../interactions/logout.js'
import type { Logout } from '../interactions/logout.js'
import { clientName, nameOf } from '../interactions/pages.js'
import { part } from '../interactions/parting.js'
import { sessionCookie } from '../interactions/user.js'
import { ensure, quoted } from '../protocol/error.js'
import { formOf } from '../protocol/form.js'
import { page, redirect } from '../protocol/messages.js'
import type { Redirection, Reply, Request } from '../protocol/messages.js'
import type { Parameters } from '../protocol/parameters.js'
import type { PendingLogout } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Session } from '../state/sessions.js'
import { stamp } from '../tokens/stamp.js'
import { userOf } from '../tokens/subject.js'
import type { Endpoint } from './endpoint.js'

export const end_session: Endpoint = {
  name: 'end_session',
  methods: ['GET', 'POST'],
  cors: false,
  page: true,

  async answer(as, request) {
    const parameters = request.method === 'POST' ? posted(request) : request.query
    const id = request.method === 'POST' ? parameters.get('interaction') : undefined
    if (id !== undefined) return answered(as, request, id)
    const logout = await readLogout(as, parameters, request)
    const session = sessionOf(as, request, logout)
    if (session) request.trace.understand('sub', session.sub)
    return session && asks(as, session, logout)
      ? ask(as, request, session, logout)
      : leave(as, request, session, logout)
  },

  describe: (_as, end_session_endpoint) => ({
    end_session_endpoint,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
  }),
}

/** A form; nothing at all asks for a logout too. */
function posted(request: Request): Parameters {
  return request.body.length === 0 && request.form.size === 0 ? request.form : formOf(request)
}

/** The browser's, or the one that the ID Token was issued in: a POST from another site brings no cookie (SameSite). */
function sessionOf(as: AuthorizationServer, request: Request, { hint }: Logout): Session | undefined {
  const own = as.sessions.find(request.cookies[sessionCookie(request)])
  return own ?? (hint?.sid === undefined ? undefined : as.sessions.bySid(hint.sid))
}

/** §2: without a hint, or when it is about somebody else than the one who is logged in. */
function asks(as: AuthorizationServer, { sub }: Session, { hint, client }: Logout): boolean {
  return !hint || !client || userOf(as, client, hint.sub)?.sub !== sub
}

async function ask(as: AuthorizationServer, request: Request, session: Session, logout: Logout): Promise<Reply> {
  const { client, post_logout_redirect_uri, state } = logout
  const user = as.users.bySub(session.sub)
  const pending: PendingLogout = {
    session: session.id,
    ...(client && { client_id: client.client_id }),
    ...(post_logout_redirect_uri !== undefined && { post_logout_redirect_uri }),
    ...(state !== undefined && { state }),
    ...stamp(request, user),
  }
  const interaction = as.entropy.string(24)
  await as.logouts.keep(interaction, pending, { family: interaction, expires_at: as.expiry(600) })
  return page(200, {
    name: 'logout',
    shown: {
      step: 'confirm',
      action: as.url('end_session', request) ?? '',
      interaction,
      user: user ? nameOf(user) : session.sub,
      ...(client && { client: clientName(as, client) }),
    },
  })
}

/** The button of the confirmation page. */
async function answered(as: AuthorizationServer, request: Request, id: string): Promise<Reply> {
  const decision = request.form.required('decision')
  ensure(decision === 'logout' || decision === 'stay', 'invalid_request', () => ({
    reason: 'decision-unknown',
    hint: `decision is ${quoted(decision, 40)}; it is logout or stay`,
    fix: 'press one of the buttons of the page',
  }))
  const taken = await as.logouts.take(id)
  ensure(taken, 'invalid_request', () => ({
    reason: 'interaction-over',
    hint: 'this page was answered already, waited longer than ten minutes, or belongs to no logout',
    fix: 'log out again',
  }))
  const { client_id, session, ...pending } = taken.value
  const client = client_id === undefined ? undefined : as.clients.find(client_id)
  if (client) request.trace.understand('client_id', client.client_id)
  if (decision === 'stay') return page(200, { name: 'logout', shown: { step: 'stayed' } })
  return leave(as, request, as.sessions.find(session), { ...pending, ...(client && { client }) })
}

/** Ends the session; with clients to be told through the browser the way back leads over a page. */
async function leave(
  as: AuthorizationServer,
  request: Request,
  session: Session | undefined,
  logout: Logout,
): Promise<Reply> {
  if (!session) request.trace.check('nobody was logged in')
  const { frames } = await part(as, session ? [session] : [], request, request.trace)
  const back = redirectionOf(logout)
  const shown = { step: 'done', frames, ...(back && { back }) } as const
  const reply = back && frames.length === 0 ? redirect(request, back) : page(200, { name: 'logout', shown })
  const cookie = { name: sessionCookie(request), value: '', path: `${as.locations.mount}/`, max_age: 0 }
  return { ...reply, cookies: [cookie] }
}

/** §3: `state` comes back; nothing else is told. */
function redirectionOf({ post_logout_redirect_uri: redirect_uri, state }: Logout): Redirection | undefined {
  if (redirect_uri === undefined) return undefined
  return { redirect_uri, response_mode: 'query', parameters: { ...(state !== undefined && { state }) } }
}
