// RFC 7591 §3.2.1, RFC 7592 §3: what clients registered, and the tokens with which they manage it.

import type { Members } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Clients } from './clients.js'

export interface Registration {
  readonly client: Client
  /** As registered, defaults included, under their registered names. */
  readonly metadata: Members
  readonly registration_access_token: string
  /** Seconds since the epoch. */
  readonly client_id_issued_at: number
}

/** As many as `Clients` keeps. */
const MOST = 10_000

export class Registrations {
  readonly #clients: Clients
  readonly #kept = new Map<string, Registration>()

  constructor(clients: Clients) {
    this.#clients = clients
  }

  find(client_id: string): Registration | undefined {
    return this.#kept.get(client_id)
  }

  /** Whose registration access token this is. */
  holder(registration_access_token: string): string | undefined {
    return [...this.#kept].find(([, one]) => one.registration_access_token === registration_access_token)?.[0]
  }

  /** Adds a registration, or puts it in place of what it was. */
  keep(registration: Registration): void {
    this.#kept.set(registration.client.client_id, registration)
    this.#clients.keep(registration.client)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest)
  }

  remove(client_id: string): void {
    this.#kept.delete(client_id)
    this.#clients.remove(client_id)
  }

  save(): ReadonlyMap<string, Registration> {
    return new Map(this.#kept)
  }

  /** What was saved, in place of what is there; the clients themselves are saved elsewhere. */
  load(saved: ReadonlyMap<string, Registration>): void {
    this.#kept.clear()
    for (const [client_id, registration] of saved) this.#kept.set(client_id, registration)
  }
}
