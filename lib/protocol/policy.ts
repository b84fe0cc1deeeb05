// What the RFCs leave to the server, each with the value of the `standard` profile. A relaxation of a
// rule is a word here, never a branch elsewhere; profiles are bundles of these words.

import type { Lifetimes, RefreshPolicy } from './lifetimes.js'

export type * from './lifetimes.js'

export interface Policy {
  readonly lifetimes: Lifetimes

  /** `invalid_client` without an Authorization header: 401 with a challenge, 401 without, or 400 (RFC 6749 §5.2). */
  readonly invalid_client: '401' | '401-no-challenge' | '400'
  /** A code_verifier where no challenge was stored (RFC 9700 §4.8.2, OAuth 2.1 §3.2.4). */
  readonly verifier_unexpected: 'invalid_request' | 'invalid_grant' | 'ignore'
  /** No code_verifier where a challenge was stored (RFC 7636 §4.6). */
  readonly verifier_missing: 'invalid_grant' | 'invalid_request'
  /** A code_verifier outside the grammar of RFC 7636 §4.1. */
  readonly verifier_malformed: 'invalid_request' | 'invalid_grant'
  /** No redirect_uri at the token endpoint though the authorization request had one (RFC 6749 §4.1.3, OAuth 2.1 §10.2). */
  readonly redirect_uri_at_token: 'required' | 'optional'
  /** A redirect_uri at the token endpoint though the authorization request had none. */
  readonly redirect_uri_unasked: 'if-registered' | 'refuse'
  /** Whether a refused redemption spends the code. */
  readonly burn_code_on_failure: boolean
  /** Whether a replayed code revokes what it issued (RFC 6749 §4.1.2). */
  readonly code_replay: 'revoke' | 'refuse'
  /** What a client's refresh tokens do, unless the client says otherwise (RFC 9700 §4.14.2). */
  readonly refresh: RefreshPolicy
  /** A requested scope that the client may not have (RFC 6749 §3.3). */
  readonly unknown_scope: 'refuse' | 'drop'
  /** No scope parameter: the client's default, or `invalid_scope` (RFC 6749 §3.3). */
  readonly scope_absent: 'default' | 'refuse'
  /** Whether the registered token_endpoint_auth_method is enforced (RFC 7591 §2). */
  readonly auth_method: 'enforce' | 'ignore'
  /** The `aud` of client assertions: the issuer or an endpoint's URL (RFC 7523 §3, RFC 9126 §2), or the issuer as the only value. */
  readonly assertion_audience: 'rfc7523' | 'rfc7523bis'
  /** Whether the port of a registered `localhost` redirect URI is free, as it is for 127.0.0.1 and [::1] (RFC 8252 §7.3). */
  readonly localhost_any_port: 'native' | 'always' | 'never'
  /** Compare redirect URIs without a trailing slash, as sloppy providers do. */
  readonly redirect_uri_trailing_slash: 'exact' | 'ignore'
  /** Who must use PKCE (RFC 9700 §2.1.1). */
  readonly pkce: 'public' | 'always' | 'never'
  readonly pkce_methods: readonly ('S256' | 'plain')[]

  /** Authorization requests must be pushed first (RFC 9126 §5). A client may be held to it alone. */
  readonly require_pushed_authorization_requests: boolean
  /** Authorization requests must come as a signed request object (RFC 9101 §10.5). A client may be held to it alone. */
  readonly require_signed_request_object: boolean
  /** Request objects by value (RFC 9101 §5.1). */
  readonly request_parameter: 'accept' | 'refuse'
  /** Request objects that the client publishes (RFC 9101 §5.2); pushed requests are taken in any case. */
  readonly request_uri_parameter: 'accept' | 'refuse'
  /** The response types offered. Anything but `code` is legacy (RFC 9700 §2.1.2). */
  readonly response_types: readonly ResponseType[]
  /** Dynamic client registration: by anybody, with an access token of this server, or not at all (RFC 7591 §3). */
  readonly registration: 'open' | 'initial_access_token' | 'off'
  /** The scope of a client that came by itself: all that it may ask for, or what it gets unasked (RFC 7591 §2). */
  readonly registered_scope: 'limit' | 'default'
  /** A client_id that is the URL of the client's metadata: `https` alone, `http` on this machine too, or none (client ID metadata documents §3). */
  readonly client_id_metadata_document: 'accept' | 'https' | 'off'
  /** Where the claims of a scope appear: userinfo alone where there is an access token, or the ID Token too (OpenID Connect Core §5.4). */
  readonly scope_claims: 'userinfo' | 'both'
  /** What an authorization request may leave out. `sole-client` takes the only registered client and `code`. */
  readonly authorization_defaults: 'none' | 'sole-client'
  /** When the user is asked. A client or a user may ask for more; where login is automatic, `ask-unless-auto` grants even prompt=consent. */
  readonly consent: 'never' | 'ask' | 'ask-unless-auto'
  /** When a refresh token is issued: with the `offline_access` scope, or whenever the client has the grant. */
  readonly refresh_token_issued: 'always' | 'offline_access'

  readonly access_token: TokenFormat
  /** The alphabet of codes and opaque tokens. */
  readonly token_alphabet: 'url' | 'lower-alphanumeric'
  /** Characters in a code or an opaque token. */
  readonly token_length: number
  /** The default signature algorithm. */
  readonly signature: SignatureAlgorithm

  /** Where token parameters may stand. RFC 6749 §3.2 knows the body alone. */
  readonly token_parameters: 'body' | 'query' | 'both'
  /** A token request whose body has one parameter a line, as some documentation prints it. */
  readonly newline_body: 'refuse' | 'accept'
  /** A token request whose Content-Type is missing, or is neither form nor JSON, XML or multipart. */
  readonly missing_content_type: 'refuse' | 'form'
  /** Parameters win over an unrelated Basic header. RFC 6749 §2.3 calls two methods malformed. */
  readonly client_credentials_conflict: 'refuse' | 'parameters-win'

  /** Client certificates (RFC 8705): none, or the header X-Client-Cert in place of TLS, on this machine alone. */
  readonly client_certificate: 'off' | 'header'
  /** Whether DPoP proofs must carry a nonce that this server gave out (RFC 9449 §8, §9). */
  readonly dpop_nonce: 'off' | 'required'
  /** The time that judges what clients sign: the world's, because their clocks do not move with ours, or the realm's. */
  readonly inbound_clock: 'real' | 'virtual'
  /** Who may introspect a token: its client and the resource servers in its audience, or any client (RFC 7662 §4). */
  readonly introspection: 'audience' | 'any'
  /** The status of a protected resource that refuses a token (RFC 6750 §3.1 says 401). */
  readonly resource_refusal: 401 | 403
  /** The member that tells the lifetime of an access token. */
  readonly expires_member: 'expires_in' | 'expires_id' | 'both' | 'none'
  readonly expires_type: 'number' | 'string'
  readonly token_type_member: 'send' | 'omit'
  readonly scope_member: 'send' | 'omit'
  /** `unquoted` sends tokens with member names without quotes, as a published example prints them; it is not JSON. */
  readonly response_syntax: 'json' | 'unquoted'
  /** Error bodies: RFC 6749 §5.2, `status` and a sentence as `error` as document connectors read them, or both at once. */
  readonly error_body: 'rfc' | 'merged' | 'own'
  /** Names that ask for a fault, as the client_id `fault--invalid_grant`: taken so where no client is configured, always, or never. */
  readonly magic_values: 'open' | 'on' | 'off'
  /** Whether errors carry `error_description` and `error_uri`. */
  readonly explanations: 'send' | 'omit'
}

export type ResponseType =
  'code' | 'token' | 'id_token' | 'id_token token' | 'code id_token' | 'code token' | 'code id_token token'
export type TokenFormat = 'jwt' | 'opaque'
export type SignatureAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA'

export const STANDARD: Policy = {
  lifetimes: {
    code: 600,
    access_token: 3600,
    refresh_token: 90 * 86_400,
    id_token: 3600,
    device_code: 900,
    request_uri: 60,
    session: 86_400,
  },
  invalid_client: '401',
  verifier_unexpected: 'invalid_request',
  verifier_missing: 'invalid_grant',
  verifier_malformed: 'invalid_request',
  redirect_uri_at_token: 'required',
  redirect_uri_unasked: 'if-registered',
  burn_code_on_failure: false,
  code_replay: 'revoke',
  refresh: { rotation: 'rotate', reuse: 'revoke-family', grace: 0, idle: null },
  unknown_scope: 'refuse',
  scope_absent: 'default',
  auth_method: 'enforce',
  assertion_audience: 'rfc7523',
  localhost_any_port: 'native',
  redirect_uri_trailing_slash: 'exact',
  pkce: 'public',
  pkce_methods: ['S256', 'plain'],
  require_pushed_authorization_requests: false,
  require_signed_request_object: false,
  request_parameter: 'accept',
  request_uri_parameter: 'accept',
  response_types: ['code'],
  registration: 'open',
  registered_scope: 'limit',
  client_id_metadata_document: 'accept',
  scope_claims: 'userinfo',
  authorization_defaults: 'none',
  consent: 'never',
  refresh_token_issued: 'always',
  access_token: 'jwt',
  token_alphabet: 'url',
  token_length: 43,
  signature: 'RS256',
  token_parameters: 'body',
  newline_body: 'refuse',
  missing_content_type: 'refuse',
  client_credentials_conflict: 'refuse',
  client_certificate: 'off',
  dpop_nonce: 'off',
  inbound_clock: 'real',
  introspection: 'audience',
  resource_refusal: 401,
  expires_member: 'expires_in',
  expires_type: 'number',
  token_type_member: 'send',
  scope_member: 'send',
  response_syntax: 'json',
  error_body: 'rfc',
  magic_values: 'open',
  explanations: 'send',
}

/** A policy with some words changed; lifetimes and refresh may be changed in part. */
export type PolicyChange = Partial<Omit<Policy, 'lifetimes' | 'refresh'>> & {
  readonly lifetimes?: Partial<Lifetimes>
  readonly refresh?: Partial<RefreshPolicy>
}

export function changed(policy: Policy, change: PolicyChange = {}): Policy {
  return {
    ...policy,
    ...change,
    lifetimes: { ...policy.lifetimes, ...change.lifetimes },
    refresh: { ...policy.refresh, ...change.refresh },
  }
}
