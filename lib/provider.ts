// Provider: hosts realms, listens, closes. What `startProvider` answers, and what the command drives.

import { createHash } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { backstageOf } from './backstage/index.js'
import { Blueprint } from './realms/blueprint.js'
import type { Fixtures } from './fixtures/index.js'
import { selfSigned } from './http/certificate.js'
import type { Certificate } from './http/certificate.js'
import { controlOf } from './http/control/index.js'
import { listen } from './http/listen.js'
import type { Listening } from './http/listen.js'
import { createServer } from './http/server.js'
import { fixturesOf, realmOptions } from './realms/options.js'
import type { Read, StartOptions } from './realms/options.js'
import type { Realm } from './realm/realm.js'
import { Realms } from './realms/realms.js'
import { Entropy } from './state/entropy.js'
import { Facade } from './tester/facade.js'
import { InProcess } from './tester/inprocess.js'
import type { Provider } from './tester/provider.js'
import { NAME, VERSION } from './version.js'

export { RuleError } from './faults/rules/plan.js'
export { CannotListen } from './http/listen.js'
export type { StartOptions } from './realms/options.js'
export type { Provider } from './tester/provider.js'

/** A provider of this process: what {@link Provider} offers, and what only its own process can hold. */
export interface LocalProvider extends Provider {
  readonly port: number
  /** PEM: the authority to trust when `tls` made one; `undefined` otherwise. */
  readonly ca: string | undefined
  /** The default realm itself, at hand without a question: `provider.home.journal.list()`. */
  readonly home: Realm
  /** Calls for every realm that is there, the default one first, and for every one that comes. */
  attend(listener: (realm: Realm) => void): void
  readonly fixtures: Fixtures
  /** The files that the fixtures came from. */
  readonly files: readonly string[]
  /** What is doubtful in the fixtures: a sentence each, with its place. */
  readonly warnings: readonly string[]
}

/**
 * Starts a provider in this process.
 *
 * @throws FixturesError when fixtures are wrong, RuleError for a bad fault rule, RangeError for a bad
 *   option, CannotListen when the port is taken.
 * @example
 * const provider = await startProvider({ fixtures: { clients: [{ client_id: 'web', client_secret: 's' }] } })
 * await provider.clock.advance('1h')
 * await provider.close()
 */
export function startProvider(options: StartOptions = {}): Promise<LocalProvider> {
  return host(options, (provider) => void provider.close())
}

/** Milliseconds in which the answer to POST /shutdown leaves. */
const FLUSH = 20

/**
 * The same for a process that is more than its provider.
 *
 * @param shutdown What the control API's `POST /shutdown` comes to.
 */
export async function host(options: StartOptions, shutdown: (provider: LocalProvider) => void): Promise<LocalProvider> {
  const { fixtures, files, warnings } = await fixturesOf(options)
  const where = {
    port: options.port ?? fixtures.server?.port ?? 0,
    host: options.host ?? fixtures.server?.host ?? 'localhost',
  }
  const issuer = options.issuer ?? fixtures.server?.issuer
  const backchannel = options.backchannel ?? fixtures.server?.backchannel
  const place = { url: '' }
  const there = { issuer: () => issuer ?? place.url, backchannel }
  const blueprint = new Blueprint(options, fixtures, there)
  const realms = await Realms.open(blueprint, {
    most: options.realms ?? fixtures.server?.realms,
    byRequest: options.realmsByRequest ?? fixtures.server?.realms_by_request,
  })
  const realm = realms.home
  const controlToken = isLoopback(where.host) ? undefined : (options.controlToken ?? new Entropy().string(24))
  const guard = () => ({
    token: controlToken,
    bases: [place.url, realm.server.locations.issuer(), backchannel].filter(
      (base) => base !== undefined && base !== 'request',
    ) as string[],
  })
  const hash = createHash('sha256').update(JSON.stringify(fixtures)).digest('hex').slice(0, 12)
  const about = () => ({
    name: NAME,
    version: VERSION,
    pid: process.pid,
    uptime: Math.round(process.uptime() * 10) / 10,
    fixtures: { hash, files },
  })
  const backstage = backstageOf({
    realms,
    guard,
    about,
    fixtures,
    plan: (given) => realmOptions(options, given, there),
    shutdown: () => setTimeout(() => shutdown(provider), FLUSH),
  })
  const control = controlOf(backstage)
  const app = await createServer({
    realms: (id, path) => (path === undefined ? realms.get(id) : realms.reach(id, path)),
    refusal: (id) => realms.refusal(id),
    control,
    trustForwarded: issuer === 'request',
  })
  const tls = certificateOf(options.tls, where.host)
  const listening = await listen(app, { ...where, tls })
  place.url = `${tls ? 'https' : 'http'}://${shownHost(where.host)}:${listening.port}`
  const transport = new InProcess(control, () => place.url, controlToken)
  const provider: LocalProvider = new RunningProvider({
    realms,
    listening,
    transport,
    ca: tls?.ca,
    fixtures,
    files,
    warnings,
  })
  return provider
}

interface Parts extends Read {
  readonly realms: Realms
  readonly listening: Listening
  readonly transport: InProcess
  readonly ca: string | undefined
}

class RunningProvider extends Facade implements LocalProvider {
  readonly #parts: Parts

  constructor(parts: Parts) {
    const { transport, realms, listening } = parts
    super({
      transport,
      issuer: () => issuerOf(realms.home, transport.url),
      close: () => (realms.close(), listening.close()),
    })
    this.#parts = parts
  }

  get home() {
    return this.#parts.realms.home
  }
  attend(listener: (realm: Realm) => void): void {
    this.#parts.realms.attend(listener)
  }
  get port() {
    return this.#parts.listening.port
  }
  get ca() {
    return this.#parts.ca
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
}

function issuerOf({ server }: Realm, url: string): string {
  const issuer = server.locations.issuer()
  return issuer === 'request' ? url : issuer
}

function certificateOf(tls: StartOptions['tls'], host: string): Certificate | undefined {
  if (tls === undefined || tls === false) return undefined
  if (tls === true) return selfSigned(host)
  try {
    createSecureContext(tls)
    return tls
  } catch (error) {
    throw new RangeError(`certificate and key cannot be used for TLS: ${(error as Error).message}`)
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\./.test(host)
}

/** The name to show for an address that was bound. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return 'localhost'
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
