// Routes of snapshots: all that a realm remembers, taken and brought back, so that a test begins where another setup ended.

import { json } from '../../protocol/messages.js'
import { nearest } from '../../protocol/spelling.js'
import type { Realm } from '../../realm/realm.js'
import { ControlProblem } from './problem.js'
import type { Call, Route } from './route.js'

type Snapshot = Parameters<Realm['restore']>[0]

export const SNAPSHOT_ROUTES: readonly Route[] = [
  ...routesAt('/v1/snapshot', 'Snapshot', ({ realm }) => realm),
  ...routesAt('/v1/realms/{id}/snapshot', 'RealmSnapshot', named),
]

function routesAt(path: string, noun: string, realmOf: (call: Call) => Realm): readonly Route[] {
  const where = path.includes('{') ? 'a realm' : 'this realm'
  return [
    {
      method: 'GET',
      path,
      id: `take${noun}`,
      summary: `Tells all that ${where} remembers`,
      answers: { 200: 'Snapshot' },
      handle: (call) => json(200, { ...realmOf(call).snapshot() }),
    },
    {
      method: 'PUT',
      path,
      id: `restore${noun}`,
      summary: `Brings back what ${where} remembered`,
      body: { schema: 'Snapshot', example: { version: 1 } },
      answers: { 200: 'Restored' },
      handle: async (call) => {
        await restored(realmOf(call), call.body as unknown as Snapshot)
        return json(200, { restored: true })
      },
    },
  ]
}

async function restored(realm: Realm, snapshot: Snapshot): Promise<void> {
  try {
    await realm.restore(snapshot)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const hint = 'take a new one; POST /_mock/v1/reset brings back the fixtures'
    throw new ControlProblem(400, `this snapshot cannot be read: ${error.message}`, hint)
  }
}

function named({ at, backstage: { realms } }: Call): Realm {
  const id = at['id'] ?? ''
  const realm = realms.get(id)
  if (realm) return realm
  const known = realms.list().map((one) => one.id)
  const near = nearest(id, known)
  const hint = near ? `did you mean '${near}'?` : 'GET /_mock/v1/realms lists them'
  throw new ControlProblem(404, `there is no realm '${id}'`, hint, { code: 'realm-unknown' })
}
