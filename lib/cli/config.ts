// One answer for every setting of the server, and where it came from: flag, environment, fixtures, default.

import { randomInt } from 'node:crypto'
import type { Fixtures } from '../fixtures/index.js'
import type { StartOptions } from '../provider.js'
import { certificate } from './authority.js'
import { Mistake } from './mistake.js'
import type { Given, SERVER, Values } from './settings.js'
import { readFixtures, type Read } from './sources.js'
import type { Terminal } from './terminal.js'
import { meant } from './values.js'

export interface Defaults {
  readonly port: number
  readonly login: string
  readonly log: string
}

export interface Config {
  readonly read: Read
  readonly options: StartOptions
  readonly seed: number
  readonly log: string
  /** Name, value and origin of every setting, for --print-config. */
  readonly rows: readonly (readonly [name: string, value: string, origin: string])[]
}

type Said = Values<typeof SERVER>

/** @throws FixturesError, and Mistake for settings that contradict each other. */
export async function configure(
  said: Said,
  operands: readonly string[],
  terminal: Terminal,
  defaults: Defaults,
): Promise<Config> {
  const read = await readFixtures(said.fixtures, operands, terminal)
  const fixtures = read.loaded?.fixtures ?? {}
  const settings = settle(said, fixtures, defaults)
  const tls = certificate(said.tls, terminal.cwd)
  refuseContradictions(settings.issuer, said.issuerIsProxied, tls !== false)
  refuseStranger(said.login, fixtures)
  const rows = [['fixtures', read.names.join(' ') || 'none', read.origin] as const, ...shown(settings, said, fixtures)]
  return {
    read,
    options: { ...options(settings, said, read), ...(tls !== false && { tls }) },
    seed: settings.seed.value,
    log: settings.log.value,
    rows,
  }
}

type Settled = ReturnType<typeof settle>

function settle(said: Said, fixtures: Fixtures, defaults: Defaults) {
  const server = fixtures.server ?? {}
  return {
    profile: settled(said.profile, fixtures.profile, 'standard'),
    port: settled(said.port, server.port, defaults.port),
    host: settled(said.host, server.host, 'localhost'),
    issuer: settled<string | undefined>(said.issuer, server.issuer, undefined),
    backchannel: settled<string | undefined>(said.backchannel, server.backchannel, undefined),
    clock: settled(said.clock, undefined, 'system'),
    login: settled(said.login, fixtures.login, defaults.login),
    seed: settled(said.seed, fixtures.seed, randomInt(2 ** 31)),
    log: settled<string>(said.log, undefined, defaults.log),
  }
}

function settled<V>(said: Given<V> | undefined, fixture: V | undefined, fallback: V): Given<V> {
  return (
    said ?? (fixture === undefined ? { value: fallback, origin: 'default' } : { value: fixture, origin: 'fixtures' })
  )
}

function refuseContradictions(
  issuer: Given<string | undefined>,
  proxied: Given<boolean> | undefined,
  tls: boolean,
): void {
  const https = issuer.value?.startsWith('https:') ?? false
  const name = issuer.origin === 'fixtures' ? 'server.issuer of the fixtures,' : issuer.origin
  if (https && proxied?.value !== true && !tls) {
    throw new Mistake(`${name} ${issuer.value} is https, but this server speaks plain http`, [
      'add --tls, or say with --issuer-is-proxied that a proxy in front of it ends TLS',
    ])
  }
  if (!https && issuer.value !== 'request' && proxied?.value === true) {
    throw new Mistake(`${proxied.origin} makes sense with an https issuer only`, [
      'add --issuer https://…, or leave it out',
    ])
  }
}

/** `auto:alcie` would only fail at the first login. */
function refuseStranger(login: Given<string> | undefined, { users = [] }: Fixtures): void {
  const [, name] = /^auto:(.*)$/s.exec(login?.value ?? '') ?? []
  const known = users.length > 0 ? users.map(({ username }) => username) : ['alice', 'bob']
  if (login === undefined || name === undefined || known.includes(name)) return
  const advice = [...meant(name, known), `the users are ${known.join(', ')}`]
  throw new Mistake(`${login.origin}: there is no user "${name}"`, advice)
}

function options(settings: Settled, said: Said, { loaded }: Read): StartOptions {
  const { issuer, backchannel } = settings
  const terse = said.terse?.value === true
  const fixtures = loaded?.fixtures ?? {}
  const served = terse ? { ...fixtures, policy: { ...fixtures.policy, explanations: 'omit' as const } } : fixtures
  return {
    ...((loaded || terse) && { fixtures: served }),
    profile: settings.profile.value,
    port: settings.port.value,
    host: settings.host.value,
    ...(issuer.value === undefined ? {} : { issuer: issuer.value }),
    ...(backchannel.value === undefined ? {} : { backchannel: backchannel.value }),
    clock: settings.clock.value,
    login: settings.login.value,
    seed: settings.seed.value,
    faults: said.fail?.value ?? [],
    lifetimes: Object.fromEntries(said.ttl?.value ?? []),
  }
}

function shown(settings: Settled, said: Said, fixtures: Fixtures): Config['rows'] {
  const rows = Object.entries(settings).map(
    ([name, { value, origin }]) => [name, String(value ?? 'where it listens'), origin] as const,
  )
  const ttl = said.ttl?.value.map((pair) => pair.join('=')) ?? []
  const faults = fixtures.faults?.length ?? 0
  return [
    ...rows,
    ['ttl', ttl.join(' ') || 'as the fixtures and the profile say', said.ttl?.origin ?? 'default'],
    [
      'fail',
      [...(faults > 0 ? [`${faults} of the fixtures`] : []), ...(said.fail?.value ?? [])].join(' ') || 'none',
      said.fail?.origin ?? (faults > 0 ? 'fixtures' : 'default'),
    ],
    ['tls', tlsShown(said.tls?.value), said.tls?.origin ?? 'default'],
    ['terse', String(said.terse?.value ?? false), said.terse?.origin ?? 'default'],
    ['issuer-is-proxied', String(said.issuerIsProxied?.value ?? false), said.issuerIsProxied?.origin ?? 'default'],
    ['ready-file', said.readyFile?.value ?? 'none', said.readyFile?.origin ?? 'default'],
  ]
}

function tlsShown(tls: NonNullable<Said['tls']>['value'] | undefined): string {
  return typeof tls === 'object' ? `${tls.cert} ${tls.key}` : tls === true ? 'made in memory' : 'off'
}

/** Aligned, one setting a line. */
export function table(rows: Config['rows']): string {
  const widest = (at: 0 | 1): number => Math.max(...rows.map((row) => row[at].length))
  const [first, second] = [widest(0), widest(1)]
  return rows.map(([name, value, origin]) => `${name.padEnd(first)}  ${value.padEnd(second)}  ${origin}`).join('\n')
}
