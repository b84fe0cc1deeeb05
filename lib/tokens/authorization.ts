// What a grant proved. Tokens are minted from this value by one function, `issue`, whatever the grant.

import type { Client, User } from '../protocol/metadata.js'

export interface Authorization {
  readonly client: Client
  /** Absent when the client acts for itself (RFC 6749 §4.4). */
  readonly user?: User
  readonly scope: readonly string[]
  /** Everything issued from one authorization shares a family; absent starts one. */
  readonly family?: string
  /** Seconds since the epoch. */
  readonly auth_time?: number
  readonly nonce?: string
  readonly refresh_token: Refresh
  /** An access token string fixed by a fixture. */
  readonly access_token?: string
}

export type Refresh =
  /** No refresh token. */
  | { readonly kind: 'none' }
  /** The token presented stays and is returned again. */
  | { readonly kind: 'same'; readonly token: string }
  /** A new one, with its string when that is already decided. */
  | { readonly kind: 'new'; readonly token?: string; readonly not_after?: number }
