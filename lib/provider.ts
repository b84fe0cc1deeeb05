// Provider: hosts realms, listens, closes. What `startProvider` answers, and what the command drives.

import { createSecureContext } from 'node:tls'
import type { ArmedRule } from './faults/plan.js'
import type { Fixtures } from './fixtures/index.js'
import { clockOf, keysOf } from './handles.js'
import type { ProviderClock, ProviderKeys } from './handles.js'
import { selfSigned } from './http/certificate.js'
import type { Certificate } from './http/certificate.js'
import { controlOf } from './http/control/index.js'
import { listen } from './http/listen.js'
import type { Listening } from './http/listen.js'
import { createServer } from './http/server.js'
import type { Journal } from './journal.js'
import { fixturesOf, openRealm } from './options.js'
import type { Read, StartOptions } from './options.js'
import type { Realm } from './realm.js'
import { Entropy } from './state/entropy.js'
import { NAME, VERSION } from './version.js'

export { RuleError } from './faults/plan.js'
export type { ProviderClock, ProviderKeys } from './handles.js'
export { CannotListen } from './http/listen.js'
export type { StartOptions } from './options.js'

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
  /** PEM: the authority to trust when `tls` made one; `undefined` otherwise. */
  readonly ca: string | undefined
  readonly clock: ProviderClock
  /** The signing keys, and their rotation. */
  readonly keys: ProviderKeys
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
  const where = {
    port: options.port ?? fixtures.server?.port ?? 0,
    host: options.host ?? fixtures.server?.host ?? 'localhost',
  }
  const issuer = options.issuer ?? fixtures.server?.issuer
  const backchannel = options.backchannel ?? fixtures.server?.backchannel
  const place = { url: '' }
  const realm = await openRealm(options, fixtures, () => issuer ?? place.url, backchannel)
  const realms = (id: string): Realm | undefined => (id === '' ? realm : undefined)
  const controlToken = isLoopback(where.host) ? undefined : (options.controlToken ?? new Entropy().string(24))
  const guard = () => ({
    token: controlToken,
    bases: [place.url, realm.server.locations.issuer(), backchannel].filter(
      (base) => base !== undefined && base !== 'request',
    ) as string[],
  })
  const about = () => ({
    name: NAME,
    version: VERSION,
    pid: process.pid,
    uptime: Math.round(process.uptime() * 10) / 10,
    fixtures: files,
  })
  const app = await createServer({
    realms,
    control: controlOf(realms, guard, about),
    trustForwarded: issuer === 'request',
  })
  const tls = certificateOf(options.tls, where.host)
  const listening = await listen(app, { ...where, tls })
  place.url = `${tls ? 'https' : 'http'}://${shownHost(where.host)}:${listening.port}`
  return new RunningProvider({ realm, listening, url: place.url, controlToken, ca: tls?.ca, fixtures, files, warnings })
}

interface Parts extends Read {
  readonly realm: Realm
  readonly listening: Listening
  readonly url: string
  readonly controlToken: string | undefined
  readonly ca: string | undefined
}

class RunningProvider implements Provider {
  readonly #parts: Parts
  readonly clock: ProviderClock
  readonly keys: ProviderKeys
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.clock = clockOf(parts.realm.clock)
    this.keys = keysOf(() => parts.realm.server)
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
  get ca() {
    return this.#parts.ca
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
