// What a realm stands on: a server with its clock, keys and records, the fault plan, the journal and the verdicts; how
// they come to be, how they go back to the fixtures, and how they are saved. What a realm answers is in realm.ts.

import { FaultPlan } from '../faults/rules/plan.js'
import { part } from '../interactions/parting.js'
import { Journal } from '../journal/journal.js'
import { courierOf } from './notices.js'
import type { Sent } from './notices.js'
import { plantSeeds, serverOf } from './opening.js'
import { Paths } from './paths.js'
import type { Profile } from '../profiles/profile.js'
import { changed } from '../protocol/policy.js'
import type { Policy } from '../protocol/policy.js'
import { RESETTABLE } from './options.js'
import type { RealmOptions, Resettable } from './options.js'
import { Drawer } from '../resources/drawer.js'
import { restoreTo, snapshotOf } from './snapshot.js'
import type { RealmSnapshot } from './snapshot.js'
import { Hand } from './stagehand.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { Clock } from '../state/clock.js'
import type { ClockReading } from '../state/clock.js'
import { Verdicts } from '../verdicts/verdicts.js'

export class Standing {
  readonly id: string
  readonly profile: Profile
  readonly clock: Clock
  readonly faults: FaultPlan
  readonly journal: Journal
  readonly verdicts: Verdicts
  /** The documents of the protected document API. */
  readonly drawer: Drawer
  protected readonly layout: Paths
  protected readonly sent: Sent = new WeakMap()
  readonly #clockAtStart: ClockReading
  #options: RealmOptions
  #as: AuthorizationServer
  #planting: Promise<void> | undefined

  protected constructor(options: RealmOptions) {
    this.#options = options
    this.id = options.id
    this.profile = options.profile
    this.clock = options.clock ?? new Clock()
    this.#clockAtStart = this.clock.read()
    this.journal = new Journal(options.journal)
    this.verdicts = new Verdicts(this.journal)
    this.layout = new Paths(options.profile.paths, options.paths ?? {}, this.mount, options.issuer)
    this.drawer = new Drawer(this.clock)
    this.#as = this.#newServer()
    const hand = new Hand(
      () => this.#as,
      () => this.#forget(),
    )
    this.faults = new FaultPlan(this.clock, this.#as.entropy.seed ?? 0, hand)
    this.#rearm()
    this.#planting = this.#plant().finally(() => {
      this.#planting = undefined
    })
  }

  /** What the server remembers, for control and library. */
  get server(): AuthorizationServer {
    return this.#as
  }

  /** The words of the policy in force. */
  get policy(): Policy {
    return this.#as.policy
  }

  get mount(): string {
    return this.id === '' ? '' : `/realms/${this.id}`
  }

  /** Settled once the fixtures are there. */
  get planted(): Promise<void> | undefined {
    return this.#planting
  }

  /** Whom the next logins log in, for all or of one tag: `realm.login.queue({ user: 'bob', tag: 'test-7' })`. */
  get login(): AuthorizationServer['logins'] {
    return this.#as.logins
  }

  /** Ends the live sessions, of one user when `sub` says so, and tells the clients. */
  logout(sub: string | undefined, request: { readonly base: string }) {
    return part(this.#as, this.#as.sessions.list(sub), request)
  }

  /** Back to the fixtures: state, faults, clock and journal, or a part of them. */
  async reset(only: readonly Resettable[] = RESETTABLE): Promise<void> {
    if (only.includes('clock')) this.clock.restore(this.#clockAtStart)
    if (only.includes('faults')) this.#rearm()
    if (only.includes('journal')) {
      this.verdicts.clear()
      this.journal.clear()
    }
    if (!only.includes('state')) return
    this.#as = this.#newServer()
    await this.#plant()
  }

  /** Other fixtures while it runs: what was issued to clients that stay is still good. */
  async refit(options: Partial<RealmOptions>): Promise<void> {
    this.#options = { ...this.#options, ...options }
    this.#as.refit(this.#newServer())
    this.#rearm()
    await this.#plant()
  }

  /** All that it remembers, journal excepted, as plain JSON. */
  snapshot(): RealmSnapshot {
    return snapshotOf(this)
  }

  /**
   * As it was when the snapshot was taken: what worked then works again, what came later is gone.
   *
   * @throws RangeError for what is no snapshot.
   */
  async restore(snapshot: RealmSnapshot): Promise<void> {
    restoreTo(this, snapshot)
  }

  /** Lets go of held calls and settles the verdicts: nothing more will come. */
  close(): void {
    this.faults.release()
    this.verdicts.settle()
  }

  #rearm(): void {
    this.faults.clear()
    for (const rule of this.#options.faults ?? []) this.faults.arm(rule)
  }

  #newServer(): AuthorizationServer {
    const courier = courierOf(
      () => this.#as,
      () => this.faults,
      this.sent,
    )
    const { mount, clock } = this
    const policy = changed(this.profile.policy, this.#options.policy)
    return serverOf(this.#options, { mount, policy, clock, paths: this.layout, courier })
  }

  /** What a restart loses that has no database. */
  async #forget(): Promise<void> {
    const { records, interactions, pushed, sessions, logouts, devices } = this.#as
    for (const memory of [records, interactions, pushed, sessions, logouts, devices.visits]) memory.clear()
    await this.#plant()
  }

  async #plant(): Promise<void> {
    await plantSeeds(this.#as, this.#options)
    this.drawer.fill(this.#options.documents ?? [])
  }
}
