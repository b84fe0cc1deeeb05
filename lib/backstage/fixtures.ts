// The fixtures of running realms: read, replaced, laid over, checked; and the configuration that follows from them.

import type { Fixtures, Loaded } from '../fixtures/index.js'
import { loginOf, policyOf } from '../fixtures/realm.js'
import type { FixturesOffice, Mistake, Refitted, Text } from '../http/control/index.js'
import { Mistaken } from '../http/control/index.js'
import { formatDuration } from '../protocol/duration.js'
import type { Members } from '../protocol/messages.js'
import type { Login } from '../protocol/metadata.js'
import { changed } from '../protocol/policy.js'
import type { Realm, RealmOptions } from '../realm/realm.js'
import { load, mistakeOf, told, yaml } from './mistakes.js'
import { clientEntry, dropClient, dropUser, putClient, putUser, userEntry } from './people.js'

/** What only a start can bring about. */
const AT_NEXT_START = [
  'profile',
  'paths',
  'server',
  'keys',
  'device',
  'trusted_issuers',
  'resource',
  'seed',
  'env',
] as const satisfies readonly (keyof Fixtures)[]

/** What a realm is made of by these fixtures and by all that was said at the start. */
export type Plan = (fixtures: Fixtures) => RealmOptions

export class FixturesDesk implements FixturesOffice {
  readonly #base: Fixtures
  readonly #plan: Plan
  readonly #own = new WeakMap<Realm, Fixtures>()

  constructor(base: Fixtures, plan: Plan) {
    this.#base = base
    this.#plan = plan
  }

  read(realm: Realm): Members {
    return { ...this.#of(realm) }
  }

  /** Notes what a realm was made of, beside the base. */
  async layered(realm: Realm, over: unknown): Promise<void> {
    if (over !== undefined) this.#own.set(realm, (await load({ value: this.#base, over })).fixtures)
  }

  async check(text: Text): Promise<{ readonly warnings: readonly Mistake[] }> {
    const { warnings } = await read(text)
    return { warnings: warnings.map((warning) => mistakeOf(warning)) }
  }

  async replace(realm: Realm, text: Text): Promise<Refitted> {
    return this.#refit(realm, await read(text))
  }

  async merge(realm: Realm, { text }: Text): Promise<Refitted> {
    const value = ensureAlone(await yaml(text))
    return this.#refit(realm, await told(() => load({ value: this.#of(realm), over: value })))
  }

  readonly client = putClient
  readonly dropClient = dropClient
  readonly user = putUser
  readonly dropUser = dropUser

  clients({ server }: Realm): readonly Members[] {
    return server.clients.list().map(clientEntry)
  }

  users({ server }: Realm): readonly Members[] {
    return server.users.list().map(userEntry)
  }

  login({ server }: Realm, text: string): void {
    server.login = loginOf(text)
  }

  config({ server, profile }: Realm): Members {
    const { lifetimes, refresh, ...words } = server.policy
    const { login, entropy, locations } = server
    return {
      issuer: locations.issuer(),
      profile: profile.name,
      login: login.mode === 'auto' && login.user !== undefined ? `auto:${login.user}` : login.mode,
      policy: { ...words, refresh: { ...refresh, grace: span(refresh.grace), idle: span(refresh.idle) } },
      lifetimes: Object.fromEntries(
        Object.entries<number | null>({ ...lifetimes }).map(([name, seconds]) => [name, span(seconds)]),
      ),
      ...(entropy.seed !== undefined && { seed: entropy.seed }),
    }
  }

  async configure({ server }: Realm, { login, ...words }: Members): Promise<void> {
    const { fixtures } = await told(() => load({ value: words }))
    if (typeof login === 'string') server.login = known(server.users, loginOf(login))
    server.policy = changed(server.policy, policyOf(fixtures))
  }

  #of(realm: Realm): Fixtures {
    return this.#own.get(realm) ?? this.#base
  }

  async #refit(realm: Realm, { fixtures, warnings }: Loaded): Promise<Refitted> {
    const before = this.#of(realm)
    const { id: _id, clock: _clock, issuer: _issuer, seed: _seed, ...options } = this.#plan(fixtures)
    await realm.refit(options)
    this.#own.set(realm, fixtures)
    return {
      warnings: warnings.map((warning) => mistakeOf(warning)),
      at_next_start: AT_NEXT_START.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(fixtures[key])),
    }
  }
}

/** A text that must stand alone: over HTTP nobody reads the files of this machine. */
async function read({ text }: Text): Promise<Loaded> {
  ensureAlone(await yaml(text))
  return told(() => load({ text }))
}

function ensureAlone(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('extends' in value)) return value
  const hint = 'send the whole, or PATCH what is in force'
  throw new Mistaken([{ detail: 'extends names files, and a body has none', pointer: '/extends', hint }])
}

function known(users: Realm['server']['users'], login: Login): Login {
  const name = login.mode === 'auto' ? login.user : undefined
  if (name !== undefined && !users.find(name)) throw new RangeError(`there is no user '${name}' to log in`)
  return login
}

/** Seconds as text; `null` is for ever. */
const span = (seconds: number | null): string => formatDuration(seconds === null ? Infinity : seconds * 1000)
