// Realms: the issuers of one provider. The default one is always there; the others come by the control API, by
// fixtures or by being asked for, and go when nobody asks for them any more. Their number and their memory are bounded.

import type { Blueprint, RealmSpec } from './blueprint.js'
import { parseDuration } from '../protocol/duration.js'
import { OAuthError, quoted } from '../protocol/error.js'
import { Realm } from '../realm/realm.js'
import { MOST_BYTES, Residents } from './residents.js'
import type { RealmReading } from './residents.js'
import { Entropy } from '../state/entropy.js'

export type { RealmSpec } from './blueprint.js'
export type { RealmReading } from './residents.js'

/** Why a realm cannot be had. */
export class RealmsError extends Error {
  readonly code: 'id' | 'exists' | 'limit' | 'memory'
  /** What to do instead. */
  readonly hint: string

  constructor(code: RealmsError['code'], message: string, hint: string) {
    super(message)
    this.name = 'RealmsError'
    this.code = code
    this.hint = hint
  }
}

export interface RealmsOptions {
  /** How many beside the default one; 1,000 when absent. */
  readonly most?: number | undefined
  /** Whether asking makes one; `true` when absent. */
  readonly byRequest?: boolean | undefined
}

const MOST = 1_000
const IDLE = 30 * 60_000
const ID = /^(?!\.+$)[A-Za-z0-9._~-]{1,100}$/

export class Realms {
  /** The default realm, at the root. */
  readonly home: Realm
  readonly #blueprint: Blueprint
  readonly #most: number
  readonly #byRequest: boolean
  readonly #residents: Residents
  readonly #entropy: Entropy

  private constructor(home: Realm, blueprint: Blueprint, { most = MOST, byRequest = true }: RealmsOptions) {
    this.home = home
    this.#blueprint = blueprint
    this.#most = most
    this.#byRequest = byRequest
    this.#residents = new Residents(home)
    this.#entropy = new Entropy(blueprint.base.seed)
  }

  /**
   * The default realm, and those that the fixtures want.
   *
   * @throws FixturesError, RuleError and RangeError for mistakes in what they are to be made of.
   */
  static async open(blueprint: Blueprint, options: RealmsOptions = {}): Promise<Realms> {
    const elsewhere = (client_id: string): string | undefined => realms.knowing(client_id, '')
    const realms: Realms = new Realms(await Realm.open({ ...blueprint.base, elsewhere }), blueprint, options)
    for (const { extends: _base, ...spec } of blueprint.fixtures.realms ?? []) await realms.create(spec, 'fixtures')
    return realms
  }

  /** The realm of this id; `''` is the default one. */
  get(id: string): Realm | undefined {
    return id === '' ? this.home : this.#residents.find(id)
  }

  /**
   * The realm that a request means, made on the spot where that is allowed; it counts as used.
   *
   * @param path What follows `/realms/{id}`; nothing is made for paths that no realm has.
   */
  reach(id: string, path: string): Realm | undefined {
    if (id === '') return this.home
    return this.#residents.use(id) ?? (this.#makes(id, path) ? this.#begin(id) : undefined)
  }

  /** The same for who has no path, when its fixtures are planted. */
  async open(id: string): Promise<Realm | undefined> {
    const realm = this.reach(id, '/')
    await realm?.planted
    return realm
  }

  /**
   * Makes a realm.
   *
   * @throws RealmsError when the id is taken or is none, or when there are too many realms; FixturesError, RuleError
   *   and RangeError for mistakes in what it is to be made of.
   * @example
   * const realm = await realms.create({ id: 'checkout-7', faults: ['token=503@1'], ttl: '10m' })
   */
  async create(spec: RealmSpec = {}, made_by: RealmReading['made_by'] = 'control'): Promise<Realm> {
    const id = spec.id ?? this.#entropy.string(10, 'lower-alphanumeric')
    this.#ensureRoom(id)
    const ttl = ttlOf(spec.ttl ?? (made_by === 'fixtures' ? 'never' : IDLE / 1000))
    const options = await this.#blueprint.layered({ ...spec, id }, this.home)
    const realm = await Realm.open({ ...options, elsewhere: (client_id) => this.knowing(client_id, id) })
    this.#ensureRoom(id)
    this.#residents.add(realm, made_by, ttl)
    return realm
  }

  /** Drops a realm with all that it knows; `false` when there is none. The default realm stays. */
  async delete(id: string): Promise<boolean> {
    return this.#residents.drop(id)
  }

  /** The default realm first, the others in the order in which they came. */
  list(): readonly RealmReading[] {
    return this.#residents.list()
  }

  /** Calls for every realm that is there, and for every one that comes. */
  readonly attend: Residents['attend'] = (listener) => this.#residents.attend(listener)
  /** One as it is listed. */
  read(id: string): RealmReading | undefined {
    return this.list().find((one) => one.id === id)
  }

  /** Lets go of those that nobody used for as long as they may idle. */
  sweep(): void {
    this.#residents.sweep()
  }

  /** Lets go of every realm. */
  close(): void {
    for (const { id } of this.list()) this.#residents.drop(id)
    this.home.close()
  }

  /** Another realm that has this client configured, for the hint of a refusal. */
  knowing(client_id: string, asked: string): string | undefined {
    const others = this.#residents.all().filter(({ id }) => id !== asked)
    const found = others.find(({ server: { clients } }) => !clients.open && clients.find(client_id) !== undefined)
    return found && (found.id === '' ? 'the default realm' : found.id)
  }

  /** Why a request for a realm is refused that could have made one; `undefined` when none could. */
  refusal(id: string): OAuthError | undefined {
    const flaw = this.#byRequest && id !== '' ? this.#flaw(id) : undefined
    if (!flaw) return undefined
    const { code, message: hint, hint: fix } = flaw
    const diagnosis = { reason: `realm-${code}`, hint, received: id.slice(0, 200), fix }
    return code === 'id'
      ? new OAuthError('invalid_request', diagnosis, { status: 404 })
      : new OAuthError('temporarily_unavailable', diagnosis, { status: 503 })
  }

  #makes(id: string, path: string): boolean {
    // A path below /realms/ may be one that the default realm was given, to look like Keycloak.
    if (!this.#byRequest || this.home.locate(`/realms/${id}${path}`)) return false
    return (/^\/(_mock(\/|$)|$)/.test(path) || this.home.locate(path) !== undefined) && !this.#flaw(id)
  }

  #begin(id: string): Realm {
    const options = this.#blueprint.plain(id, this.home)
    const realm = new Realm({ ...options, elsewhere: (client_id) => this.knowing(client_id, id) })
    this.#residents.add(realm, 'request', IDLE)
    return realm
  }

  #ensureRoom(id: string): void {
    if (this.#residents.find(id))
      throw new RealmsError('exists', `there is a realm ${quoted(id)} already`, 'delete it first, or take another id')
    const flaw = this.#flaw(id)
    if (flaw) throw flaw
  }

  /** Why no realm of this id can be made. */
  #flaw(id: string): RealmsError | undefined {
    if (!ID.test(id))
      return new RealmsError(
        'id',
        `${quoted(id)} is no id of a realm`,
        `write 1 to 100 letters, digits, '.', '_', '~', '-'`,
      )
    if (this.#residents.size >= this.#most) this.#residents.sweep()
    const { size, weight } = this.#residents
    if (size >= this.#most)
      return new RealmsError(
        'limit',
        `realm ${quoted(id)} is not made: there are ${size} realms, and no more are allowed`,
        'delete some (DELETE /_mock/v1/realms/{id}), give them a shorter ttl, or allow more: server: { realms: 5000 }',
      )
    if (weight <= MOST_BYTES) return undefined
    return new RealmsError('memory', `realm ${quoted(id)} is not made: the others take more than 1 GiB`, 'delete some')
  }
}

function ttlOf(ttl: string | number): number {
  return ttl === 'never' ? Infinity : parseDuration(ttl)
}
