// An endpoint owns the phases of its exchange and nothing of the transport.
// To add one: a file here, a line in index.ts, a path in the profiles that have it.

import type { EndpointName, Members, Reply, Request } from '../protocol/messages.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Grant } from '../grants/grant.js'

/** What is registered; metadata is derived from it, so that it cannot lie. */
export interface Registry {
  readonly grants: readonly Grant[]
  readonly endpoints: readonly Endpoint[]
}

export interface Endpoint {
  readonly name: EndpointName
  readonly methods: readonly string[]
  /** Called by scripts of any origin (RFC 9700 §2.6); never the pages. */
  readonly cors: boolean
  /** Whether a refusal is shown to a person, as a page. */
  readonly page?: true
  answer(as: AuthorizationServer, request: Request, registry: Registry): Promise<Reply>
  /** What metadata says because this endpoint is there (RFC 8414 §2); only asked when it has a path. */
  describe?(as: AuthorizationServer, url: string, request: Request): Members
}
