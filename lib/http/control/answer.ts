// From a request below `/_mock` to its answer: find the route, judge the caller, read the body, act. Nothing is waited
// for that need not be: called in this process, a verb has had its effect when the call returns.

import { json } from '../../protocol/messages.js'
import type { Reply } from '../../protocol/messages.js'
import { distance, nearest } from '../../protocol/spelling.js'
import type { Realm } from '../../realm/realm.js'
import type { ControlRequest } from '../server.js'
import { Mistaken, type Backstage } from './backstage.js'
import { mistaken, readBody } from './body.js'
import { guard } from './guard.js'
import { ControlProblem, problem } from './problem.js'
import { tell } from './happenings.js'
import { queryOf } from './query.js'
import type { Route } from './route.js'
import { ROUTES } from './routes.js'

/** Never rejects. */
export async function answer(request: ControlRequest, backstage: Backstage): Promise<Reply> {
  try {
    const found = routeOf(request)
    guard(request, backstage.guard(), found.kind === 'found' && found.route.open === true)
    if (found.kind === 'options') return { status: 204, headers: { allow: found.allow }, content: { kind: 'empty' } }
    const { route, at } = found
    const realm = backstage.realms.use(request.realm) ?? (await backstage.realms.open(request.realm))
    if (!realm) throw unknownRealm(request.realm, backstage)
    if (request.problem) throw new ControlProblem(request.problem.status, request.problem.diagnosis.hint)
    const query = queryOf(request, route)
    const read = route.method === 'GET' ? NO_BODY : readBody(request, route, backstage)
    const bodies = read instanceof Promise ? await read : read
    const handled = route.handle({ realm, request, at, backstage, query, ...bodies })
    const reply = handled instanceof Promise ? await handled : handled
    if (route.method !== 'GET') noted(realm, route, reply)
    return reply
  } catch (error) {
    return problem(problemOf(error))
  }
}

/** What a tester did is an event for whoever listens. Questions are none. */
function noted(realm: Realm, { method, path, id }: Route, { content }: Reply): void {
  const [, , topic = ''] = path.split('/')
  if (content.kind !== 'members' || /verify|wait|check|explain/.test(path)) return
  tell(realm, topic, { operation: id, method, ...content.members })
}

const NO_BODY = { body: {}, bodies: [], listed: false } as const

function problemOf(error: unknown): ControlProblem {
  if (error instanceof ControlProblem) return error
  if (error instanceof Mistaken) return mistaken(error)
  // Durations, dates and names that verbs could not read: their sentences are for the tester.
  if (error instanceof RangeError) return new ControlProblem(400, error.message)
  if (error instanceof Error && error.name === 'RuleError') return ruleProblem(error)
  if (error instanceof Error && error.name === 'RealmsError') return realmsProblem(error)
  return new ControlProblem(500, `this is a bug of mock-oauth2-provider: ${String(error)}`)
}

function ruleProblem(error: Error & { readonly hint?: string; readonly offset?: number; readonly length?: number }) {
  const { offset, length } = error
  return new ControlProblem(400, error.message, error.hint, { code: 'rule-unreadable', members: { offset, length } })
}

const REALM_STATUS: Readonly<Record<string, number>> = { id: 400, exists: 409, limit: 503, memory: 503 }

function realmsProblem({ message, hint, code = 'id' }: Error & { readonly hint?: string; readonly code?: string }) {
  return new ControlProblem(REALM_STATUS[code] ?? 400, message, hint, { code: `realm-${code}` })
}

function unknownRealm(id: string, { realms }: Backstage): ControlProblem {
  const known = realms.list().map((realm) => realm.id)
  const near = nearest(id, known)
  const hint = near ? `did you mean '${near}'?` : 'POST /_mock/v1/realms makes one'
  return new ControlProblem(404, `there is no realm '${id}'`, hint, { code: 'realm-unknown' })
}

type Found =
  | { readonly kind: 'found'; readonly route: Route; readonly at: Readonly<Record<string, string>> }
  | { readonly kind: 'options'; readonly allow: string }

function routeOf({ method, path }: ControlRequest): Found {
  const verb = method === 'HEAD' ? 'GET' : method
  const exact = path.length > 1 ? path.replace(/\/$/, '') : path
  const fitting = ROUTES.flatMap((route) => {
    const at = namesIn(route.path, exact)
    return at ? [{ kind: 'found' as const, route, at }] : []
  })
  // A path that is written out wins over one with names: /clock/advance over /clock/{verb}.
  const found = fitting.filter(({ route }) => route.method === verb).sort(byNames)[0]
  if (found) return found
  if (fitting.length === 0) throw noRoute(exact)
  const allow = allowOf(fitting.map(({ route }) => route.method))
  if (method === 'OPTIONS') return { kind: 'options', allow }
  const near = meantBy(
    exact,
    ROUTES.filter((route) => route.method === verb),
  )
  const hint = near === undefined ? undefined : `did you mean ${verb} /_mock${near}?`
  throw new ControlProblem(405, `${exact} takes ${allow}, not ${method}`, hint, { headers: { allow } })
}

const byNames = (one: { at: object }, other: { at: object }): number =>
  Object.keys(one.at).length - Object.keys(other.at).length

function allowOf(methods: readonly string[]): string {
  const all = new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])
  return [...all].join(', ')
}

function noRoute(path: string): ControlProblem {
  const near = meantBy(path, ROUTES)
  const hint = near === undefined ? 'GET /_mock lists the routes' : `did you mean /_mock${near}?`
  return new ControlProblem(404, `there is no ${path.slice(0, 200)} here`, hint, { code: 'route-unknown' })
}

/** The path that was probably meant; what stands in the place of a name is taken as it is. */
function meantBy(path: string, routes: readonly Route[]): string | undefined {
  const asked = path.slice(0, 500).split('/')
  const candidates = routes.flatMap((route) => {
    const steps = route.path.split('/')
    if (steps.length !== asked.length) return []
    const literal = (all: readonly string[]): string => all.filter((_, i) => !steps[i]?.startsWith('{')).join('/')
    const [word, wanted] = [literal(asked), literal(steps)]
    if (nearest(word, [wanted]) === undefined) return []
    const filled = steps.map((step, i) => (step.startsWith('{') ? asked[i] : step)).join('/')
    return [{ filled, apart: distance(word, wanted), names: route.path.split('{').length }]
  })
  const [best] = candidates.toSorted((one, other) => one.apart - other.apart || one.names - other.names)
  return best?.filled
}

/** What the names of a template stand for; `undefined` where the path does not fit. */
export function namesIn(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const [steps, given] = [template.split('/'), path.split('/')]
  if (steps.length !== given.length) return undefined
  const names: Record<string, string> = {}
  for (const [i, step] of steps.entries()) {
    const one = given[i] ?? ''
    if (!step.startsWith('{')) {
      if (step !== one) return undefined
    } else if (one === '') return undefined
    else names[step.slice(1, -1)] = decoded(one)
  }
  return names
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** What `GET /_mock` tells: where to begin. */
export function index(request: ControlRequest, mount: string): Reply {
  const routes = ROUTES.map(({ method, path }) => `${method} ${path}`)
  return json(200, { control: `${request.base}${mount}/_mock/v1`, routes })
}
