// How a client proves who it is (RFC 6749 §2.3, RFC 7591 §2): one file per method. A method says
// whether a request uses it and reads the claim; what is registered is judged in index.ts.
// To add one: a file here and a line in index.ts.

import type { Request } from '../protocol/messages.js'
import type { AuthMethod, Client } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

export interface Method {
  readonly token_endpoint_auth_method: AuthMethod
  /** Those that it signs with, when it signs. */
  readonly algorithms?: readonly string[]
  /** Looks without judging. */
  used(request: Request): boolean
  /** The client_id claimed. Throws when the credentials cannot be read. */
  claimed(request: Request, as: AuthorizationServer): string
  /** Throws `invalid_client` unless the client of that name sent this request. */
  prove(request: Request, client: Client, as: AuthorizationServer): void | Promise<void>
}
