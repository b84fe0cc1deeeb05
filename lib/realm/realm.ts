// Realm: one server on stage. An honest AuthorizationServer inside; around it what the tester knows:
// profile, faults, journal. `handle` tells the whole story.

import { attributed, knownOf, learned } from './attribution.js'
import { Bringer, brings } from './brought.js'
import { ENDPOINTS, answer, refusal } from '../endpoints/index.js'
import type { Endpoint, Registry } from '../endpoints/endpoint.js'
import { entryOf, missedEntry } from '../journal/entry.js'
import type { Missed } from '../journal/entry.js'
import { dated, explained } from './explanation.js'
import { GRANTS } from '../grants/index.js'
import { ancestorOf } from '../interactions/lineage.js'
import { withSent } from './notices.js'
import type { EndpointName, Reply, Request } from '../protocol/messages.js'
import type { RealmOptions } from './options.js'
import { resources } from '../resources/index.js'
import { Standing } from './standing.js'
import { seal } from '../tokens/seal.js'

export type { RealmOptions, Resettable } from './options.js'
export type { RealmSnapshot } from './snapshot.js'

export class Realm extends Standing {
  readonly endpoints: Readonly<Record<EndpointName, Endpoint>>
  readonly #registry: Registry
  readonly #bringer = new Bringer()

  constructor(options: RealmOptions) {
    super(options)
    this.endpoints = { ...ENDPOINTS, ...resources(this.drawer, options.resource ?? {}) }
    this.#registry = { grants: GRANTS, endpoints: Object.values(this.endpoints) }
  }

  /** A realm with all its fixtures planted. A bare `new Realm` lets its requests wait until they are. */
  static async open(options: RealmOptions): Promise<Realm> {
    const realm = new Realm(options)
    await realm.planted
    return realm
  }

  /** From a wire request to the reply, in seven steps. Never rejects. */
  async handle(received: Request): Promise<Reply> {
    if (this.planted) await this.planted
    const id = this.journal.next()
    const [at, now, as] = [this.clock.real(), this.clock.now(), this.server]
    const read = this.profile.read(received, this.policy)
    const ancestor = await ancestorOf(as, read)
    const own = { ...read, origin: attributed(as, read, id, ancestor) }
    const brought = brings(as, own, ancestor) ? await this.#bringer.brought(as, own, ancestor) : undefined
    const request = brought?.request ?? own
    const known = knownOf(as, request, this.faults.asksUser ? ancestor : undefined)
    const claimed = this.faults.claim(request, known, brought?.rules)
    const endpoint = this.endpoints[request.endpoint]
    const act = (): Promise<Reply> => answer(endpoint, as, request, this.#registry)
    const failed = (thrown: unknown): Reply => refusal(endpoint, request, thrown)
    const drafted = await claimed.around(request, act, async () => learned(as, request, known)).catch(failed)
    const sealed = await seal(drafted, as.keys).catch(failed)
    const told = explained(sealed, id, `${request.base}${this.mount}`, this.policy)
    const reply = dated(this.profile.write(told, request, this.policy), this.clock)
    const times = { at, now, duration: this.clock.real() - at }
    this.journal.record(entryOf(this.id, id, times, request, reply, withSent(claimed, this.sent, request.trace)))
    return reply
  }

  /** Answers, for a fault, what comes before a call: a preflight, or a call whose body has not been read. */
  async ahead(received: Request): Promise<Reply | undefined> {
    if (!this.faults.looksAhead) return undefined
    const [at, now] = [this.clock.real(), this.clock.now()]
    const read = this.profile.read(received, this.policy)
    const { tag } = attributed(this.server, read, '', undefined)
    const claimed = this.faults.ahead(read, { tag })
    if (claimed.names.length === 0) return undefined
    const id = this.journal.next()
    const request = { ...read, origin: { id, flow: id, ...(tag !== undefined && { tag }) } }
    const unread: Reply = { status: 503, headers: {}, content: { kind: 'empty' } }
    const spoiled = await claimed.around(request, async () => unread)
    const told = explained(spoiled, id, `${read.base}${this.mount}`, this.policy)
    const reply = dated(this.profile.write(told, request, this.policy), this.clock)
    const times = { at, now, duration: this.clock.real() - at }
    this.journal.record(entryOf(this.id, id, times, request, reply, claimed))
    return reply
  }

  /** The endpoint at a path below this realm, and what follows the endpoint's own path. */
  locate(path: string): { readonly endpoint: EndpointName; readonly rest: string } | undefined {
    return this.layout.locate(path)
  }

  /** Every path and its endpoint, for messages that name the nearest one. */
  get paths(): Readonly<Record<string, EndpointName>> {
    return Object.fromEntries(this.layout.all)
  }

  /** Notes a request to a path that this realm does not have. */
  missed(request: Missed): void {
    this.journal.record(missedEntry(this.id, this.journal.next(), request, this.clock))
  }
}
