// RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1: an authorization request, read in the
// order in which a server judges it. What fails here is told to the client by redirection.

import { ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'
import { isChallenge, malformedChallenge } from '../protocol/pkce.js'
import type { Challenge } from '../protocol/pkce.js'
import type { Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { grantedScope } from '../tokens/scope.js'
import { resourcesOf } from '../tokens/target.js'
import type { Addressee } from './addressee.js'
import { readIdentity } from './identity.js'
import { carries, readResponseMode, readResponseType } from './response_type.js'
import { noteUseless } from './useless.js'

export async function readInteraction(
  as: AuthorizationServer,
  parameters: Parameters,
  { client, redirect_uri, redirect_uri_sent }: Addressee,
  request: Request,
): Promise<Interaction> {
  const { trace } = request
  parameters.sound()
  const response_type = readResponseType(as, client, parameters)
  const response_mode = readResponseMode(parameters, response_type)
  const challenge = carries(response_type, 'code') ? readChallenge(as, client, parameters) : undefined
  const scope = usefulScope(response_type, grantedScope(as, client, parameters.get('scope'), trace))
  const resources = resourcesOf(as, parameters, request)
  const dpop_jkt = readDpopKey(parameters)
  const asked = await readIdentity(as, client, parameters, request)
  ensureOpenId(response_type, scope, parameters)
  const [state, nonce, login_hint] = ['state', 'nonce', 'login_hint'].map((name) => parameters.get(name))
  if (state === undefined) trace.warn(STATE_ABSENT)
  noteUseless(parameters, scope, trace)
  return {
    client_id: client.client_id,
    redirect_uri,
    redirect_uri_sent,
    response_type,
    response_mode,
    scope,
    ...asked,
    ...(state !== undefined && { state }),
    ...(nonce !== undefined && { nonce }),
    ...(login_hint !== undefined && { login_hint }),
    ...(challenge && { challenge }),
    ...(resources.length > 0 && { resources }),
    ...(dpop_jkt !== undefined && { dpop_jkt }),
  }
}

/** RFC 9449 §10: the thumbprint of the key that is to redeem the code. */
function readDpopKey(parameters: Parameters): string | undefined {
  const dpop_jkt = parameters.get('dpop_jkt')
  ensure(dpop_jkt === undefined || /^[A-Za-z0-9_-]{43}$/.test(dpop_jkt), 'invalid_request', () => ({
    reason: 'dpop-jkt-malformed',
    hint: `dpop_jkt ${quoted(dpop_jkt ?? '', 60)} is no thumbprint of a key: 43 characters of base64url`,
    expected: '43 characters of base64url',
    received: dpop_jkt ?? '',
    fix: 'send the JWK SHA-256 thumbprint of the DPoP key (RFC 7638), or leave dpop_jkt out',
    spec: 'RFC 9449 §10',
  }))
  return dpop_jkt
}

const STATE_ABSENT = {
  reason: 'state-absent',
  hint: 'the request has no state, so the client cannot tell its own redirects from forged ones',
  spec: 'RFC 6749 §10.12',
}

function readChallenge(as: AuthorizationServer, client: Client, parameters: Parameters): Challenge | undefined {
  const code_challenge = parameters.get('code_challenge')
  const sent = parameters.get('code_challenge_method')
  if (code_challenge === undefined) {
    ensure(!pkceRequired(as, client), 'invalid_request', () => ({
      reason: 'pkce-required',
      hint: `code_challenge is missing; client '${client.client_id}' must use PKCE${sent === undefined ? '' : ' (only code_challenge_method was sent)'}`,
      expected: 'code_challenge',
      received: sent === undefined ? 'no code_challenge' : 'code_challenge_method alone',
      fix: 'send code_challenge=BASE64URL(SHA256(code_verifier)) and code_challenge_method=S256',
      spec: 'RFC 9700 §2.1.1',
      relax: 'pkce: never',
    }))
    return undefined
  }
  const method = readMethod(as, sent)
  ensure(isChallenge(code_challenge, method), 'invalid_request', () => noChallenge(code_challenge, method))
  return { code_challenge, code_challenge_method: method }
}

function noChallenge(code_challenge: string, method: Challenge['code_challenge_method']): Diagnosis {
  const wanted = method === 'S256' ? '43 characters of base64url' : '43 to 128 characters of A-Z a-z 0-9 - . _ ~'
  const mistake = method === 'S256' ? malformedChallenge(code_challenge) : undefined
  return {
    reason: mistake?.reason ?? 'pkce-challenge-length',
    hint: `code_challenge has ${code_challenge.length} characters; ${method} ${method === 'S256' ? 'gives' : 'takes'} ${wanted}${mistake ? `; ${mistake.words}` : ''}`,
    expected: wanted,
    received: code_challenge,
    fix: 'send code_challenge=BASE64URL(SHA256(code_verifier)) and code_challenge_method=S256',
    spec: 'RFC 7636 §4.2',
  }
}

/** RFC 7636 §4.3: absent, it is `plain`. */
function readMethod(as: AuthorizationServer, sent: string | undefined): Challenge['code_challenge_method'] {
  const method = as.policy.pkce_methods.find((one) => one === (sent ?? 'plain'))
  ensure(method, 'invalid_request', () => ({
    reason: sent?.toUpperCase() === 'S256' ? 'pkce-method-case' : 'pkce-method-unsupported',
    hint:
      sent === undefined
        ? 'code_challenge_method is missing, which means plain, and plain is not offered'
        : `code_challenge_method ${quoted(sent)} is not offered; this server offers: ${as.policy.pkce_methods.join(', ')}`,
    expected: as.policy.pkce_methods.join(', '),
    received: sent ?? 'plain',
    fix: 'send code_challenge_method=S256',
    spec: 'RFC 7636 §4.3',
  }))
  return method
}

function pkceRequired(as: AuthorizationServer, client: Client): boolean {
  if (client.pkce !== undefined) return client.pkce === 'required'
  if (as.policy.pkce !== 'public') return as.policy.pkce === 'always'
  return !client.open && client.token_endpoint_auth_method === 'none'
}

/** OpenID Connect Core §11: offline_access is ignored where no code leads to a refresh token. */
function usefulScope(response_type: string, scope: readonly string[]): readonly string[] {
  return carries(response_type, 'code') ? scope : scope.filter((token) => token !== 'offline_access')
}

/** OpenID Connect Core §3.2.2.1, §3.3.2.1: an ID Token in the front channel needs `openid` and a nonce. */
function ensureOpenId(response_type: string, scope: readonly string[], parameters: Parameters): void {
  if (!carries(response_type, 'id_token')) return
  ensure(scope.includes('openid'), 'invalid_request', () => ({
    reason: 'scope-openid-missing',
    hint: `response_type ${response_type} asks for an ID Token, but the scope does not hold openid`,
    expected: 'openid',
    received: scope.join(' ') || 'no scope',
    fix: 'add openid to the scope',
    spec: 'OpenID Connect Core §3.1.2.1',
  }))
  ensure(parameters.get('nonce') !== undefined, 'invalid_request', () => ({
    reason: 'nonce-required',
    hint: `nonce is missing; response_type ${response_type} sends an ID Token through the browser, where only a nonce ties it to this request`,
    expected: 'nonce',
    received: 'no nonce',
    fix: 'send a new random nonce with every request, and compare it with that of the ID Token',
    spec: 'OpenID Connect Core §3.2.2.1',
  }))
}
