// RFC 7519: a JWT that nobody has signed yet. It is a plain value until `tokens/seal`, so that a
// fault or a profile can still change header, claims or key.

import type { JWK } from './jwt.js'

export interface DraftContent {
  /** JOSE header members besides `alg` and `kid`, such as `typ`. */
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  /** The signature algorithm; the key follows from it. */
  readonly alg: string
  /** Claims to fill with hashes of sibling members when sealed: `{ at_hash: 'access_token' }` (OIDC Core §3.1.3.6). */
  readonly hashes?: Readonly<Record<string, string>>
  /**
   * Signed with this private or secret key, which need not be the server's, by whatever algorithm the header names.
   * Members of `header` go before `alg` and the key's `kid`; `kid: undefined` leaves it out.
   */
  readonly key?: JWK
  /** How the claims are written, when not as JSON. */
  readonly written?: (claims: Readonly<Record<string, unknown>>) => string
  /** Applied to the compact serialization after signing. */
  readonly spoil?: (jws: string) => string
}

export class Draft {
  readonly content: DraftContent

  constructor(content: DraftContent) {
    this.content = Object.freeze({ ...content })
  }

  get claims(): Readonly<Record<string, unknown>> {
    return this.content.claims
  }

  /** A changed copy. */
  with(change: Partial<DraftContent>): Draft {
    return new Draft({ ...this.content, ...change })
  }
}
