// How long what is issued lives, and what becomes of a refresh token when it is used.

/** Seconds. `null` never expires. */
export interface Lifetimes {
  readonly code: number
  readonly access_token: number
  readonly refresh_token: number | null
  readonly id_token: number
  /** A device code and its user code (RFC 8628 §3.2). */
  readonly device_code: number
  /** A pushed authorization request (RFC 9126 §2.2). */
  readonly request_uri: number
  /** A browser session at this server. */
  readonly session: number
}

export interface RefreshPolicy {
  /** `none` keeps the token and returns it again, `rotate` replaces it at every use. */
  readonly rotation: 'none' | 'rotate'
  /** What a replaced token does when it comes back: revoke all it led to, or be refused alone. */
  readonly reuse: 'revoke-family' | 'refuse'
  /** Seconds for which a replaced token still works and returns the same successor. */
  readonly grace: number
  /** Seconds without use after which it expires; `null` for never. */
  readonly idle: number | null
}
