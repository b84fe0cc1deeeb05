// RFC 6749 §2: the registered clients. With none registered, identity is open: every client_id is
// taken as it comes, and what a configured server would have refused goes to the trace.

import type { Client } from '../protocol/metadata.js'
import { nearest } from '../protocol/spelling.js'

export class Clients {
  readonly #clients = new Map<string, Client>()

  constructor(clients: readonly Client[]) {
    for (const client of clients) this.#clients.set(client.client_id, client)
  }

  /** Whether any client_id is taken. */
  get open(): boolean {
    return this.#clients.size === 0
  }

  find(client_id: string): Client | undefined {
    if (this.#clients.size === 0) return openClient(client_id)
    return this.#clients.get(client_id)
  }

  /** The only registered client, if there is just one. */
  get sole(): Client | undefined {
    return this.#clients.size === 1 ? this.list()[0] : undefined
  }

  list(): readonly Client[] {
    return [...this.#clients.values()]
  }

  nearest(client_id: string): string | undefined {
    return nearest(client_id, [...this.#clients.keys()])
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
