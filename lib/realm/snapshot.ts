// All that a realm remembers, as plain JSON, and back. The journal is no part of it: what happened has happened.

import type { FaultPlan } from '../faults/rules/plan.js'
import { plain, revived } from '../protocol/plain.js'
import type { Drawer } from '../resources/drawer.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Clock, ClockReading } from '../state/clock.js'

/** Private keys, codes and tokens stand in it in full. */
export interface RealmSnapshot {
  readonly version: 1
  /** The id of the realm that it was taken of; another one may be given it too. */
  readonly realm: string
  /** ISO 8601, on the realm's clock. */
  readonly taken_at: string
  /** Meant for nobody's eyes; another version of this program may write it in another way. */
  readonly state: Readonly<Record<string, unknown>>
}

interface Parts {
  readonly id: string
  readonly server: AuthorizationServer
  readonly clock: Clock
  readonly faults: FaultPlan
  readonly drawer: Drawer
}

export function snapshotOf({ id, server, clock, faults, drawer }: Parts): RealmSnapshot {
  const state = { ...saved(server), clock: clock.read(), faults: faults.save(), documents: drawer.save() }
  const taken_at = new Date(clock.now()).toISOString()
  return { version: 1, realm: id, taken_at, state: plain(state) as RealmSnapshot['state'] }
}

/** @throws RangeError for what is no snapshot, before anything is changed. */
export function restoreTo({ server, clock, faults, drawer }: Parts, snapshot: RealmSnapshot): void {
  const given: { readonly version?: unknown; readonly state?: object | null } | null = snapshot
  if (given?.version !== 1 || typeof given.state !== 'object' || given.state === null)
    throw new RangeError('this is no snapshot of a realm; take one with GET /_mock/v1/realms/{id}/snapshot')
  const state = revived(given.state) as ReturnType<typeof saved> & {
    readonly clock: ClockReading
    readonly faults: ReturnType<FaultPlan['save']>
    readonly documents: ReturnType<Drawer['save']>
  }
  const absent = [...NAMES, 'clock', 'faults', 'documents'].filter((name) => !(name in state))
  if (absent.length > 0) throw new RangeError(`the snapshot lacks ${absent.join(', ')}; take a new one`)
  faults.load(state.faults)
  clock.restore(state.clock)
  drawer.load(state.documents)
  load(server, state)
}

function saved(as: AuthorizationServer) {
  return {
    policy: as.policy,
    login: as.login,
    logins: as.logins.waiting(),
    entropy: as.entropy.save(),
    keys: as.keys.save(),
    clients: as.clients.save(),
    users: as.users.save(),
    registrations: as.registrations.save(),
    client_documents: as.documents.save(),
    records: as.records.save(),
    interactions: as.interactions.save(),
    pushed: as.pushed.save(),
    logouts: as.logouts.save(),
    devices: as.devices.save(),
    sessions: as.sessions.snapshot(),
    replays: as.replays.save(),
    nonces: as.nonces.save(),
  }
}

const NAMES: readonly (keyof ReturnType<typeof saved>)[] = [
  'policy',
  'login',
  'logins',
  'entropy',
  'keys',
  'clients',
  'users',
  'registrations',
  'client_documents',
  'records',
  'interactions',
  'pushed',
  'logouts',
  'devices',
  'sessions',
  'replays',
  'nonces',
]

function load(as: AuthorizationServer, state: ReturnType<typeof saved>): void {
  as.policy = state.policy
  as.login = state.login
  as.logins.load(state.logins)
  as.entropy.load(state.entropy)
  as.keys.load(state.keys)
  as.clients.load(state.clients)
  as.users.load(state.users)
  as.registrations.load(state.registrations)
  as.documents.load(state.client_documents)
  as.records.load(state.records)
  as.interactions.load(state.interactions)
  as.pushed.load(state.pushed)
  as.logouts.load(state.logouts)
  as.devices.load(state.devices)
  as.sessions.load(state.sessions)
  as.replays.load(state.replays)
  as.nonces.load(state.nonces)
}
