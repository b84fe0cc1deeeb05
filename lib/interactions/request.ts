// RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1: an authorization request, read in the
// order in which a server judges it. What fails here is told to the client by redirection.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Client } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'
import { missing } from '../protocol/parameters.js'
import { isChallenge } from '../protocol/pkce.js'
import type { Challenge } from '../protocol/pkce.js'
import { nearest } from '../protocol/spelling.js'
import type { Trace } from '../protocol/trace.js'
import type { Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { grantedScope } from '../tokens/scope.js'
import type { Addressee } from './addressee.js'

export const RESPONSE_TYPES = ['code'] as const
export const RESPONSE_MODES = ['query', 'fragment', 'form_post'] as const
export const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const

export function readInteraction(
  as: AuthorizationServer,
  parameters: Parameters,
  { client, redirect_uri, redirect_uri_sent }: Addressee,
  trace: Trace,
): Interaction {
  parameters.sound()
  ensureResponseType(as, client, parameters)
  const response_mode = readResponseMode(parameters)
  const challenge = readChallenge(as, client, parameters)
  const scope = grantedScope(as, client, parameters.get('scope'), trace)
  const prompt = readPrompt(parameters)
  const max_age = readMaxAge(parameters)
  const [state, nonce, login_hint] = ['state', 'nonce', 'login_hint'].map((name) => parameters.get(name))
  if (state === undefined) trace.warn(STATE_ABSENT)
  return {
    client_id: client.client_id,
    redirect_uri,
    redirect_uri_sent,
    response_mode,
    scope,
    prompt,
    ...(state !== undefined && { state }),
    ...(nonce !== undefined && { nonce }),
    ...(login_hint !== undefined && { login_hint }),
    ...(max_age !== undefined && { max_age }),
    ...(challenge && { challenge }),
  }
}

const STATE_ABSENT = {
  reason: 'state-absent',
  hint: 'the request has no state, so the client cannot tell its own redirects from forged ones',
  spec: 'RFC 6749 §10.12',
}

function ensureResponseType(as: AuthorizationServer, client: Client, parameters: Parameters): void {
  const fallback = as.policy.authorization_defaults === 'sole-client' ? 'code' : undefined
  const response_type = parameters.get('response_type') ?? fallback
  ensure(response_type !== undefined, 'invalid_request', () => missing(['response_type'], parameters))
  const known = (RESPONSE_TYPES as readonly string[]).includes(response_type)
  ensure(known, 'unsupported_response_type', () => ({
    reason: 'response-type-unsupported',
    hint: `response_type ${quoted(response_type)} is not offered; this server offers: ${RESPONSE_TYPES.join(', ')}`,
    expected: RESPONSE_TYPES.join(', '),
    received: response_type,
    fix: 'send response_type=code',
    spec: 'RFC 6749 §3.1.1',
  }))
  const registered = client.response_types.includes(response_type) && client.grant_types.includes('authorization_code')
  ensure(registered, 'unauthorized_client', () => ({
    reason: 'response-type-not-for-client',
    hint: `client '${client.client_id}' is not registered for response_type ${response_type} with the authorization_code grant`,
    fix: 'register grant_types: [authorization_code]',
    spec: 'RFC 6749 §4.1.2.1',
  }))
}

export function readResponseMode(parameters: Parameters): Interaction['response_mode'] {
  const sent = parameters.get('response_mode') ?? 'query'
  const mode = RESPONSE_MODES.find((one) => one === sent)
  ensure(mode, 'invalid_request', () => ({
    reason: 'response-mode-unsupported',
    hint: `response_mode ${quoted(sent)} is not offered; this server offers: ${RESPONSE_MODES.join(', ')}`,
    spec: 'OAuth 2.0 Multiple Response Types §2.1',
  }))
  return mode
}

function readChallenge(as: AuthorizationServer, client: Client, parameters: Parameters): Challenge | undefined {
  const code_challenge = parameters.get('code_challenge')
  const sent = parameters.get('code_challenge_method')
  if (code_challenge === undefined) {
    ensure(!pkceRequired(as, client), 'invalid_request', () => ({
      reason: 'pkce-required',
      hint: `code_challenge is missing; client '${client.client_id}' must use PKCE${sent === undefined ? '' : ' (only code_challenge_method was sent)'}`,
      fix: 'send code_challenge=BASE64URL(SHA256(code_verifier)) and code_challenge_method=S256',
      spec: 'RFC 9700 §2.1.1',
      relax: 'pkce: never',
    }))
    return undefined
  }
  const method = as.policy.pkce_methods.find((one) => one === (sent ?? 'plain'))
  ensure(method, 'invalid_request', () => ({
    reason: sent?.toUpperCase() === 'S256' ? 'pkce-method-case' : 'pkce-method-unsupported',
    hint:
      sent === undefined
        ? 'code_challenge_method is missing, which means plain, and plain is not offered'
        : `code_challenge_method ${quoted(sent)} is not offered; this server offers: ${as.policy.pkce_methods.join(', ')}`,
    fix: 'send code_challenge_method=S256',
    spec: 'RFC 7636 §4.3',
  }))
  ensure(isChallenge(code_challenge, method), 'invalid_request', () => ({
    reason: 'pkce-challenge-length',
    hint:
      method === 'S256'
        ? `code_challenge has ${code_challenge.length} characters; S256 gives 43 of base64url without padding`
        : `code_challenge has ${code_challenge.length} characters; plain takes 43 to 128 of A-Z a-z 0-9 - . _ ~`,
    spec: 'RFC 7636 §4.2',
  }))
  return { code_challenge, code_challenge_method: method }
}

function pkceRequired(as: AuthorizationServer, client: Client): boolean {
  if (client.pkce !== undefined) return client.pkce === 'required'
  if (as.policy.pkce !== 'public') return as.policy.pkce === 'always'
  return !client.open && client.token_endpoint_auth_method === 'none'
}

function readPrompt(parameters: Parameters): readonly string[] {
  const prompt = (parameters.get('prompt') ?? '').split(' ').filter((one) => one !== '')
  const unknown = prompt.find((one) => !(PROMPTS as readonly string[]).includes(one))
  ensure(unknown === undefined, 'invalid_request', () => {
    const near = nearest(unknown ?? '', PROMPTS)
    return {
      reason: 'prompt-unknown',
      hint: `prompt ${quoted(unknown ?? '')} is not one of ${PROMPTS.join(', ')}${near ? `; did you mean '${near}'?` : ''}`,
      spec: 'OpenID Connect Core §3.1.2.1',
    }
  })
  ensure(!prompt.includes('none') || prompt.length === 1, 'invalid_request', () => ({
    reason: 'prompt-none-combined',
    hint: `prompt '${prompt.join(' ')}' combines none with others`,
    spec: 'OpenID Connect Core §3.1.2.1',
  }))
  return prompt
}

function readMaxAge(parameters: Parameters): number | undefined {
  const sent = parameters.get('max_age')
  if (sent === undefined) return undefined
  if (/^\d{1,9}$/.test(sent)) return Number(sent)
  throw new OAuthError('invalid_request', {
    reason: 'max-age-not-number',
    hint: `max_age ${quoted(sent, 30)} is not a number of seconds`,
    spec: 'OpenID Connect Core §3.1.2.1',
  })
}
