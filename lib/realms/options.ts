// What `startProvider` takes, and the realm that is opened from it.

import type { Fixtures } from '../fixtures/index.js'
import { placeOf } from '../fixtures/problem.js'
import { lifetimesOf, loginOf, realmOptionsOf } from '../fixtures/realm.js'
import { PROFILES, profileNamed } from '../profiles/index.js'
import { nearest } from '../protocol/spelling.js'
import type { RealmOptions } from '../realm/realm.js'
import { clockFrom } from '../state/clockspec.js'
import { NAME, VERSION } from '../version.js'

/** What `startProvider` takes. Everything may be left out. */
export interface StartOptions {
  /** Fixture files, in the order in which they are laid over each other, or the fixtures themselves. */
  readonly fixtures?: string | readonly string[] | Fixtures
  /** The provider to play: `standard`, `oauth21`, `mcp` or `workfront`. */
  readonly profile?: string
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** `localhost`, the default, is 127.0.0.1 and ::1. Anything off loopback makes the control API want a token. */
  readonly host?: string
  /** The issuer identifier when it is not `http://localhost:<port>`; `request` follows Host and forwarded headers. */
  readonly issuer?: string
  /** Base URL for the endpoints that servers call, when they reach the provider by another name than browsers. */
  readonly backchannel?: string
  /** Serves https: `true` makes a certificate and the authority that signs it in memory (`provider.ca`); or PEM texts. */
  readonly tls?: boolean | { readonly cert: string; readonly key: string }
  /** Fault rules: `token=invalid_grant@2`. They join those of the fixtures. */
  readonly faults?: readonly string[]
  /** `system`, `+30d`, `2030-01-01T00:00:00Z`, `frozen`, `frozen:…`, `x60`. */
  readonly clock?: string
  /** Milliseconds since the epoch; hand in your fake timers' `Date.now` to share their time. */
  readonly now?: () => number
  /** Durations such as `90s`, or seconds. */
  readonly lifetimes?: Readonly<
    Partial<Record<'code' | 'access_token' | 'refresh_token' | 'id_token' | 'device_code' | 'session', string | number>>
  >
  /** `auto`, `auto:USER`, `picker`, `form` or `deny`. */
  readonly login?: string
  /** Makes codes, tokens and ids the same in each run. */
  readonly seed?: number
  /** How many realms there may be beside the default one; 1,000 when absent. */
  readonly realms?: number
  /** Whether a realm is made when somebody asks for it, as parallel test workers do. `true` when absent. */
  readonly realmsByRequest?: boolean
  /** Wanted by the control API when the provider listens off loopback; drawn when absent. */
  readonly controlToken?: string
}

/** Fixtures with where they came from and what is doubtful in them. */
export interface Read {
  readonly fixtures: Fixtures
  readonly files: readonly string[]
  readonly warnings: readonly string[]
}

export async function fixturesOf({ fixtures }: StartOptions): Promise<Read> {
  if (fixtures === undefined) return { fixtures: {}, files: [], warnings: [] }
  const { loadFixtures } = await import('../fixtures/index.js')
  const context = { cwd: process.cwd(), env: process.env }
  const named = typeof fixtures === 'string' ? [fixtures] : isList(fixtures) ? fixtures : undefined
  const loaded = await loadFixtures(named ? { files: named } : { object: fixtures }, context)
  return { ...loaded, warnings: loaded.warnings.map((warning) => `${placeOf(warning)} ${warning.message}`) }
}

function isList(fixtures: readonly string[] | Fixtures): fixtures is readonly string[] {
  return Array.isArray(fixtures)
}

/** Where the server is, as far as it is known: asked anew each time. */
export interface Place {
  /** The issuer identifier, or `request`. */
  readonly issuer: () => string
  readonly backchannel: string | undefined
}

/**
 * What the default realm is made of.
 *
 * @throws RangeError for a bad option.
 */
export function realmOptions(options: StartOptions, fixtures: Fixtures, { issuer, backchannel }: Place): RealmOptions {
  const name = options.profile ?? fixtures.profile ?? 'standard'
  const profile = profileNamed(name)
  if (!profile) throw new RangeError(unknownProfile(name))
  const given = realmOptionsOf(fixtures, profile.clients?.[0]?.client_id)
  const lifetimes = { ...given.policy?.lifetimes, ...lifetimesOf(options.lifetimes ?? {}) }
  const seed = options.seed ?? given.seed
  return {
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
    ...(fixtures.server?.outbound && { outbound: fixtures.server.outbound }),
  }
}

function unknownProfile(name: string): string {
  const names = PROFILES.map((profile) => profile.name)
  const near = nearest(name, names)
  return `'${name}' is not a profile; ${near === undefined ? `write one of ${names.join(', ')}` : `did you mean '${near}'?`}`
}
