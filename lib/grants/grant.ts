// A grant proves that tokens may be issued; it issues none (RFC 6749 §1.3). The token endpoint owns the
// phases around it. To add one: a file here and a line in index.ts.

import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Authorization } from '../tokens/authorization.js'

export interface Grant {
  readonly grant_type: string
  /** What the grant reads, for documentation and for naming all that is missing at once. */
  readonly parameters: { readonly required: readonly string[]; readonly optional: readonly string[] }
  /** A ladder of checks; its last rung spends what is spent. */
  authorize(as: AuthorizationServer, request: Request, client: Client): Promise<Authorization>
}
