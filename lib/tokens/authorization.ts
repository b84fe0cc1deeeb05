// What a grant proved. Tokens are minted from this value by one function, `issue`, whatever the grant.

import type { ClaimsRequest } from '../protocol/claims_request.js'
import type { Members } from '../protocol/messages.js'
import type { Origin } from '../protocol/origin.js'
import type { Client, User } from '../protocol/metadata.js'
import type { Confirmation } from '../state/artifacts.js'
import type { TokenType } from './tokentype.js'

export interface Authorization {
  readonly client: Client
  /** Absent when the client acts for itself (RFC 6749 §4.4). */
  readonly user?: User
  /** The `sub` where the subject is neither a user nor the client (RFC 8693 §2.2.1). */
  readonly sub?: string
  readonly scope: readonly string[]
  /** Everything issued from one authorization shares a family; absent starts one. */
  readonly family?: string
  /** Seconds since the epoch. */
  readonly auth_time?: number
  readonly nonce?: string
  readonly refresh_token: Refresh
  /** An access token string fixed by a fixture. */
  readonly access_token?: string
  /** The audience of the access token, when the request chose it (RFC 8707 §2, RFC 8693 §2.1). */
  readonly audience?: readonly string[]
  /** Every resource the authorization covers, for the refresh token (RFC 8707 §2.2); absent: `audience`. */
  readonly resources?: readonly string[]
  /** Who acts for the subject (RFC 8693 §4.1). */
  readonly act?: Readonly<Record<string, unknown>>
  /** The key that the access token is bound to (RFC 7800 §3.1, RFC 9449 §6). */
  readonly cnf?: Confirmation
  /** Authentication context and methods (OpenID Connect Core §2). */
  readonly acr?: string
  /** The client's name for the browser session (OpenID Connect Back-Channel Logout §2.1). */
  readonly sid?: string
  readonly amr?: readonly string[]
  /** Claims asked for by name (OpenID Connect Core §5.5). */
  readonly claims?: ClaimsRequest
  /** What a token exchange issues (RFC 8693 §2.2.1); absent for every other grant. */
  readonly issued_token_type?: TokenType
  /** Of the token request; what it issues remembers it. */
  readonly origin?: Origin
  /** Members of the token response beside the usual ones. */
  readonly members?: Members
}

export type Refresh =
  /** No refresh token. */
  | { readonly kind: 'none' }
  /** The token presented stays and is returned again. */
  | { readonly kind: 'same'; readonly token: string }
  /** A new one, with its string when that is already decided, and its scope when a refresh asked for less (RFC 6749 §6). */
  | { readonly kind: 'new'; readonly token?: string; readonly not_after?: number; readonly scope?: string }
