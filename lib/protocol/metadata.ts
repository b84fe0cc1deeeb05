// RFC 7591 §2: client metadata under its registered names, and what we add to it.

import type { JwkSet } from './jwt.js'
import type { Lifetimes, RefreshPolicy, SignatureAlgorithm, TokenFormat } from './policy.js'

export type AuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post' | 'client_secret_jwt' | 'private_key_jwt'

export interface Client {
  readonly client_id: string
  readonly client_secret?: string
  /** Seconds since the epoch; 0 or absent never expires (RFC 7591 §3.2.1). */
  readonly client_secret_expires_at?: number
  /** More secrets that work beside `client_secret`, as while one is being replaced. */
  readonly client_secrets?: readonly Secret[]
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
  /** `none` is for clients that get ID Tokens from the token endpoint alone (OpenID Connect Core §2). */
  readonly id_token_signed_response_alg?: SignatureAlgorithm | 'none'
  /** Asks for userinfo as a signed JWT (OpenID Connect Core §5.3.2). */
  readonly userinfo_signed_response_alg?: SignatureAlgorithm
  /** `pairwise` gives the client's sector identifiers of its own (OpenID Connect Core §8). */
  readonly subject_type?: 'public' | 'pairwise'
  readonly sector_identifier_uri?: string
  /** Seconds; what max_age is when the request does not say (OpenID Connect Registration §2). */
  readonly default_max_age?: number
  /** The public keys of the client, by value or where they are published; not both (RFC 7591 §2). */
  readonly jwks?: JwkSet
  readonly jwks_uri?: string
  /** The algorithm of its client assertions; absent: any that fits the method (OpenID Connect Registration §2). */
  readonly token_endpoint_auth_signing_alg?: string
  /** The algorithm of its request objects; only `none` must be registered to be taken (RFC 9101 §10.5). */
  readonly request_object_signing_alg?: string
  /** Where its request objects may be fetched from (OpenID Connect Registration §2). */
  readonly request_uris?: readonly string[]
  readonly require_signed_request_object?: boolean
  readonly require_pushed_authorization_requests?: boolean
  /** Where it may have the browser sent after a logout (RP-Initiated Logout §3.1). */
  readonly post_logout_redirect_uris?: readonly string[]
  /** Where it is told of a logout, by the server (Back-Channel Logout §2.2) or through the browser (Front-Channel Logout §2). */
  readonly backchannel_logout_uri?: string
  readonly backchannel_logout_session_required?: boolean
  readonly frontchannel_logout_uri?: string
  readonly frontchannel_logout_session_required?: boolean

  /** Only tokens bound to a DPoP key are issued to it (RFC 9449 §5.2). */
  readonly dpop_bound_access_tokens?: boolean
  /** Only tokens bound to its certificate are issued to it (RFC 8705 §3.4). */
  readonly tls_client_certificate_bound_access_tokens?: boolean
  /** The algorithm of introspection responses that it asks for as JWTs (RFC 9701 §6). */
  readonly introspection_signed_response_alg?: SignatureAlgorithm

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
  readonly userinfo?: { readonly claims?: Readonly<Record<string, unknown>> }
  readonly token_response?: { readonly members?: Readonly<Record<string, unknown>> }
  /** The audiences that this client is the resource server of; it may introspect their tokens. */
  readonly resources?: readonly string[]
  /** No method was named when it was configured: the secret may come by Basic or in the body, as with most providers. */
  readonly any_secret_method?: true
  /** What its requests are tagged with where nothing else tags them. */
  readonly tag?: string
  /** Taken as it came because no client is configured. */
  readonly open?: true
  /** Came by itself, by registration or by its document, so that nobody vouches for its redirect_uris (RFC 9700 §4.11.2). */
  readonly dynamic?: true
}

export interface Secret {
  readonly value: string
  /** Seconds since the epoch; 0 or absent never expires. */
  readonly expires_at?: number
}

/** What a client gets when it does not ask (RFC 6749 §3.3). */
export function defaultScopeOf({ default_scope, scope = '' }: Client): string {
  return default_scope ?? scope
}

export interface User {
  readonly sub: string
  readonly username: string
  readonly password?: string
  readonly claims: Readonly<Record<string, unknown>>
  readonly consent?: 'always' | 'ask' | 'deny'
  /** Nobody gets in under this name, whatever the password. */
  readonly locked?: boolean
  /** The authentication context class that a login reaches; absent: whatever is asked for (OpenID Connect Core §2). */
  readonly acr?: string
  /** What the requests about this user are tagged with where nothing else tags them. */
  readonly tag?: string
}

/** Somebody else whose assertions about users this server takes (RFC 7523 §2.1, RFC 8693 §2.1). */
export interface TrustedIssuer {
  /** The `iss` of its assertions. */
  readonly issuer: string
  /** Its public keys, by value or where they are published. */
  readonly jwks?: JwkSet
  readonly jwks_uri?: string
}

/** How a user gets through the authorization endpoint. */
export type Login =
  | { readonly mode: 'auto'; readonly user?: string }
  | { readonly mode: 'picker' }
  | { readonly mode: 'form' }
  | { readonly mode: 'deny' }
