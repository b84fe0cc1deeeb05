// The realms that are there beside the default one: since when, how long unused, how heavy. Idle ones go.

import type { Realm } from '../realm/realm.js'

/** A realm as it is listed. Times are milliseconds since the epoch, in real time. */
export interface RealmReading {
  readonly id: string
  /** The issuer identifier, or `request`. */
  readonly issuer: string
  readonly made_by: 'start' | 'fixtures' | 'control' | 'request'
  readonly made_at: number
  readonly used_at: number
  /** When it goes if nobody asks it; absent for never. */
  readonly expires_at?: number
}

interface Kept {
  readonly realm: Realm
  readonly made_by: RealmReading['made_by']
  readonly made_at: number
  /** Milliseconds without a request. */
  readonly ttl: number
  used_at: number
}

const EVERY = 60_000
/** Bytes that all of them may take. */
export const MOST_BYTES = 1024 ** 3
const RECORD_WEIGHT = 1_000

export class Residents {
  readonly #home: Realm
  readonly #kept = new Map<string, Kept>()
  readonly #homeAt: number
  readonly #attendants: ((realm: Realm) => void)[] = []
  #timer: NodeJS.Timeout | undefined

  /** @param home The default realm, which keeps the time for all and is told when memory is short. */
  constructor(home: Realm) {
    this.#home = home
    this.#homeAt = home.clock.real()
  }

  get size(): number {
    return this.#kept.size
  }

  find(id: string): Realm | undefined {
    return this.#kept.get(id)?.realm
  }

  /** The same for a request, which makes it stay. */
  use(id: string): Realm | undefined {
    const kept = this.#kept.get(id)
    if (kept) kept.used_at = this.#home.clock.real()
    return kept?.realm
  }

  /** @param ttl Milliseconds without a request. */
  add(realm: Realm, made_by: RealmReading['made_by'], ttl: number): void {
    const now = this.#home.clock.real()
    this.#kept.set(realm.id, { realm, made_by, ttl, made_at: now, used_at: now })
    for (const attend of this.#attendants) attend(realm)
    this.#timer ??= setInterval(() => this.sweep(), EVERY).unref()
  }

  /** Calls for every realm that is there, and for every one that comes. */
  attend(listener: (realm: Realm) => void): void {
    for (const realm of this.all()) listener(realm)
    this.#attendants.push(listener)
  }

  drop(id: string): boolean {
    const kept = this.#kept.get(id)
    this.#kept.delete(id)
    kept?.realm.close()
    if (this.#kept.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
    return kept !== undefined
  }

  /** The default realm first, the others in the order in which they came. */
  all(): readonly Realm[] {
    return [this.#home, ...[...this.#kept.values()].map(({ realm }) => realm)]
  }

  list(): readonly RealmReading[] {
    const at = this.#homeAt
    const home: Kept = { realm: this.#home, made_by: 'start', made_at: at, used_at: at, ttl: Infinity }
    return [home, ...this.#kept.values()].map(reading)
  }

  /** About how many bytes they take. */
  get weight(): number {
    let sum = 0
    for (const { realm } of this.#kept.values()) sum += weightOf(realm)
    return sum
  }

  /** Lets go of idle ones, and of old journal entries where all together weigh too much. A timer does it each minute. */
  sweep(): void {
    const now = this.#home.clock.real()
    for (const [id, { used_at, ttl }] of this.#kept) if (now - used_at >= ttl) this.drop(id)
    if (this.weight <= MOST_BYTES) return
    const hint = `${this.#kept.size} realms take more than 1 GiB; the older half of their journals is dropped`
    this.#home.missed({ method: 'SWEEP', url: '/realms', status: 503, reason: 'realm-memory', hint })
    for (const { realm } of this.#kept.values()) realm.journal.halve()
  }
}

function reading({ realm, made_by, made_at, used_at, ttl }: Kept): RealmReading {
  const expires = ttl === Infinity ? {} : { expires_at: used_at + ttl }
  return { id: realm.id, issuer: realm.server.locations.issuer(), made_by, made_at, used_at, ...expires }
}

function weightOf({ journal, server, drawer }: Realm): number {
  return journal.weight + server.records.size * RECORD_WEIGHT + drawer.weight
}
