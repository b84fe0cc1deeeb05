// Routes of realms: made, listed, dropped, entered by a browser, remembered and brought back.

import { json } from '../../protocol/messages.js'
import type { Members, Reply } from '../../protocol/messages.js'
import { TAG_COOKIE } from '../../protocol/origin.js'
import { nearest } from '../../protocol/spelling.js'
import type { Realm } from '../../realm/realm.js'
import type { RealmReading } from './backstage.js'
import { ControlProblem } from './problem.js'
import type { Call, Route } from './route.js'

const ENTER_QUERY = {
  tag: { type: 'string', description: 'What the browser is called from now on.', examples: ['test-7'] },
  return_to: { type: 'string', description: 'Where the browser goes on; the start page of the realm when absent.' },
}
const ENTERED = { media_type: 'text/plain', says: 'Nothing; the browser is sent on.' }

export const REALM_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/realms',
    id: 'listRealms',
    summary: 'Lists the realms, the default one first',
    answers: { 200: 'Realms' },
    handle: (call) => json(200, { realms: call.backstage.realms.list().map((one) => shown(call, one)) }),
  },
  {
    method: 'POST',
    path: '/v1/realms',
    id: 'createRealm',
    summary: 'Makes a realm: an issuer with clients, users, clock, faults and journal of its own',
    body: {
      schema: 'RealmRequest',
      optional: true,
      example: { id: 'checkout-7', faults: ['token=503@1'], ttl: '10m' },
    },
    answers: { 201: 'Realm', 409: 'Problem', 503: 'Problem' },
    handle: async (call) => {
      const { id } = await call.backstage.realms.create(call.body)
      return json(201, found(call, id))
    },
  },
  {
    method: 'GET',
    path: '/v1/realms/{id}',
    id: 'readRealm',
    summary: 'Tells where a realm is and when it goes',
    answers: { 200: 'Realm' },
    handle: (call) => json(200, found(call, call.at['id'])),
  },
  {
    method: 'DELETE',
    path: '/v1/realms/{id}',
    id: 'deleteRealm',
    summary: 'Drops a realm with all that it knows and lists the others',
    answers: { 200: 'Realms' },
    handle: async (call) => {
      const { realms } = call.backstage
      await realms.delete(String(found(call, call.at['id'])['id']))
      return json(200, { realms: realms.list().map((one) => shown(call, one)) })
    },
  },
  {
    method: 'GET',
    path: '/v1/realms/{id}/enter',
    id: 'enterRealm',
    summary: 'Tags a browser and sends it on, for a realm by its name',
    open: true,
    query: ENTER_QUERY,
    answers: { 303: ENTERED },
    handle: async (call) => {
      const id = String(found(call, call.at['id'])['id'])
      return entered(call, (await call.backstage.realms.open(id)) ?? call.realm)
    },
  },
  {
    method: 'GET',
    path: '/v1/enter',
    id: 'enter',
    summary: 'Tags a browser and sends it on',
    open: true,
    query: ENTER_QUERY,
    answers: { 303: ENTERED },
    handle: (call) => entered(call, call.realm),
  },
]

function found(call: Call, id = ''): Members {
  const all = call.backstage.realms.list()
  const reading = all.find((realm) => realm.id === id)
  if (reading) return shown(call, reading)
  const near = nearest(
    id,
    all.map((realm) => realm.id),
  )
  throw new ControlProblem(
    404,
    `there is no realm '${id}'`,
    near ? `did you mean '${near}'?` : 'POST /_mock/v1/realms',
    {
      code: 'realm-unknown',
    },
  )
}

function shown({ request, backstage }: Call, { id, ...reading }: RealmReading): Members {
  const realm = backstage.realms.get(id)
  const mount = id === '' ? '' : `/realms/${encodeURIComponent(id)}`
  const issuer = realm?.server.issuer(request) ?? `${request.base}${mount}`
  const times = Object.entries(reading).map(([name, value]) => [
    name,
    typeof value === 'number' ? new Date(value).toISOString() : value,
  ])
  return {
    ...(Object.fromEntries(times) as Members),
    id,
    issuer,
    discovery: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    control: `${request.base}${mount}/_mock/v1`,
  }
}

/** For an end-to-end test that can do no more than open a page: the cookie comes first. */
function entered({ query, request }: Call, realm: Realm): Reply {
  const { tag, return_to } = query
  const location = return_to ?? `${request.base}${realm.mount}/`
  // Control characters would be a way to write headers; a script URL one to run it here.
  if (!URL.canParse(location, request.base) || !/^https?:/.test(new URL(location, request.base).protocol))
    throw new ControlProblem(400, `return_to '${location.slice(0, 200)}' is no http or https URL`)
  return {
    status: 303,
    headers: { 'cache-control': 'no-store', location: new URL(location, request.base).href },
    content: { kind: 'empty' },
    ...(tag !== undefined && { cookies: [{ name: TAG_COOKIE, value: tag, path: `${realm.mount}/` }] }),
  }
}
