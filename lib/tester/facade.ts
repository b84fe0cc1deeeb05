// Provider over a transport: each handle speaks for itself, here they are put together.

import { asking, type Ask } from './ask.js'
import { RealmClock } from './clock.js'
import { Entries, type ClientEntry, type UserEntry } from './collections.js'
import { PlantedCodes } from './codes.js'
import { FaultRules, type Faults } from './faults.js'
import { RealmJournal } from './journal.js'
import { SigningKeys } from './keys.js'
import { LoginQueue } from './login.js'
import type { Explanation, Finding, Provider, Resettable, Snapshot } from './provider.js'
import type { RealmSpec } from './realms.js'
import { tagged } from './tag.js'
import { IssuedTokens } from './tokens.js'
import { VERSIONED, at, type Transport } from './transport.js'
import { unmet, type Count } from './verification.js'

export interface View {
  readonly transport: Transport
  /** Asked each time: the server may listen only later. */
  readonly issuer: () => string
  readonly tag?: string
  /** What `close` does. */
  readonly close: () => Promise<void>
}

export class Facade implements Provider {
  readonly #view: View
  readonly #ask: Ask
  readonly faults: Faults
  readonly clients
  readonly users
  readonly codes
  readonly tokens
  readonly keys
  readonly login
  readonly clock
  readonly journal
  #closing: Promise<void> | undefined

  constructor(view: View) {
    const ask = asking(view.transport)
    this.#view = view
    this.#ask = ask
    this.faults = new FaultRules(ask, view.tag)
    this.clients = new Entries<ClientEntry>(ask, '/clients')
    this.users = new Entries<UserEntry>(ask, '/users')
    this.codes = new PlantedCodes(ask)
    this.tokens = new IssuedTokens(ask)
    this.keys = new SigningKeys(ask)
    this.login = new LoginQueue(ask, view.tag)
    this.clock = new RealmClock(ask)
    this.journal = new RealmJournal(ask, view.tag)
  }

  get issuer(): string {
    return this.#view.issuer()
  }
  get url(): string {
    return this.#view.transport.url
  }
  get control(): string {
    return `${this.url}${VERSIONED}`
  }
  get controlToken(): string | undefined {
    return this.#view.transport.token
  }

  env(): Record<string, string> {
    const { controlToken: token } = this
    return {
      MOCK_OAUTH2_URL: this.url,
      MOCK_OAUTH2_ISSUER: this.issuer,
      OIDC_ISSUER: this.issuer,
      MOCK_OAUTH2_CONTROL_URL: this.control,
      ...(token !== undefined && { MOCK_OAUTH2_CONTROL_TOKEN: token }),
    }
  }

  async realm(spec: RealmSpec = {}): Promise<Provider> {
    const { transport } = this.#view
    const { id, issuer } = (await asking(transport.within(''))('POST', '/realms', { body: spec })) as {
      id: string
      issuer: string
    }
    const close = async (): Promise<void> => {
      await asking(transport.within(''))('DELETE', at('/realms', id))
    }
    return new Facade({ transport: transport.within(id), issuer: () => issuer, close })
  }

  tag(tag: string): Provider {
    const { transport, issuer } = this.#view
    const view: Provider = new Facade({ transport, issuer, tag, close: () => view.faults.clear() })
    return view
  }

  cookies(): { readonly name: string; readonly value: string; readonly url: string }[] {
    const { tag } = this.#view
    return tag === undefined ? [] : [{ name: 'mock_oauth2_tag', value: encodeURIComponent(tag), url: this.url }]
  }

  readonly fail: Faults['fail'] = (...rules) => this.faults.fail(...rules)

  async verify(selector: string, count: Count = '1..'): Promise<void> {
    const body = { match: tagged(selector, this.#view.tag), count: String(count) }
    await this.#ask('POST', '/journal/verify', { body }).catch(unmet)
  }

  async expectFlow(steps: readonly string[], { strict = false }: { readonly strict?: boolean } = {}): Promise<void> {
    const flow = steps.map((step) => tagged(step, this.#view.tag))
    await this.#ask('POST', '/journal/verify', { body: { flow, strict } }).catch(unmet)
  }

  async explain(id: string): Promise<Explanation> {
    const path = `${at('/journal', id)}/why`
    const [facts, text] = await Promise.all([
      this.#ask('GET', path) as Promise<Omit<Explanation, 'text'>>,
      this.#ask('GET', path, { accept: 'text/plain' }) as Promise<string>,
    ])
    return { ...facts, text: text.trimEnd() } as Explanation
  }

  async diagram(flow?: string): Promise<string> {
    const id = flow ?? (await this.journal.list()).at(-1)?.flow
    if (id === undefined) return 'sequenceDiagram\n'
    return (await this.#ask('GET', `${at('/flows', id)}/diagram`)) as string
  }

  async lint(): Promise<readonly Finding[]> {
    return listOf(await this.#ask('GET', '/lint', { query: { tag: this.#view.tag } }))
  }

  async reports(): Promise<Readonly<Record<string, readonly unknown[]>>> {
    return (await this.#ask('GET', '/reports', { query: { tag: this.#view.tag } })) as Readonly<
      Record<string, readonly unknown[]>
    >
  }

  async verdicts(): Promise<readonly Finding[]> {
    return listOf(await this.#ask('GET', '/verdicts', { query: { tag: this.#view.tag } }))
  }

  async snapshot(): Promise<Snapshot> {
    return (await this.#ask('GET', '/snapshot')) as Snapshot
  }

  async restore(snapshot: Snapshot): Promise<void> {
    await this.#ask('PUT', '/snapshot', { body: snapshot })
  }

  async reset(...only: readonly Resettable[]): Promise<void> {
    if (this.#view.tag === undefined) await this.#ask('POST', '/reset', only.length > 0 ? { body: { only } } : {})
    else await Promise.all([this.faults.clear(), this.journal.clear()])
  }

  close(): Promise<void> {
    this.#closing ??= this.#view.close()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/** Lists come wrapped in the one member that is a list. */
function listOf(told: unknown): readonly Finding[] {
  const list = Object.values(told as Readonly<Record<string, unknown>>).find(Array.isArray)
  return (list ?? []) as readonly Finding[]
}
