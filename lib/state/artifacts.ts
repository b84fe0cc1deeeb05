// What the server hands out, as it remembers it. All kinds live in one set of records: a value sent in
// the wrong place is then recognised for what it is.

import type { Challenge } from '../protocol/pkce.js'

/** RFC 7800 §3.1: how the presenter of a token is recognised. */
export interface Confirmation {
  /** Thumbprint of the DPoP key (RFC 9449 §6.1). */
  readonly jkt?: string
}

interface Issued {
  readonly client_id: string
  /** Absent when no user is involved (RFC 6749 §4.4). */
  readonly sub?: string
  readonly scope: string
  /** Seconds since the epoch at which the user authenticated. */
  readonly auth_time?: number
  /** The resources that the authorization covers (RFC 8707 §2.2). */
  readonly resources?: readonly string[]
  readonly acr?: string
  readonly amr?: readonly string[]
}

export interface Code extends Issued {
  readonly kind: 'code'
  /** As the authorization request had it; absent when that had none (RFC 6749 §4.1.3). */
  readonly redirect_uri?: string
  readonly nonce?: string
  readonly challenge?: Challenge
  /** Token strings that a fixture wants its redemption to return. */
  readonly issues?: { readonly access_token?: string; readonly refresh_token?: string }
}

export interface AccessToken extends Issued {
  readonly kind: 'access_token'
  readonly audience: string | readonly string[]
  readonly iss: string
  readonly act?: Readonly<Record<string, unknown>>
  readonly cnf?: Confirmation
}

export interface RefreshToken extends Issued {
  readonly kind: 'refresh_token'
  /** Milliseconds; rotation and use never move it. `Infinity` for never. */
  readonly not_after: number
  /** The token that replaced this one. */
  readonly successor?: string
  /** The key of a public client that it is bound to (RFC 9449 §5). */
  readonly cnf?: Confirmation
}

export type Artifact = Code | AccessToken | RefreshToken

/** As people call it: `a refresh token`. */
export function called(artifact: Artifact): string {
  return { code: 'an authorization code', access_token: 'an access token', refresh_token: 'a refresh token' }[artifact.kind]
}

/** An authorization request that waits for a page to be answered. */
export interface Interaction {
  readonly client_id: string
  readonly redirect_uri: string
  /** Whether the request itself named the redirect_uri. */
  readonly redirect_uri_sent: boolean
  readonly response_mode: 'query' | 'fragment' | 'form_post'
  readonly state?: string
  readonly scope: readonly string[]
  readonly nonce?: string
  readonly challenge?: Challenge
  readonly prompt: readonly string[]
  /** Seconds. */
  readonly max_age?: number
  readonly login_hint?: string
  /** Logged in during this interaction, so that `prompt=login` asks once. */
  readonly session?: string
}
