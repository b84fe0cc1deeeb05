// The control API: the tester's verbs over HTTP, under `/_mock/v1` of every realm, and the explanations
// behind `error_uri` under `/_mock/why`. What lives here: routes and their guard. What does not: what
// the verbs do; that is the realm's.

import { json } from '../../protocol/messages.js'
import type { Members, Reply } from '../../protocol/messages.js'
import { nearest } from '../../protocol/spelling.js'
import type { Realm } from '../../realm.js'
import type { ControlRequest } from '../server.js'
import { bodyOf, member } from './body.js'
import { moveClock, readClock } from './clock.js'
import { guard } from './guard.js'
import type { Guard } from './guard.js'
import { summary, whole } from './journal.js'
import { readKeys, rotateKeys } from './keys.js'
import { logOut } from './logout.js'
import { approve, deny, readPending } from './pending.js'
import { ControlProblem, problem } from './problem.js'
import { why } from './why.js'

/** What the process says of itself. */
export type About = () => Members

interface Call {
  readonly realm: Realm
  readonly request: ControlRequest
  /** What `*` stands for in the route. */
  readonly name: string
  readonly about: About
}

/** `METHOD /path`, where a `*` segment is a name. */
const ROUTES: Readonly<Record<string, (call: Call) => Reply | Promise<Reply>>> = {
  'GET /': ({ request }) => json(200, { control: `${request.base}/_mock/v1`, routes: Object.keys(ROUTES) }),
  'GET /why/*': ({ realm, request, name }) => why(entry(realm, name), request),
  'GET /v1/health': ({ about, realm }) =>
    json(200, { status: 'ready', ...about(), issuer: realm.server.locations.issuer() }),
  'GET /v1/clock': ({ realm }) => json(200, readClock(realm)),
  'PUT /v1/clock': ({ realm, request }) => json(200, moveClock(realm, 'set', request)),
  'POST /v1/clock/*': ({ realm, request, name }) => json(200, moveClock(realm, name, request)),
  'GET /v1/faults': ({ realm }) => json(200, { faults: realm.faults.list() }),
  'POST /v1/faults': ({ realm, request }) => json(201, { ...arm(realm, request) }),
  'DELETE /v1/faults': ({ realm }) => {
    realm.faults.clear()
    return json(200, { faults: [] })
  },
  'DELETE /v1/faults/*': ({ realm, name }) => {
    if (!realm.faults.disarm(name)) throw new ControlProblem(404, `no fault has the id '${name}'`)
    return json(200, { faults: realm.faults.list() })
  },
  'GET /v1/journal': ({ realm }) => json(200, { entries: realm.journal.list().map(summary) }),
  'GET /v1/journal/*': ({ realm, name }) => json(200, whole(entry(realm, name))),
  'DELETE /v1/journal': ({ realm }) => {
    realm.journal.clear()
    return json(200, { entries: [] })
  },
  'GET /v1/keys': ({ realm }) => json(200, readKeys(realm)),
  'POST /v1/keys/rotate': async ({ realm, request }) => json(200, await rotateKeys(realm, request)),
  'POST /v1/logout': async ({ realm, request }) => json(200, await logOut(realm, request)),
  'GET /v1/pending': ({ realm, request }) => json(200, readPending(realm, request)),
  'POST /v1/pending/*/approve': async ({ realm, request, name }) => json(200, await approve(realm, name, request)),
  'POST /v1/pending/*/deny': async ({ realm, name }) => json(200, await deny(realm, name)),
  'POST /v1/reset': async ({ realm }) => {
    await realm.reset()
    return json(200, { reset: true })
  },
}

/** These tell nothing that a token would have to protect. */
const OPEN = new Set(['GET /why/*', 'GET /v1/health'])

/** The handler of everything below `/_mock`. Never rejects. */
export function controlOf(
  realms: (id: string) => Realm | undefined,
  guarded: () => Guard,
  about: About,
): (request: ControlRequest) => Promise<Reply> {
  return async (request) => {
    try {
      const { route, name } = routeOf(request)
      guard(request, guarded(), OPEN.has(route))
      const realm = realms(request.realm)
      if (!realm) throw new ControlProblem(404, `there is no realm '${request.realm}'`)
      const handler = ROUTES[route]
      if (!handler) throw new TypeError(`route ${route} has no handler`)
      return await handler({ realm, request, name, about })
    } catch (error) {
      if (error instanceof ControlProblem) return problem(error)
      return problem(new ControlProblem(500, `this is a bug of mock-oauth2-provider: ${String(error)}`))
    }
  }
}

function routeOf({ method, path }: ControlRequest): { readonly route: string; readonly name: string } {
  const verb = method === 'HEAD' ? 'GET' : method
  const exact = path.length > 1 ? path.replace(/\/$/, '') : path
  const fitting = Object.keys(ROUTES).flatMap((route) => {
    const [allowed = '', at = ''] = route.split(' ')
    const name = nameIn(at, exact)
    return name === undefined ? [] : [{ route, allowed, name }]
  })
  const found = fitting.find(({ allowed }) => allowed === verb)
  if (found) return found
  const methods = fitting.map(({ allowed }) => allowed)
  if (methods.length > 0) throw new ControlProblem(405, `${exact} takes ${methods.join(', ')}, not ${method}`)
  const near = nearest(exact, new Set(Object.keys(ROUTES).map((route) => route.split(' ')[1] ?? '')))
  throw new ControlProblem(
    404,
    `there is no ${exact} here`,
    near === undefined ? 'GET /_mock lists the routes' : `did you mean /_mock${near}?`,
  )
}

/** What `*` stands for in a path; `''` where the pattern has none, `undefined` where the path does not fit. */
function nameIn(pattern: string, path: string): string | undefined {
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return path === before ? '' : undefined
  const name = path.slice(before.length, path.length - after.length)
  return path === `${before}${name}${after}` && /^[^/]+$/.test(name) ? name : undefined
}

function entry(realm: Realm, id: string) {
  const found = realm.journal.find(id)
  if (!found)
    throw new ControlProblem(404, `the journal has no entry '${id}'`, 'it keeps the last 5,000, until a reset')
  return found
}

function arm(realm: Realm, request: ControlRequest) {
  const body = bodyOf(request)
  try {
    const note = body['note']
    return realm.faults.arm({
      rule: String(member(body, 'rule', '"token=invalid_grant@2"')),
      ...(typeof note === 'string' && { note }),
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'RuleError') throw new ControlProblem(400, error.message)
    throw error
  }
}
