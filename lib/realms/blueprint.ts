// What every realm of one provider is made of: the start options and the base fixtures, with what one realm adds.

import type { Fixtures } from '../fixtures/index.js'
import { realmOptions } from './options.js'
import type { Place, StartOptions } from './options.js'
import type { Realm, RealmOptions } from '../realm/realm.js'
import { Clock } from '../state/clock.js'
import { clockFrom } from '../state/clockspec.js'
import { seedFor } from '../state/entropy.js'
import { ownKeys } from '../state/ownkeys.js'

/** What a further realm is made of; everything may be left out. */
export interface RealmSpec {
  /** Part of its issuer, `/realms/{id}`: 1 to 100 letters, digits, `.`, `_`, `~`, `-`. Drawn when absent. */
  readonly id?: string
  /** Laid over the base fixtures as one file is over another: lists merge by identity. */
  readonly fixtures?: Fixtures
  /** Fault rules; they join those of the fixtures. */
  readonly faults?: readonly string[]
  /** How long it stays when nobody asks it: `30m` when absent, `never`. */
  readonly ttl?: string | number
  /** Absent: one of its own, made of the base seed and the id, where there is a base seed. */
  readonly seed?: number
  /** `system`, `+30d`, `frozen`, … Absent: it goes with the clock of the default realm until it is moved. */
  readonly clock?: string
  /** `shared`, the default: the keys of the base fixtures, rotated on their own. `own`: made for this realm alone. */
  readonly keys?: 'shared' | 'own'
}

/** Its own bounds are lower than those of the default realm, because there are many. */
const JOURNAL = { entries: 2_000, bytes: 16 * 1024 * 1024 } as const
const RECORDS = 50_000

export class Blueprint {
  readonly fixtures: Fixtures
  /** The default realm's. */
  readonly base: RealmOptions
  readonly #options: StartOptions
  readonly #place: Place

  /** @throws RangeError for a bad option. */
  constructor(options: StartOptions, fixtures: Fixtures, place: Place) {
    this.#options = options
    this.fixtures = fixtures
    this.#place = place
    this.base = realmOptions(options, fixtures, place)
  }

  /** A realm that adds nothing to the base. */
  plain(id: string, home: Realm): RealmOptions {
    return this.#own(this.base, { id }, home)
  }

  /**
   * @throws FixturesError with every mistake in the fixtures, RangeError for a bad clock.
   */
  async layered(spec: RealmSpec & { readonly id: string }, home: Realm): Promise<RealmOptions> {
    const { fixtures: over, keys } = spec
    const fixtures = over && { ...(await laid(this.fixtures, over)) }
    const base = fixtures ? realmOptions(this.#options, fixtures, this.#place) : this.base
    const options = this.#own(base, fixtures?.seed === undefined ? spec : { seed: fixtures.seed, ...spec }, home)
    return keys === 'own' ? { ...options, keys: await ownKeys(spec.id) } : options
  }

  #own(base: RealmOptions, { id, seed, clock, faults = [] }: RealmSpec & { readonly id: string }, home: Realm) {
    const { now } = this.#options
    const own = seed ?? (base.seed === undefined ? undefined : seedFor(base.seed, id))
    return {
      ...base,
      id,
      issuer: () => within(this.#place.issuer(), id),
      faults: [...(base.faults ?? []), ...faults],
      clock: clock === undefined ? new Clock(now, home.clock) : clockFrom(clock, now, home.clock),
      journal: JOURNAL,
      records: RECORDS,
      ...(own !== undefined && { seed: own }),
    }
  }
}

/** The base without what only a server has, and this over it. */
async function laid(
  { server: _server, realms: _realms, env: _env, ...base }: Fixtures,
  over: Fixtures,
): Promise<Fixtures> {
  const { loadFixtures } = await import('../fixtures/index.js')
  const { fixtures } = await loadFixtures({ object: base, over }, { cwd: process.cwd(), env: process.env })
  return fixtures
}

/** Realms are beside the path of the default issuer, not below it. */
function within(issuer: string, id: string): string {
  if (issuer === 'request' || !URL.canParse(issuer)) return issuer
  return `${new URL(issuer).origin}/realms/${id}`
}
