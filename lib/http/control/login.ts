// Routes of logins: how users get through, what the next logins come to, and their end.

import { ERROR_CODES } from '../../protocol/error.js'
import { json } from '../../protocol/messages.js'
import type { Members } from '../../protocol/messages.js'
import { nearest } from '../../protocol/spelling.js'
import type { Realm } from '../../realm/realm.js'
import { ControlProblem } from './problem.js'
import type { Route } from './route.js'
import { userNamed } from './user.js'

export const LOGIN_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/login',
    id: 'readLogin',
    summary: 'Tells how users get through the authorization endpoint, and which logins are queued',
    answers: { 200: 'Login' },
    handle: ({ realm }) => json(200, readLogin(realm)),
  },
  {
    method: 'PUT',
    path: '/v1/login',
    id: 'setLogin',
    summary: 'Changes how users get through the authorization endpoint',
    body: { schema: 'LoginChange', example: { login: 'auto:alice' } },
    answers: { 200: 'Login' },
    handle: ({ realm, body, backstage }) => {
      const login = String(body['login'])
      if (login.startsWith('auto:')) userNamed(realm, login.slice('auto:'.length))
      backstage.fixtures.login(realm, login)
      return json(200, readLogin(realm))
    },
  },
  {
    method: 'POST',
    path: '/v1/login/next',
    id: 'queueLogin',
    summary: 'Queues who logs in next, or that the next login is denied',
    body: { schema: 'Outcome', many: true, example: { user: 'bob' } },
    answers: { 201: 'Login' },
    handle: ({ realm, bodies }) => {
      const outcomes = bodies.map((body) => outcomeOf(realm, body as Wanted))
      for (const outcome of outcomes) realm.server.logins.queue(outcome)
      return json(201, readLogin(realm))
    },
  },
  {
    method: 'DELETE',
    path: '/v1/login/next',
    id: 'clearLogins',
    summary: 'Forgets the queued logins',
    answers: { 200: 'Login' },
    handle: ({ realm }) => {
      realm.server.logins.clear()
      return json(200, readLogin(realm))
    },
  },
  {
    method: 'POST',
    path: '/v1/logout',
    id: 'logout',
    summary: 'Ends sessions and tells the clients, as an administrator would',
    body: { schema: 'LogoutRequest', optional: true, example: { user: 'alice' } },
    answers: { 200: 'LoggedOut' },
    handle: async ({ realm, request, body }) => {
      const user = body['user'] === undefined ? undefined : userNamed(realm, body['user'] as string)
      const { sessions, revoked, notices } = await realm.logout(user?.sub, request)
      return json(200, { sessions, revoked, notices })
    },
  },
]

function readLogin(realm: Realm): Members {
  const { login, logins } = realm.server
  const named = login.mode === 'auto' && login.user !== undefined ? `auto:${login.user}` : login.mode
  return { login: named, next: logins.waiting() }
}

interface Wanted {
  readonly user?: string
  readonly deny?: string | boolean
  readonly tag?: string
}

function outcomeOf(realm: Realm, { user, deny, tag }: Wanted) {
  if ((user === undefined) === (deny === undefined || deny === false))
    throw new ControlProblem(
      400,
      'a login has a user or is denied',
      'send {"user": "bob"} or {"deny": "access_denied"}',
    )
  return {
    ...(user !== undefined && { user: userNamed(realm, user).username }),
    ...(deny !== undefined && deny !== false && { deny: errorCode(deny === true ? 'access_denied' : deny) }),
    ...(tag !== undefined && { tag }),
  }
}

function errorCode(name: string): string {
  if (Object.hasOwn(ERROR_CODES, name)) return name
  const near = nearest(name, Object.keys(ERROR_CODES))
  const hint = near ? `did you mean '${near}'?` : 'write access_denied, login_required or another OAuth error code'
  throw new ControlProblem(400, `'${name.slice(0, 80)}' is not an OAuth error code`, hint, { pointer: '/deny' })
}
