// Realm: one server on stage. An honest AuthorizationServer inside; around it what the tester knows:
// profile, faults, journal. `handle` tells the whole story.

import { ENDPOINTS, answer, refusal } from './endpoints/index.js'
import type { Endpoint, Registry } from './endpoints/endpoint.js'
import { FaultPlan } from './faults/plan.js'
import type { Known } from './faults/plan.js'
import { GRANTS } from './grants/index.js'
import { part } from './interactions/parting.js'
import { Journal, entryOf } from './journal.js'
import type { Profile } from './profiles/profile.js'
import type { EndpointName, Reply, Request } from './protocol/messages.js'
import { changed } from './protocol/policy.js'
import type { Policy } from './protocol/policy.js'
import { Drawer } from './resources/drawer.js'
import { resources } from './resources/index.js'
import { AuthorizationServer } from './state/authorization_server.js'
import { Clients } from './state/clients.js'
import { Clock } from './state/clock.js'
import { Entropy } from './state/entropy.js'
import { Keys } from './state/keys.js'
import { plantCode, plantTokens } from './state/seeds.js'
import { Outbound } from './state/outbound.js'
import { Users } from './state/users.js'
import { explained } from './explanation.js'
import { Paths } from './paths.js'
import { seal } from './tokens/seal.js'
import { userBehind } from './tokens/whose.js'
import type { RealmOptions } from './realm_options.js'

export type { RealmOptions } from './realm_options.js'

export class Realm {
  readonly id: string
  readonly profile: Profile
  readonly policy: Policy
  readonly clock: Clock
  readonly faults: FaultPlan
  readonly journal = new Journal()
  readonly endpoints: Readonly<Record<EndpointName, Endpoint>>
  readonly #options: RealmOptions
  readonly #registry: Registry
  readonly #paths: Paths
  readonly #drawer: Drawer
  readonly #clockAtStart: ReturnType<Clock['read']>
  #as: AuthorizationServer

  constructor(options: RealmOptions) {
    this.#options = options
    this.id = options.id
    this.profile = options.profile
    this.policy = changed(options.profile.policy, options.policy)
    this.clock = options.clock ?? new Clock()
    this.#clockAtStart = this.clock.read()
    this.#paths = new Paths(options.profile.paths, options.paths ?? {}, this.mount, options.issuer)
    this.#drawer = new Drawer(this.clock)
    this.endpoints = { ...ENDPOINTS, ...resources(this.#drawer, options.resource ?? {}) }
    this.#registry = { grants: GRANTS, endpoints: Object.values(this.endpoints) }
    this.#as = this.#newServer()
    this.faults = new FaultPlan(this.clock, this.#as.entropy.seed ?? 0)
    for (const rule of options.faults ?? []) this.faults.arm(rule)
  }

  /** A realm with all its fixtures planted. */
  static async open(options: RealmOptions): Promise<Realm> {
    const realm = new Realm(options)
    await realm.#plant()
    return realm
  }

  get mount(): string {
    return this.id === '' ? '' : `/realms/${this.id}`
  }

  /** From a wire request to the reply, in seven steps. Never rejects. */
  async handle(received: Request): Promise<Reply> {
    const id = this.journal.next()
    const [at, now] = [this.clock.real(), this.clock.now()]
    const request = this.profile.read(received, this.policy)
    const claimed = this.faults.claim(request, await this.#facts(request))
    const endpoint = this.endpoints[request.endpoint]
    const act = (): Promise<Reply> => answer(endpoint, this.#as, request, this.#registry)
    const drafted = await claimed.around(request, act, () => this.#learned(request))
    const sealed = await seal(drafted, this.#as.keys).catch((thrown: unknown) => refusal(endpoint, request, thrown))
    const told = explained(sealed, id, `${request.base}${this.mount}`, this.policy)
    const reply = this.profile.write(told, request, this.policy)
    const times = { at, now, duration: this.clock.real() - at }
    this.journal.record(entryOf(id, times, request, reply, claimed.names))
    return reply
  }

  /** The endpoint at a path below this realm, and what follows the endpoint's own path. */
  locate(path: string): { readonly endpoint: EndpointName; readonly rest: string } | undefined {
    return this.#paths.locate(path)
  }

  /** Every path and its endpoint, for messages that name the nearest one. */
  get paths(): Readonly<Record<string, EndpointName>> {
    return Object.fromEntries(this.#paths.all)
  }

  /** Notes a request to a path that this realm does not have. */
  missed({ hint, ...request }: { method: string; url: string; status: number; hint: string }): void {
    const times = { at: this.clock.real(), now: this.clock.now(), duration: 0 }
    const nothing = { checks: [], warnings: [], faults: [] }
    const entry = { id: this.journal.next(), endpoint: 'nowhere', reason: 'endpoint-unknown', hint } as const
    this.journal.record({ ...entry, ...times, ...nothing, ...request })
  }

  /** Back to the fixtures: state, faults, clock and journal. */
  async reset(): Promise<void> {
    this.clock.restore(this.#clockAtStart)
    this.faults.clear()
    for (const rule of this.#options.faults ?? []) this.faults.arm(rule)
    this.journal.clear()
    this.#as = this.#newServer()
    await this.#plant()
  }

  /** Ends the live sessions, of one user when `sub` says so, and tells the clients. */
  logout(sub: string | undefined, request: { readonly base: string }) {
    return part(this.#as, this.#as.sessions.list(sub), request)
  }

  /** What the server remembers, for control and library. */
  get server(): AuthorizationServer {
    return this.#as
  }

  /** Who a request is about, as far as records tell; only looked up when a rule asks for a user. */
  async #facts(request: Request): Promise<{ readonly user?: string }> {
    if (!this.faults.asksUser) return NO_FACTS
    const user = await userBehind(this.#as, request)
    return user ? { user: user.username } : NO_FACTS
  }

  /** Who it was about after all: now that it has been judged, a login too says whose it was. */
  async #learned(request: Request): Promise<Known> {
    const { client_id, sub, scope } = request.trace.understood
    const user = sub === undefined ? undefined : this.#as.users.bySub(sub)
    return {
      ...(await this.#facts(request)),
      ...(client_id !== undefined && { client: client_id }),
      ...(scope !== undefined && { scope }),
      ...(user && { user: [user.username, user.sub] }),
    }
  }

  #newServer(): AuthorizationServer {
    const { clients, users, keys, login, seed, issuer, backchannel, profile, outbound, about } = this.#options
    const { device, trusted_issuers } = this.#options
    return new AuthorizationServer({
      locations: {
        issuer,
        mount: this.mount,
        paths: this.#paths.advertised,
        ...(backchannel !== undefined && { backchannel }),
      },
      policy: this.policy,
      login: login ?? { mode: 'auto' },
      clock: this.clock,
      entropy: new Entropy(seed),
      keys: new Keys(keys ?? [], this.clock),
      clients: new Clients(clients && clients.length > 0 ? clients : (profile.clients ?? [])),
      users: new Users(users ?? []),
      outbound: new Outbound(outbound ?? []),
      device: device ?? {},
      trusted_issuers: trusted_issuers ?? [],
      about: about ?? {},
    })
  }

  async #plant(): Promise<void> {
    for (const code of this.#options.codes ?? []) await plantCode(this.#as, code)
    for (const tokens of this.#options.tokens ?? []) await plantTokens(this.#as, tokens)
    this.#drawer.fill(this.#options.documents ?? [])
  }
}

const NO_FACTS = {} as const
