// RFC 8628 §3.3: a person at the verification page, from the code on the device to the decision about it.

import { ensure, quoted } from '../protocol/error.js'
import { page } from '../protocol/messages.js'
import type { DevicePage, Reply, Request } from '../protocol/messages.js'
import type { User } from '../protocol/metadata.js'
import { parseScope } from '../protocol/scope.js'
import type { DeviceCode } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { shownUserCode } from '../state/devices.js'
import type { Visit } from '../state/devices.js'
import type { Kept } from '../state/records.js'
import type { Session } from '../state/sessions.js'
import { stamp } from '../tokens/stamp.js'
import { clientName, nameOf, scopeShown, usersShown } from './pages.js'
import { withSession } from './proceed.js'
import { sessionCookie } from './user.js'

/** The first form; `alert` says what was wrong with the code entered before. */
export function entryPage(as: AuthorizationServer, request: Request, alert?: string, status = 200): Reply {
  const { query, form } = request
  const user_code = form.peek('user_code') ?? query.peek('user_code') ?? ''
  const login_hint = form.peek('login_hint') ?? query.peek('login_hint')
  return shown(as, request, status, {
    step: 'enter',
    user_code,
    ...(login_hint !== undefined && { login_hint }),
    ...(alert !== undefined && { alert }),
  })
}

/** A code was entered. Guessing is limited (§5.1), whoever guesses. */
export async function entered(as: AuthorizationServer, request: Request): Promise<Reply> {
  const user_code = request.form.required('user_code')
  const login_hint = request.form.get('login_hint')
  if (as.devices.guessed) return entryPage(as, request, 'Too many wrong codes. Wait a minute, then try again.', 429)
  const device = await as.devices.find(user_code)
  const alert = unusable(as, device)
  if (alert !== undefined) {
    if (!device) as.devices.guessedWrong()
    request.trace.refuse({
      reason: device ? 'user-code-over' : 'user-code-unknown',
      hint: `${quoted(user_code, 20)}: ${alert}`,
      spec: 'RFC 8628 §3.3',
    })
    return entryPage(as, request, alert, 400)
  }
  request.trace.check(`user code ${quoted(user_code, 20)} known`)
  return goOn(as, request, { user_code, ...(login_hint !== undefined && { login_hint }) })
}

/** What a posted form of this page belongs to. */
export async function visitOf(as: AuthorizationServer, { form }: Request): Promise<Kept<Visit>> {
  const kept = await as.devices.visits.find(form.required('interaction'))
  ensure(kept && as.devices.visits.alive(kept), 'invalid_request', () => ({
    reason: kept ? 'interaction-over' : 'interaction-unknown',
    hint: kept ? 'this page was answered already, or waited longer than ten minutes' : 'this page belongs to no device',
    fix: 'enter the code of the device again',
  }))
  return kept
}

/** Logs in as far as the login mode does it by itself, then asks for the decision, which is always a person's. */
export async function goOn(as: AuthorizationServer, request: Request, visit: Visit): Promise<Reply> {
  const device = await as.devices.find(visit.user_code)
  const over = unusable(as, device)
  if (!device || over !== undefined) return entryPage(as, request, over, 400)
  request.trace.understand('client_id', device.value.client_id)
  const queued = as.sessions.find(visit.session) ? undefined : as.logins.take(request.origin?.tag)
  const chosen = queued?.user === undefined ? undefined : as.users.find(queued.user)
  if (queued && !chosen) return refuse(as, request, visit, 'the next login was to be denied')
  if (as.login.mode === 'deny' && !chosen)
    return refuse(as, request, visit, 'the login mode is deny: every user refuses')
  const session = chosen ? opened(as, request, chosen) : loggedIn(as, request, visit)
  if (!session) return deviceLoginPage(as, request, await remember(as, visit), visit)
  const user = as.users.bySub(session.sub)
  if (!user) throw new TypeError(`user ${session.sub} is gone`)
  request.trace.understand('sub', user.sub)
  if (user.consent === 'deny') return refuse(as, request, visit, `user '${user.username}' refuses every consent`)
  const interaction = await remember(as, { ...visit, session: session.id })
  const { user_code, scope } = device.value
  const asked = {
    step: 'decide',
    interaction,
    user_code: shownUserCode(user_code),
    client: clientName(as, device.value),
    user: nameOf(user),
    scope: scopeShown(parseScope(scope)),
  } as const
  return withSession(as, request, shown(as, request, 200, asked), session)
}

/** The button of the last form, or the refusal on the login page. */
export async function decided(
  as: AuthorizationServer,
  request: Request,
  id: string,
  visit: Visit,
  decision: string,
): Promise<Reply> {
  ensure(decision === 'approve' || decision === 'deny', 'invalid_request', () => ({
    reason: 'decision-unknown',
    hint: `decision is ${quoted(decision, 40)}; it is approve or deny`,
  }))
  const session = as.sessions.find(visit.session)
  const user = session && as.users.bySub(session.sub)
  ensure(decision === 'deny' || user, 'invalid_request', () => ({
    reason: 'interaction-unknown',
    hint: 'nobody is logged in for this page',
    fix: 'enter the code of the device again',
  }))
  await as.devices.visits.take(id)
  if (decision === 'deny' || !session || !user)
    return refuse(as, request, visit, 'the user refused on the verification page')
  const auth_time = Math.floor(session.authenticated_at / 1000)
  const before = await as.devices.decide(visit.user_code, { user, auth_time, ...stamp(request, user) })
  const over = unusable(as, before)
  if (!before || over !== undefined) return entryPage(as, request, over, 400)
  request.trace.understand('sub', user.sub)
  return shown(as, request, 200, { step: 'done', approved: true, client: clientName(as, before.value) })
}

export function deviceLoginPage(
  as: AuthorizationServer,
  request: Request,
  interaction: string,
  { login_hint }: Visit,
  refusal?: { readonly alert: string; readonly username: string },
): Reply {
  return page(refusal ? 403 : 200, {
    name: 'login',
    mode: as.login.mode === 'form' ? 'form' : 'picker',
    action: as.url('device', request) ?? '',
    interaction,
    client: 'your device',
    users: usersShown(as),
    ...(refusal ?? (login_hint !== undefined && { username: login_hint })),
  })
}

async function refuse(as: AuthorizationServer, request: Request, visit: Visit, because: string): Promise<Reply> {
  const before = await as.devices.decide(visit.user_code, { because })
  const over = unusable(as, before)
  if (!before || over !== undefined) return entryPage(as, request, over, 400)
  request.trace.refuse({ reason: 'device-denied', hint: because, spec: 'RFC 8628 §3.3' })
  return shown(as, request, 200, { step: 'done', approved: false, client: clientName(as, before.value), because })
}

/** A session of this visit, of the browser, or made on the spot where the login mode or a hint says whose. */
function loggedIn(as: AuthorizationServer, request: Request, { session, login_hint }: Visit): Session | undefined {
  const fresh = as.sessions.find(session)
  if (fresh) return fresh
  const named = as.login.mode === 'auto' ? as.login.user : undefined
  const name = login_hint ?? named
  const wanted = name === undefined ? undefined : as.users.find(name)
  const known = as.sessions.find(request.cookies[sessionCookie(request)])
  if (known && (!wanted || wanted.sub === known.sub)) return known
  const chosen = wanted ?? (as.login.mode === 'auto' ? as.devices.approver : undefined)
  return chosen && opened(as, request, chosen)
}

function opened(as: AuthorizationServer, request: Request, user: User): Session {
  return as.sessions.open(as.entropy.string(32), user.sub, as.policy.lifetimes.session, stamp(request, user))
}

/** Why a device can no longer be decided about, for the person who entered its code. */
function unusable(as: AuthorizationServer, device: Kept<DeviceCode> | undefined): string | undefined {
  if (!device) return 'No device shows this code.'
  if (as.records.expired(device)) return 'This code has expired. Start again on the device.'
  if (device.revoked_at !== undefined || device.taken_at !== undefined) return 'This code was used already.'
  const { decision } = device.value
  return decision === 'pending' ? undefined : `The device was ${decision} already.`
}

async function remember(as: AuthorizationServer, visit: Visit): Promise<string> {
  const id = as.entropy.string(24)
  await as.devices.visits.keep(id, visit, { family: id, expires_at: as.expiry(600) })
  return id
}

function shown(as: AuthorizationServer, request: Request, status: number, step: DevicePage['shown']): Reply {
  return page(status, { name: 'device', action: as.url('device', request) ?? '', shown: step })
}
