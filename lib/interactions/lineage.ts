// What a request follows from: the record behind the code, token, page or session that it presents. At most one
// look into the records, and none for a request that presents nothing.

import { decodeJwt } from '../protocol/jwt.js'
import type { EndpointName, Request } from '../protocol/messages.js'
import type { Origin } from '../protocol/origin.js'
import { joinScope } from '../protocol/scope.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { sessionCookie } from './user.js'

export interface Ancestor {
  /** Absent for what no request made: a fixture planted it. */
  readonly origin?: Origin | undefined
  /** What all that came from one authorization shares. */
  readonly family?: string
  readonly sub?: string | undefined
  readonly client_id?: string | undefined
  /** Values separated by spaces. */
  readonly scope?: string | undefined
  /** A session lends its tag to the conversations that begin in it, and is no part of them. */
  readonly begins?: true
}

type Look = (as: AuthorizationServer, request: Request) => Promise<Ancestor | undefined>

const LOOKS: Partial<Record<EndpointName, Look>> = {
  token: (as, { form }) =>
    artifact(
      as,
      form.peek('code') ?? form.peek('refresh_token') ?? form.peek('device_code') ?? form.peek('subject_token'),
    ),
  introspection: (as, { form }) => artifact(as, form.peek('token')),
  revocation: (as, { form }) => artifact(as, form.peek('token')),
  userinfo: bearer,
  resource: bearer,
  documents: bearer,
  authorization: async (as, request) => (await pushed(as, request)) ?? begun(session(as, request)),
  login: interaction,
  consent: interaction,
  device,
  end_session: loggingOut,
}

/** Never rejects: a store that fails is for the endpoint to report. */
export async function ancestorOf(as: AuthorizationServer, request: Request): Promise<Ancestor | undefined> {
  const look = LOOKS[request.endpoint]
  try {
    return look && (await look(as, request))
  } catch {
    return undefined
  }
}

async function artifact(as: AuthorizationServer, presented: string | undefined): Promise<Ancestor | undefined> {
  if (presented === undefined) return undefined
  const jti = decodeJwt(presented)?.claims['jti']
  const record = await as.records.find(typeof jti === 'string' ? jti : presented)
  if (!record) return undefined
  const { origin, sub, client_id, scope } = record.value
  return { origin, family: record.family, sub, client_id, scope }
}

function bearer(as: AuthorizationServer, { authorizations, form }: Request): Promise<Ancestor | undefined> {
  const sent = authorizations.find((value) => /^(bearer|dpop) /i.test(value))?.replace(/^\w+ +/, '')
  return artifact(as, sent ?? form.peek('access_token'))
}

async function pushed(as: AuthorizationServer, request: Request): Promise<Ancestor | undefined> {
  const request_uri = peek(request, 'request_uri')
  return request_uri === undefined ? undefined : (await as.pushed.find(request_uri))?.value
}

async function interaction(as: AuthorizationServer, request: Request): Promise<Ancestor | undefined> {
  const id = peek(request, 'interaction')
  const kept = id === undefined ? undefined : await as.interactions.find(id)
  if (!kept) return undefined
  const { origin, session, client_id, scope } = kept.value
  return { origin, sub: as.sessions.find(session)?.sub, client_id, scope: joinScope(scope) }
}

async function device(as: AuthorizationServer, request: Request): Promise<Ancestor | undefined> {
  const id = request.form.peek('interaction')
  const visit = id === undefined ? undefined : await as.devices.visits.find(id)
  const user_code = visit?.value.user_code ?? peek(request, 'user_code')
  const record = user_code === undefined ? undefined : await as.devices.find(user_code)
  return record && { origin: record.value.origin, family: record.family }
}

/** By the page that is answered, the browser's cookie, or the ID Token, in this order. */
async function loggingOut(as: AuthorizationServer, request: Request): Promise<Ancestor | undefined> {
  const id = request.form.peek('interaction')
  const kept = id === undefined ? undefined : await as.logouts.find(id)
  if (kept) return { origin: kept.value.origin, sub: as.sessions.find(kept.value.session)?.sub }
  const sid = decodeJwt(peek(request, 'id_token_hint') ?? '')?.claims['sid']
  return session(as, request) ?? (typeof sid === 'string' ? as.sessions.bySid(sid) : undefined)
}

function session(as: AuthorizationServer, request: Request): Ancestor | undefined {
  return as.sessions.find(request.cookies[sessionCookie(request)])
}

function begun(one: Ancestor | undefined): Ancestor | undefined {
  return one && { origin: one.origin, begins: true }
}

function peek({ form, query }: Request, name: string): string | undefined {
  return form.peek(name) ?? query.peek(name)
}
