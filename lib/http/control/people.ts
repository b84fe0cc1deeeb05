// Routes of clients and users: as fixtures have them, changed while the realm runs. A reset brings the fixtures back.

import { json } from '../../protocol/messages.js'
import type { Members } from '../../protocol/messages.js'
import { nearest } from '../../protocol/spelling.js'
import { mistaken } from './body.js'
import { ControlProblem } from './problem.js'
import type { Call, Route } from './route.js'
import type { SchemaName } from './schemas/index.js'

interface Kind {
  readonly one: string
  readonly many: 'clients' | 'users'
  readonly key: 'client_id' | 'username'
  readonly entry: SchemaName
  readonly shown: SchemaName
  readonly listed: SchemaName
  readonly patch: SchemaName
  readonly example: Members
  list(call: Call): readonly Members[]
  put(call: Call, entry: Members): Promise<Members>
  drop(call: Call, name: string): boolean
}

const CLIENTS: Kind = {
  one: 'Client',
  many: 'clients',
  key: 'client_id',
  entry: 'ClientEntry',
  shown: 'Client',
  listed: 'Clients',
  patch: 'ClientPatch',
  example: { client_id: 'web', client_secret: 's3cret', redirect_uris: ['http://localhost:3000/callback'] },
  list: ({ realm, backstage }) => backstage.fixtures.clients(realm),
  put: ({ realm, backstage }, entry) => backstage.fixtures.client(realm, entry),
  drop: ({ realm, backstage }, name) => backstage.fixtures.dropClient(realm, name),
}

const USERS: Kind = {
  one: 'User',
  many: 'users',
  key: 'username',
  entry: 'UserEntry',
  shown: 'User',
  listed: 'Users',
  patch: 'UserPatch',
  example: { username: 'carol', claims: { email: 'carol@example.com' } },
  list: ({ realm, backstage }) => backstage.fixtures.users(realm),
  put: ({ realm, backstage }, entry) => backstage.fixtures.user(realm, entry),
  drop: ({ realm, backstage }, name) => backstage.fixtures.dropUser(realm, name),
}

function routesOf(kind: Kind): readonly Route[] {
  const { one, many, key, entry, shown, listed, patch, example } = kind
  const [all, named] = [`/v1/${many}`, `/v1/${many}/{${key}}`]
  const noun = one.toLowerCase()
  return [
    {
      method: 'GET',
      path: all,
      id: `list${one}s`,
      summary: `Lists the ${many}`,
      answers: { 200: listed },
      handle: (call) => json(200, { [many]: kind.list(call) }),
    },
    {
      method: 'POST',
      path: all,
      id: `add${one}`,
      summary: `Adds a ${noun}, or several`,
      body: { schema: entry, many: true, example },
      answers: { 201: [shown, listed], 409: 'Problem' },
      handle: async (call) => {
        for (const [i, body] of call.bodies.entries()) ensureNew(kind, call, body, i)
        const added: Members[] = []
        for (const body of call.bodies) added.push(await kind.put(call, body))
        return json(201, call.listed ? { [many]: added } : (added[0] ?? {}))
      },
    },
    {
      method: 'GET',
      path: named,
      id: `read${one}`,
      summary: `Tells one ${noun}`,
      answers: { 200: shown },
      handle: (call) => json(200, found(kind, call)),
    },
    {
      method: 'PUT',
      path: named,
      id: `put${one}`,
      summary: `Adds a ${noun} or replaces it`,
      body: { schema: entry, example },
      answers: { 200: shown, 201: shown },
      handle: async (call) => {
        const known = kind.list(call).some((other) => other[key] === call.at[key])
        return json(known ? 200 : 201, await kind.put(call, withName(kind, call)))
      },
    },
    {
      method: 'PATCH',
      path: named,
      id: `change${one}`,
      summary: `Changes members of a ${noun}; null takes one away`,
      body: { schema: patch, example: many === 'clients' ? { client_secret: 'other' } : { claims: { locale: 'de' } } },
      answers: { 200: shown },
      handle: async (call) => json(200, await kind.put(call, merged(found(kind, call), withName(kind, call)))),
    },
    {
      method: 'DELETE',
      path: named,
      id: `remove${one}`,
      summary: `Removes a ${noun} and lists the others`,
      answers: { 200: listed },
      handle: (call) => {
        kind.drop(call, String(found(kind, call)[key]))
        return json(200, { [many]: kind.list(call) })
      },
    },
  ]
}

export const PEOPLE_ROUTES: readonly Route[] = [...routesOf(CLIENTS), ...routesOf(USERS)]

function found(kind: Kind, call: Call): Members {
  const { one, many, key } = kind
  const name = call.at[key] ?? ''
  const all = kind.list(call)
  const entry = all.find((other) => other[key] === name)
  if (entry) return entry
  const near = nearest(
    name,
    all.map((other) => String(other[key])),
  )
  const hint = near ? `did you mean '${near}'?` : `GET /_mock/v1/${many} lists them`
  throw new ControlProblem(404, `there is no ${one.toLowerCase()} '${name}'`, hint)
}

function ensureNew(kind: Kind, call: Call, body: Members, i: number): void {
  const { one, many, key } = kind
  const pointer = call.listed ? `/${i}/${key}` : `/${key}`
  const name = body[key]
  if (typeof name !== 'string')
    throw mistaken([{ detail: `${key} is missing`, pointer, hint: `send ${JSON.stringify(kind.example)}` }])
  if (!kind.list(call).some((other) => other[key] === name)) return
  throw new ControlProblem(
    409,
    `there is a ${one.toLowerCase()} '${name}' already`,
    `PUT or PATCH /_mock/v1/${many}/${encodeURIComponent(name)} changes it`,
    { code: 'exists-already', pointer },
  )
}

/** The name in the path; the body may repeat it and may not contradict it. */
function withName({ key }: Kind, { at, body }: Call): Members {
  const name = at[key]
  if (body[key] !== undefined && body[key] !== name)
    throw mistaken([
      { detail: `the path says ${key} '${name}', the body ${JSON.stringify(body[key])}`, pointer: `/${key}` },
    ])
  return { ...body, [key]: name }
}

/** RFC 7396. */
function merged(base: unknown, change: unknown): Members {
  const result: Record<string, unknown> = isObject(base) ? { ...base } : {}
  for (const [name, value] of Object.entries(change as Members)) {
    if (value === null) delete result[name]
    else result[name] = isObject(value) ? merged(result[name], value) : value
  }
  return result
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
