// RFC 6749 §3.1.1, OAuth 2.0 Multiple Response Types §2, §5: what an authorization response carries and
// how it travels. Anything but `code` is legacy, and offered only when the policy names it.

import { isUnset } from '../protocol/difference.js'
import { ensure, quoted } from '../protocol/error.js'
import type { Client } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'
import { missing, unset } from '../protocol/parameters.js'
import type { Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

export const RESPONSE_MODES = ['query', 'fragment', 'form_post'] as const

/** The order of the words has no meaning. */
export function normalized(response_type: string): string {
  return response_type
    .split(' ')
    .filter((word) => word !== '')
    .sort()
    .join(' ')
}

export function carries(response_type: string, word: 'code' | 'token' | 'id_token'): boolean {
  return response_type.split(' ').includes(word)
}

export function readResponseType(as: AuthorizationServer, client: Client, parameters: Parameters): string {
  const fallback = as.policy.authorization_defaults === 'sole-client' ? 'code' : undefined
  const sent = parameters.get('response_type') ?? fallback
  ensure(sent !== undefined, 'invalid_request', () => missing(['response_type'], parameters))
  const response_type = normalized(sent)
  const offered = as.policy.response_types
  ensure(!isUnset(sent), 'invalid_request', () => unset('response_type', sent))
  ensure(offered.map(normalized).includes(response_type), 'unsupported_response_type', () => ({
    reason: /authorization|grant/.test(sent) ? 'response-type-misspelled' : 'response-type-unsupported',
    hint: `response_type ${quoted(sent)} is not offered; this server offers: ${offered.join(', ')}`,
    expected: offered.join(', '),
    received: sent,
    fix: 'send response_type=code',
    spec: 'RFC 6749 §3.1.1',
    relax: `response_types: [${[...offered, response_type].join(', ')}]`,
  }))
  ensureRegistered(client, response_type)
  ensureSigned(client, response_type)
  return response_type
}

/** OpenID Connect Registration §2: the grants that a response type stands for; a hybrid one for two. */
export function grantsOf(response_type: string): readonly string[] {
  const code = carries(response_type, 'code') ? ['authorization_code'] : []
  const tokens = carries(response_type, 'token') || carries(response_type, 'id_token') ? ['implicit'] : []
  return [...code, ...tokens]
}

function ensureRegistered(client: Client, response_type: string): void {
  if (client.open) return
  const registered = client.response_types.map(normalized).includes(response_type)
  const grants = grantsOf(response_type)
  ensure(registered && grants.every((grant) => client.grant_types.includes(grant)), 'unauthorized_client', () => ({
    reason: 'response-type-not-for-client',
    hint: `client '${client.client_id}' is not registered for response_type ${response_type} with ${grants.join(' and ')}`,
    expected: `${client.response_types.join(', ')} with ${client.grant_types.join(', ')}`,
    received: response_type,
    fix: `register response_types: [${response_type}] and grant_types: [${grants.join(', ')}]`,
    spec: 'RFC 6749 §4.1.2.1',
  }))
}

/** OpenID Connect Core §2: an unsigned ID Token does not pass the browser. */
function ensureSigned(client: Client, response_type: string): void {
  const unsigned = client.id_token_signed_response_alg === 'none'
  ensure(!unsigned || !carries(response_type, 'id_token'), 'unauthorized_client', () => ({
    reason: 'id-token-unsigned-in-front-channel',
    hint: `client '${client.client_id}' is registered for unsigned ID Tokens, which response_type ${response_type} would send through the browser`,
    expected: 'a signed ID Token',
    received: 'id_token_signed_response_alg none',
    fix: 'register another id_token_signed_response_alg, or send response_type=code',
    spec: 'OpenID Connect Core §2',
  }))
}

/** The default is `query` for a code alone, and `fragment` for anything with a token, which a query must not carry. */
export function readResponseMode(parameters: Parameters, response_type: string): Interaction['response_mode'] {
  const fallback = response_type === 'code' ? 'query' : 'fragment'
  const sent = parameters.get('response_mode') ?? fallback
  const mode = RESPONSE_MODES.find((one) => one === sent)
  ensure(mode, 'invalid_request', () => ({
    reason: 'response-mode-unsupported',
    hint: `response_mode ${quoted(sent)} is not offered; this server offers: ${RESPONSE_MODES.join(', ')}`,
    expected: RESPONSE_MODES.join(', '),
    received: sent,
    fix: 'leave response_mode out, or send one of these',
    spec: 'OAuth 2.0 Multiple Response Types §2.1',
  }))
  ensure(mode !== 'query' || response_type === 'code', 'invalid_request', () => ({
    reason: 'response-mode-query-with-token',
    hint: `response_mode query would put the tokens of response_type ${response_type} into a URL; use fragment or form_post`,
    expected: 'fragment or form_post',
    received: 'query',
    fix: 'leave response_mode out, or send fragment or form_post',
    spec: 'OAuth 2.0 Multiple Response Types §5',
  }))
  return mode
}

/** Where an error goes when the request could not be read that far: where a client of that response type listens. */
export function modeForErrors(parameters: Parameters): Interaction['response_mode'] {
  const mode = parameters.peek('response_mode')
  if (mode === 'fragment' || mode === 'form_post') return mode
  return grantsOf(parameters.peek('response_type') ?? '').includes('implicit') ? 'fragment' : 'query'
}
