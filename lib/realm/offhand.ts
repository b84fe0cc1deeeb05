// What faults may do to what clients left with the server: pushed requests and registrations; and the server's signature.

import type { Draft } from '../protocol/draft.js'
import type { Members } from '../protocol/messages.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

export class Offhand {
  readonly #server: () => AuthorizationServer

  constructor(server: () => AuthorizationServer) {
    this.#server = server
  }

  get #as(): AuthorizationServer {
    return this.#server()
  }

  async endPushed(request_uri: string, seconds?: number): Promise<void> {
    const kept = await this.#as.pushed.find(request_uri)
    if (seconds === undefined) await this.#as.pushed.spend(request_uri)
    else if (kept) await this.#as.pushed.change(request_uri, kept.value, this.#as.expiry(seconds))
  }

  amendClient(client_id: string, change: Members): void {
    const kept = this.#as.registrations.find(client_id)
    if (!kept) return
    const client = { ...kept.client, ...change }
    this.#as.registrations.keep({ ...kept, client, metadata: { ...kept.metadata, ...change } })
  }

  forgetClient(client_id: string): void {
    this.#as.registrations.remove(client_id)
  }

  issuer(request: { readonly base: string }): string {
    return this.#as.issuer(request)
  }

  sign(draft: Draft): Promise<string> {
    return this.#as.keys.sign(draft.content)
  }
}
