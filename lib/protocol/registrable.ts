// RFC 7591 §2, §2.1, OpenID Connect Registration §2: client metadata that make sense together.

import { ensure, quoted } from './error.js'
import type { Members } from './messages.js'
import type { Client } from './metadata.js'
import type { Policy } from './policy.js'
import { isLoopback, unregistrable } from './redirection.js'

/** A client that has no client_id yet. */
export type ClientMetadata = Omit<
  Client,
  'client_id' | 'client_secret' | 'client_secrets' | 'client_secret_expires_at' | 'open' | 'dynamic'
>

/**
 * Known members (see `readMetadata`) with the defaults of RFC 7591 §2; throws when they contradict each other, or
 * want a signature that is none of `algorithms`.
 */
export function registrable(known: Members, algorithms: readonly string[]): ClientMetadata {
  const grant_types = (known['grant_types'] as readonly string[] | undefined) ?? ['authorization_code']
  const response_types = grant_types.includes('authorization_code') ? ['code'] : []
  const defaults = { redirect_uris: [], token_endpoint_auth_method: 'client_secret_basic', grant_types, response_types }
  const metadata = { ...defaults, ...known } as ClientMetadata
  ensureConsistent(metadata)
  ensureRedirectUris(metadata)
  ensureKeys(metadata)
  ensureSecretive(metadata)
  ensureSignable(known, algorithms)
  return metadata
}

/** The client as the policy has its scope: a limit, or what it gets without asking. */
export function scoped(metadata: ClientMetadata, { registered_scope }: Policy): ClientMetadata {
  const { scope, ...others } = metadata
  return registered_scope === 'limit' || scope === undefined ? metadata : { ...others, default_scope: scope }
}

/** RFC 7591 §2.1: `code` goes with authorization_code, tokens with implicit. */
function ensureConsistent({ grant_types, response_types }: ClientMetadata): void {
  const words = new Set(response_types.flatMap((type) => type.split(' ')))
  const wanted = [
    ...(words.has('code') ? ['authorization_code'] : []),
    ...(words.has('token') || words.has('id_token') ? ['implicit'] : []),
  ]
  const fronted = grant_types.filter((grant) => grant === 'authorization_code' || grant === 'implicit')
  const lacking = [
    ...wanted.filter((grant) => !grant_types.includes(grant)),
    ...fronted.filter((grant) => !wanted.includes(grant)),
  ]
  ensure(lacking.length === 0, 'invalid_client_metadata', () => ({
    reason: 'metadata-inconsistent',
    hint: `response_types [${response_types.join(', ')}] and grant_types [${grant_types.join(', ')}] contradict each other as to ${lacking.join(' and ')}`,
    fix: 'response type code goes with grant type authorization_code; id_token and token go with implicit',
    spec: 'RFC 7591 §2.1',
  }))
  ensure(grant_types.length !== 1 || grant_types[0] !== 'refresh_token', 'invalid_client_metadata', () => ({
    reason: 'metadata-inconsistent',
    hint: 'grant_types holds refresh_token alone; no grant is left that would lead to a refresh token',
    spec: 'RFC 7591 §2.1',
  }))
}

function ensureRedirectUris(metadata: ClientMetadata): void {
  const { redirect_uris, response_types } = metadata
  ensure(response_types.length === 0 || redirect_uris.length > 0, 'invalid_redirect_uri', () => ({
    reason: 'redirect-uri-missing',
    hint: `redirect_uris is missing; response_types [${response_types.join(', ')}] need one`,
    spec: 'RFC 7591 §2',
  }))
  for (const uri of redirect_uris) {
    const wrong = unregistrable(uri) ?? unfit(uri, metadata)
    ensure(wrong === undefined, 'invalid_redirect_uri', () => ({
      reason: 'redirect-uri-unregistrable',
      hint: `redirect_uri ${quoted(uri, 200)} cannot be registered: ${wrong}`,
      received: uri,
      spec: 'OpenID Connect Registration §2',
    }))
  }
}

/** The rules of application_type; native clients may also claim https URIs (RFC 8252 §7.2). */
function unfit(uri: string, { application_type, response_types }: ClientMetadata): string | undefined {
  const plain = /^http:/i.test(uri)
  if (application_type === 'native') {
    return plain && !isLoopback(uri) ? 'a native client takes http on localhost, 127.0.0.1 or [::1] alone' : undefined
  }
  if (!response_types.some((type) => /\b(id_)?token\b/.test(type))) return undefined
  if (!/^https:/i.test(uri)) return 'a web client that takes tokens from the URL uses https alone'
  return new URL(uri).hostname === 'localhost'
    ? 'a web client that takes tokens from the URL is not on localhost'
    : undefined
}

function ensureKeys({ jwks, jwks_uri, token_endpoint_auth_method }: ClientMetadata): void {
  ensure(jwks === undefined || jwks_uri === undefined, 'invalid_client_metadata', () => ({
    reason: 'jwks-twice',
    hint: 'jwks and jwks_uri are both there; a client has its keys in one place',
    spec: 'RFC 7591 §2',
  }))
  const keys = jwks ?? jwks_uri
  ensure(token_endpoint_auth_method !== 'private_key_jwt' || keys !== undefined, 'invalid_client_metadata', () => ({
    reason: 'jwks-missing',
    hint: 'token_endpoint_auth_method is private_key_jwt, and there is neither jwks nor jwks_uri to verify with',
    spec: 'RFC 7591 §2',
  }))
  const secret = jwks?.keys.find((key) => 'd' in key || key.kty === 'oct')
  ensure(secret === undefined, 'invalid_client_metadata', () => ({
    reason: 'jwks-private',
    hint: `key ${quoted(String(secret?.kid ?? '(no kid)'), 60)} in jwks is a private or secret key; register the public one`,
    spec: 'RFC 7517 §9.2',
  }))
}

/** RFC 6749 §4.4: client credentials are for those who have some. */
function ensureSecretive({ grant_types, token_endpoint_auth_method }: ClientMetadata): void {
  const alone = token_endpoint_auth_method === 'none' && grant_types.includes('client_credentials')
  ensure(!alone, 'invalid_client_metadata', () => ({
    reason: 'metadata-inconsistent',
    hint: 'grant_types holds client_credentials, but token_endpoint_auth_method is none',
    spec: 'RFC 6749 §4.4',
  }))
}

/** OpenID Connect Registration §2: what this server is to sign with. */
function ensureSignable(known: Members, algorithms: readonly string[]): void {
  for (const name of [
    'id_token_signed_response_alg',
    'userinfo_signed_response_alg',
    'introspection_signed_response_alg',
  ]) {
    const alg = known[name] as string | undefined
    ensure(alg === undefined || algorithms.includes(alg), 'invalid_client_metadata', () => ({
      reason: 'metadata-alg',
      hint: `${name} is ${quoted(alg ?? '', 20)}; this server signs with ${algorithms.join(', ')}`,
      expected: algorithms.join(', '),
      received: alg ?? '',
      spec: 'OpenID Connect Registration §2',
    }))
  }
}
