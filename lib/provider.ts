// Provider: hosts realms, listens, closes. What `startProvider` answers, and what the command drives.

import type { ArmedRule } from './faults/plan.js'
import { realmOptionsOf, lifetimesOf, loginOf } from './fixtures/realm.js'
import type { Fixtures } from './fixtures/index.js'
import { placeOf } from './fixtures/problem.js'
import { controlOf } from './http/control/index.js'
import { listen } from './http/listen.js'
import type { Listening } from './http/listen.js'
import { createServer } from './http/server.js'
import type { Journal } from './journal.js'
import { PROFILES, profileNamed } from './profiles/index.js'
import { parseDuration } from './protocol/duration.js'
import { instant } from './protocol/instant.js'
import { nearest } from './protocol/spelling.js'
import { Realm } from './realm.js'
import { clockFrom } from './state/clockspec.js'
import { Entropy } from './state/entropy.js'
import type { Clock, ClockReading } from './state/clock.js'
import { NAME, VERSION } from './version.js'

export { RuleError } from './faults/plan.js'
export { CannotListen } from './http/listen.js'

/** What `startProvider` takes. Everything may be left out. */
export interface StartOptions {
  /** Fixture files, in the order in which they are laid over each other, or the fixtures themselves. */
  readonly fixtures?: string | readonly string[] | Fixtures
  /** The provider to play: `standard` or `workfront`. */
  readonly profile?: string
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** `localhost`, the default, is 127.0.0.1 and ::1. Anything off loopback makes the control API want a token. */
  readonly host?: string
  /** The issuer identifier when it is not `http://localhost:<port>`; `request` follows Host and forwarded headers. */
  readonly issuer?: string
  /** Base URL for the endpoints that servers call, when they reach the provider by another name than browsers. */
  readonly backchannel?: string
  /** Fault rules: `token=invalid_grant@2`. They join those of the fixtures. */
  readonly faults?: readonly string[]
  /** `system`, `+30d`, `2030-01-01T00:00:00Z`, `frozen`, `frozen:…`, `x60`. */
  readonly clock?: string
  /** Milliseconds since the epoch; hand in your fake timers' `Date.now` to share their time. */
  readonly now?: () => number
  /** Durations such as `90s`, or seconds. */
  readonly lifetimes?: Readonly<Partial<Record<'code' | 'access_token' | 'refresh_token' | 'id_token' | 'session', string | number>>>
  /** `auto`, `auto:USER`, `picker`, `form` or `deny`. */
  readonly login?: string
  /** Makes codes, tokens and ids the same in each run. */
  readonly seed?: number
  /** Wanted by the control API when the provider listens off loopback; drawn when absent. */
  readonly controlToken?: string
}

/** The clock of a provider. Durations are milliseconds, or text such as `1h`; times are milliseconds since the epoch, a Date or ISO 8601. */
export interface ProviderClock {
  now(): number
  advance(by: string | number): void
  freeze(at?: string | number | Date): void
  resume(): void
  set(at: string | number | Date): void
  reset(): void
  read(): ClockReading
}

export interface Provider extends AsyncDisposable {
  /** The issuer identifier: what clients are configured with. */
  readonly issuer: string
  /** Where the provider listens. */
  readonly url: string
  readonly port: number
  /** Base URL of the control API. */
  readonly control: string
  /** Wanted by the control API; `undefined` on loopback. */
  readonly controlToken: string | undefined
  readonly clock: ProviderClock
  readonly journal: Journal
  readonly realm: Realm
  readonly fixtures: Fixtures
  /** The files that the fixtures came from. */
  readonly files: readonly string[]
  /** What is doubtful in the fixtures: a sentence each, with its place. */
  readonly warnings: readonly string[]
  /** Arms a fault rule; `using` or `[Symbol.dispose]()` disarms it. Throws RuleError for a bad rule. */
  fail(rule: string): ArmedRule & Disposable
  /** Back to the fixtures: state, faults, clock and journal. */
  reset(): Promise<void>
  /** Ends connections, answers nothing any more. Safe to call twice. */
  close(): Promise<void>
}

/**
 * Starts a provider in this process.
 *
 * @throws FixturesError when fixtures are wrong, RuleError for a bad fault rule, RangeError for a bad
 *   option, CannotListen when the port is taken.
 * @example
 * const provider = await startProvider({ fixtures: { clients: [{ client_id: 'web', client_secret: 's' }] } })
 * provider.clock.advance('1h')
 * await provider.close()
 */
export async function startProvider(options: StartOptions = {}): Promise<Provider> {
  const { fixtures, files, warnings } = await fixturesOf(options)
  const where = { port: options.port ?? fixtures.server?.port ?? 0, host: options.host ?? fixtures.server?.host ?? 'localhost' }
  const issuer = options.issuer ?? fixtures.server?.issuer
  const backchannel = options.backchannel ?? fixtures.server?.backchannel
  const place = { url: '' }
  const realm = await openRealm(options, fixtures, () => issuer?.replace(/\/$/, '') ?? place.url, backchannel)
  const realms = (id: string): Realm | undefined => (id === '' ? realm : undefined)
  const controlToken = isLoopback(where.host) ? undefined : (options.controlToken ?? new Entropy().string(24))
  const guard = () => ({
    token: controlToken,
    bases: [place.url, realm.server.locations.issuer(), backchannel].filter((base) => base !== undefined && base !== 'request') as string[],
  })
  const about = () => ({ name: NAME, version: VERSION, pid: process.pid, uptime: Math.round(process.uptime() * 10) / 10, fixtures: files })
  const app = await createServer({
    realms,
    control: controlOf(realms, guard, about),
    trustForwarded: issuer === 'request',
  })
  const listening = await listen(app, where)
  place.url = `http://${shownHost(where.host)}:${listening.port}`
  return new RunningProvider({ realm, listening, url: place.url, controlToken, fixtures, files, warnings })
}

interface Parts {
  readonly realm: Realm
  readonly listening: Listening
  readonly url: string
  readonly controlToken: string | undefined
  readonly fixtures: Fixtures
  readonly files: readonly string[]
  readonly warnings: readonly string[]
}

class RunningProvider implements Provider {
  readonly #parts: Parts
  readonly clock: ProviderClock
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.clock = clockOf(parts.realm.clock)
  }

  get realm() {
    return this.#parts.realm
  }
  get issuer() {
    const issuer = this.realm.server.locations.issuer()
    return issuer === 'request' ? this.url : issuer
  }
  get url() {
    return this.#parts.url
  }
  get port() {
    return this.#parts.listening.port
  }
  get control() {
    return `${this.url}/_mock/v1`
  }
  get controlToken() {
    return this.#parts.controlToken
  }
  get journal() {
    return this.realm.journal
  }
  get fixtures() {
    return this.#parts.fixtures
  }
  get files() {
    return this.#parts.files
  }
  get warnings() {
    return this.#parts.warnings
  }

  fail(rule: string): ArmedRule & Disposable {
    const armed = this.realm.faults.arm(rule)
    return { ...armed, [Symbol.dispose]: () => void this.realm.faults.disarm(armed.id) }
  }

  async reset(): Promise<void> {
    await this.realm.reset()
  }

  close(): Promise<void> {
    this.#closing ??= this.#parts.listening.close()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

function clockOf(clock: Clock): ProviderClock {
  return {
    now: () => clock.now(),
    advance: (by) => clock.advance(typeof by === 'number' ? by : parseDuration(by)),
    freeze: (at) => clock.freeze(at === undefined ? undefined : millisecondsOf(at)),
    resume: () => clock.resume(),
    set: (at) => clock.set(millisecondsOf(at)),
    reset: () => clock.reset(),
    read: () => clock.read(),
  }
}

function millisecondsOf(at: string | number | Date): number {
  if (at instanceof Date) return at.getTime()
  return typeof at === 'number' ? at : instant(at)
}

async function fixturesOf({ fixtures }: StartOptions): Promise<Pick<Parts, 'fixtures' | 'files' | 'warnings'>> {
  if (fixtures === undefined) return { fixtures: {}, files: [], warnings: [] }
  const { loadFixtures } = await import('./fixtures/index.js')
  const context = { cwd: process.cwd(), env: process.env }
  const named = typeof fixtures === 'string' ? [fixtures] : isList(fixtures) ? fixtures : undefined
  const loaded = await loadFixtures(named ? { files: named } : { object: fixtures }, context)
  return { ...loaded, warnings: loaded.warnings.map((warning) => `${placeOf(warning)} ${warning.message}`) }
}

function isList(fixtures: readonly string[] | Fixtures): fixtures is readonly string[] {
  return Array.isArray(fixtures)
}

function openRealm(
  options: StartOptions,
  fixtures: Fixtures,
  issuer: () => string,
  backchannel: string | undefined,
): Promise<Realm> {
  const name = options.profile ?? fixtures.profile ?? 'standard'
  const profile = profileNamed(name)
  if (!profile) throw new RangeError(unknownProfile(name))
  const given = realmOptionsOf(fixtures, profile.clients?.[0]?.client_id)
  const lifetimes = { ...given.policy?.lifetimes, ...lifetimesOf(options.lifetimes ?? {}) }
  const seed = options.seed ?? given.seed
  return Realm.open({
    id: '',
    about: { name: NAME, version: VERSION, pid: process.pid },
    profile,
    issuer,
    ...given,
    policy: { ...given.policy, lifetimes },
    faults: [...(given.faults ?? []), ...(options.faults ?? [])],
    clock: clockFrom(options.clock ?? 'system', options.now),
    ...(options.login !== undefined && { login: loginOf(options.login) }),
    ...(backchannel !== undefined && { backchannel: backchannel.replace(/\/$/, '') }),
    ...(seed !== undefined && { seed }),
  })
}

function unknownProfile(name: string): string {
  const names = PROFILES.map((profile) => profile.name)
  const near = nearest(name, names)
  return `'${name}' is not a profile; ${near === undefined ? `write one of ${names.join(', ')}` : `did you mean '${near}'?`}`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\./.test(host)
}

/** The name to show for an address that was bound. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return 'localhost'
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
