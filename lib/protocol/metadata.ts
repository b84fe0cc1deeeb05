// RFC 7591 §2: client metadata under its registered names, and what we add to it.

import type { Lifetimes, RefreshPolicy, SignatureAlgorithm, TokenFormat } from './policy.js'

export type AuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post'

export interface Client {
  readonly client_id: string
  readonly client_secret?: string
  /** Seconds since the epoch; 0 or absent never expires (RFC 7591 §3.2.1). */
  readonly client_secret_expires_at?: number
  readonly client_name?: string
  readonly redirect_uris: readonly string[]
  readonly token_endpoint_auth_method: AuthMethod
  readonly grant_types: readonly string[]
  readonly response_types: readonly string[]
  /** What the client may ask for, separated by spaces; absent: whatever the realm knows. */
  readonly scope?: string
  /** What it gets when it does not ask; absent: all it may ask for. */
  readonly default_scope?: string
  readonly application_type?: 'web' | 'native'
  readonly id_token_signed_response_alg?: SignatureAlgorithm

  readonly pkce?: 'required' | 'optional'
  readonly consent?: 'ask' | 'never'
  readonly lifetimes?: Partial<Lifetimes>
  readonly refresh?: Partial<RefreshPolicy>
  readonly access_token?: {
    readonly format?: TokenFormat
    readonly audience?: string | readonly string[]
    readonly claims?: Readonly<Record<string, unknown>>
  }
  readonly id_token?: { readonly claims?: Readonly<Record<string, unknown>> }
  /** The audiences that this client is the resource server of; it may introspect their tokens. */
  readonly resources?: readonly string[]
  /** Taken as it came because no client is configured. */
  readonly open?: true
}

export interface User {
  readonly sub: string
  readonly username: string
  readonly password?: string
  readonly claims: Readonly<Record<string, unknown>>
  readonly consent?: 'always' | 'ask' | 'deny'
}

/** How a user gets through the authorization endpoint. */
export type Login =
  | { readonly mode: 'auto'; readonly user?: string }
  | { readonly mode: 'picker' }
  | { readonly mode: 'form' }
  | { readonly mode: 'deny' }
