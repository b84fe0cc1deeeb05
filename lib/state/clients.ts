// RFC 6749 §2: the clients, those configured and those that came by themselves (RFC 7591, client ID metadata
// documents). With none configured, identity is open: every client_id is taken as it comes, and what a configured
// server would have refused goes to the trace. Clients that come by themselves do not close it.

import type { Client } from '../protocol/metadata.js'
import { isMagic } from '../protocol/magic.js'
import { nearest } from '../protocol/spelling.js'

/** Beyond it the clients that came first go first. */
const MOST_DYNAMIC = 10_000

export interface SavedClients {
  readonly configured: readonly Client[]
  readonly dynamic: readonly Client[]
  readonly removed: readonly string[]
}

export class Clients {
  /** Whether names that ask for a fault are clients too. */
  magic = false
  readonly #configured = new Map<string, Client>()
  readonly #dynamic = new Map<string, Client>()
  readonly #removed = new Set<string>()

  /** Whether any client was ever bound to a tag: nobody looks for tags otherwise. */
  #tagged = false

  constructor(clients: readonly Client[]) {
    for (const client of clients) this.configure(client)
  }

  get tagged(): boolean {
    return this.#tagged
  }

  /** Whether any client_id is taken. */
  get open(): boolean {
    return this.#configured.size === 0
  }

  find(client_id: string): Client | undefined {
    const known = this.#configured.get(client_id) ?? this.#dynamic.get(client_id)
    const taken = (this.open && !this.#removed.has(client_id)) || (this.magic && isMagic(client_id))
    return known ?? (taken ? openClient(client_id) : undefined)
  }

  /** Adds a client that came by itself, or puts it in place of what it was. */
  keep(client: Client): void {
    this.#removed.delete(client.client_id)
    this.#dynamic.set(client.client_id, { ...client, dynamic: true })
    const [oldest] = this.#dynamic.keys()
    if (this.#dynamic.size > MOST_DYNAMIC && oldest !== undefined) this.#dynamic.delete(oldest)
  }

  /** Forgets a client that came by itself. */
  remove(client_id: string): void {
    if (!this.#dynamic.delete(client_id)) return
    this.#removed.add(client_id)
    const [oldest] = this.#removed
    if (this.#removed.size > MOST_DYNAMIC && oldest !== undefined) this.#removed.delete(oldest)
  }

  /** Registers a client as fixtures do, or puts it in place of what it was. */
  configure(client: Client): void {
    this.#removed.delete(client.client_id)
    this.#dynamic.delete(client.client_id)
    this.#configured.set(client.client_id, client)
    this.#tagged ||= client.tag !== undefined
  }

  /** Other configured clients in place of those before; those that came by themselves stay. */
  replace(clients: readonly Client[]): void {
    this.#configured.clear()
    for (const client of clients) this.configure(client)
  }

  /** Takes a client back, wherever it came from. `false` when there is none. */
  forget(client_id: string): boolean {
    const known = this.#configured.delete(client_id)
    return this.#dynamic.delete(client_id) || known
  }

  /** Whether a client of this name came by itself. */
  dynamic(client_id: string): boolean {
    return this.#dynamic.has(client_id)
  }

  /** Whether a client of this name was here and deleted itself. */
  removed(client_id: string): boolean {
    return this.#removed.has(client_id)
  }

  /** The only configured client, if there is just one. */
  get sole(): Client | undefined {
    return this.#configured.size === 1 ? this.configured()[0] : undefined
  }

  configured(): readonly Client[] {
    return [...this.#configured.values()]
  }

  list(): readonly Client[] {
    return [...this.#configured.values(), ...this.#dynamic.values()]
  }

  save(): SavedClients {
    return { configured: this.configured(), dynamic: [...this.#dynamic.values()], removed: [...this.#removed] }
  }

  load({ configured, dynamic, removed }: SavedClients): void {
    this.#dynamic.clear()
    this.replace(configured)
    for (const client of dynamic) this.keep(client)
    this.#removed.clear()
    for (const client_id of removed) this.#removed.add(client_id)
  }

  nearest(client_id: string): string | undefined {
    return nearest(client_id, [...this.#configured.keys(), ...this.#dynamic.keys()])
  }
}

function openClient(client_id: string): Client {
  return {
    client_id,
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ],
    response_types: ['code'],
    open: true,
  }
}
