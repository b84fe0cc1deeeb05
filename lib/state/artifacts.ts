// What the server hands out, as it remembers it. All kinds live in one set of records: a value sent in
// the wrong place is then recognised for what it is.

import type { ClaimsRequest } from '../protocol/claims_request.js'
import type { Origin } from '../protocol/origin.js'
import type { Pair } from '../protocol/parameters.js'
import type { Challenge } from '../protocol/pkce.js'

/** RFC 7800 §3.1: how the presenter of a token is recognised. */
export interface Confirmation {
  /** Thumbprint of the DPoP key (RFC 9449 §6.1). */
  readonly jkt?: string
  /** Thumbprint of the client's certificate (RFC 8705 §3.1). */
  readonly 'x5t#S256'?: string
}

export interface Issued {
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
  /** The client's name for the browser session that it came from (OpenID Connect Back-Channel Logout §2.1). */
  readonly sid?: string
  /** Claims asked for by name (OpenID Connect Core §5.5). */
  readonly claims?: ClaimsRequest
  /** Of the request that it was issued to. */
  readonly origin?: Origin
}

export interface Code extends Issued {
  readonly kind: 'code'
  /** As the authorization request had it; absent when that had none (RFC 6749 §4.1.3). */
  readonly redirect_uri?: string
  readonly nonce?: string
  /** As the authorization request had it: somebody may send it in place of the code. */
  readonly state?: string
  readonly challenge?: Challenge
  /** Thumbprint of the only key that redeems it (RFC 9449 §10). */
  readonly dpop_jkt?: string
  /** Token strings that a fixture wants its redemption to return. */
  readonly issues?: { readonly access_token?: string; readonly refresh_token?: string }
}

export interface AccessToken extends Issued {
  readonly kind: 'access_token'
  /** A JWT, known by its `jti`, which is no token by itself. */
  readonly jwt?: true
  /** Absent in seeds, which may be planted before the server knows its address: the issuer. */
  readonly audience?: string | readonly string[]
  readonly iss?: string
  readonly act?: Readonly<Record<string, unknown>>
  readonly cnf?: Confirmation
}

export interface RefreshToken extends Issued {
  readonly kind: 'refresh_token'
  /** Milliseconds; rotation and use never move it. `Infinity` for never. */
  readonly not_after: number
  /** The token that replaced this one. */
  readonly successor?: string
  /** How often it was presented after it had been replaced. */
  readonly again?: number
  /** The key of a public client that it is bound to (RFC 9449 §5). */
  readonly cnf?: Confirmation
}

/** RFC 8628 §3.2: what a device polls with, and what a user has decided about it. */
export interface DeviceCode extends Issued {
  readonly kind: 'device_code'
  /** Without its dash. */
  readonly user_code: string
  readonly decision: 'pending' | 'approved' | 'denied'
  /** Who or what denied it, as a sentence. */
  readonly denied_because?: string
  /** Seconds between two polls; every early one makes it longer (RFC 8628 §3.5). */
  readonly interval: number
  readonly polls: number
  /** Milliseconds: the last poll that was in time. */
  readonly polled_at?: number
}

export type Artifact = Code | AccessToken | RefreshToken | DeviceCode

const CALLED = {
  code: 'an authorization code',
  access_token: 'an access token',
  refresh_token: 'a refresh token',
  device_code: 'a device code',
} as const

/** As people call it: `a refresh token`. */
export function called(artifact: Artifact): string {
  return CALLED[artifact.kind]
}

/** What a client left at the pushed authorization request endpoint (RFC 9126 §2). */
export interface PushedRequest {
  readonly client_id: string
  readonly parameters: readonly Pair[]
  readonly origin?: Origin
}

/** An authorization request that waits for a page to be answered. */
export interface Interaction {
  readonly client_id: string
  readonly redirect_uri: string
  /** Whether the request itself named the redirect_uri. */
  readonly redirect_uri_sent: boolean
  /** Its words in alphabetical order. */
  readonly response_type: string
  readonly response_mode: 'query' | 'fragment' | 'form_post'
  readonly state?: string
  readonly scope: readonly string[]
  readonly nonce?: string
  readonly challenge?: Challenge
  readonly prompt: readonly string[]
  /** Seconds. */
  readonly max_age?: number
  readonly login_hint?: string
  /** The `sub` of an id_token_hint. */
  readonly hinted_subject?: string
  readonly acr_values?: readonly string[]
  readonly claims?: ClaimsRequest
  /** The resources asked for (RFC 8707 §2.1). */
  readonly resources?: readonly string[]
  /** The key that the code is to be bound to (RFC 9449 §10). */
  readonly dpop_jkt?: string
  /** The pushed request that it came from, spent when it completes (RFC 9126 §4). */
  readonly request_uri?: string
  /** Logged in during this interaction, so that `prompt=login` asks once. */
  readonly session?: string
  /** Of the request that its page answered. */
  readonly origin?: Origin
}

/** A logout that waits for the user to confirm it (OpenID Connect RP-Initiated Logout §2). */
export interface PendingLogout {
  readonly session: string
  readonly client_id?: string
  readonly post_logout_redirect_uri?: string
  readonly state?: string
  readonly origin?: Origin
}
