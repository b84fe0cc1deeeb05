// RFC 6750 §3.1, RFC 9068 §4, RFC 9449 §7.2, RFC 9470 §3: whether a good access token is good enough here.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import { beyond, parseScope } from '../protocol/scope.js'
import type { AccessToken } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { wordsOf } from './demands.js'
import type { Demands } from './demands.js'

/** Throws what the resource refuses with, yet without its challenge. */
export function ensureEnough(as: AuthorizationServer, request: Request, token: AccessToken, demands: Demands): void {
  ensureBound(token, demands)
  ensureAudience(as, request, token, demands)
  ensureScope(token, demands)
  ensureContext(token, demands)
  ensureFresh(as, token, demands)
}

function ensureBound({ cnf }: AccessToken, { dpop }: Demands): void {
  ensure(dpop !== 'required' || cnf?.jkt !== undefined, 'invalid_token', () => ({
    reason: 'dpop-missing',
    hint: 'this resource takes only tokens that are bound to a DPoP key, and this one is not',
    fix: 'send a DPoP proof with the token request, and another one here',
    spec: 'RFC 9449 §7.1',
  }))
}

/**
 * Without a word of the tester: the resource itself or a URL above it, the issuer, and the audience that the fixtures
 * give the client's tokens, because the resource stands in for that API.
 */
function ensureAudience(as: AuthorizationServer, request: Request, token: AccessToken, { audience }: Demands): void {
  const issuer = as.issuer(request)
  const named: readonly string[] = [token.audience ?? issuer].flat()
  const own = as.clients.find(token.client_id)?.access_token?.audience ?? []
  const resource = as.url('resource', request) ?? issuer
  const here = [`${resource}${request.rest}/`, `${request.base}${request.url.replace(/\?.*$/, '')}/`]
  const expected = audience === undefined ? [resource, issuer, ...[own].flat()] : [audience].flat()
  const above = (one: string): boolean => here.some((url) => url.startsWith(`${one.replace(/\/$/, '')}/`))
  ensure(
    named.some((one) => expected.includes(one) || (audience === undefined && URL.canParse(one) && above(one))),
    'invalid_token',
    () => ({
      reason: 'token-wrong-audience',
      hint: `the access token is for ${quoted(named.join(' '), 150)}; this resource is ${quoted(expected[0] ?? '', 150)}`,
      expected: expected.join(' '),
      received: named.join(' '),
      fix: `ask for a token with resource=${expected[0]}, or let the resource take this one: resource: { audience: ${named[0]} }`,
      spec: 'RFC 9068 §4',
    }),
  )
}

function ensureScope({ scope: carried }: AccessToken, { scope }: Demands): void {
  const absent = beyond(wordsOf(scope), parseScope(carried))
  ensure(absent.length === 0, 'insufficient_scope', () => ({
    reason: 'token-insufficient-scope',
    hint: `the access token carries scope '${carried}'; this resource needs '${absent.join(' ')}' as well`,
    expected: scope ?? '',
    received: carried,
    fix: `ask for the scope ${absent.join(' ')} in a new authorization request`,
    spec: 'RFC 6750 §3.1',
  }))
}

function ensureContext({ acr }: AccessToken, { acr_values }: Demands): void {
  const wanted = wordsOf(acr_values)
  if (wanted.length === 0 || (acr !== undefined && wanted.includes(acr))) return
  throw stepUp(
    'step-up-acr',
    `the user authenticated with acr '${acr ?? '(none)'}'; one of '${wanted.join(' ')}' is needed`,
    `acr_values=${wanted.join(' ')}`,
  )
}

function ensureFresh(as: AuthorizationServer, { auth_time }: AccessToken, { max_age }: Demands): void {
  if (max_age === undefined) return
  const age = auth_time === undefined ? undefined : as.clock.seconds() - auth_time
  if (age !== undefined && age <= max_age) return
  const words =
    age === undefined
      ? 'the access token does not say when a user authenticated'
      : `the user authenticated ${age} s ago`
  throw stepUp('step-up-max-age', `${words}; at most ${max_age} s are allowed`, `max_age=${max_age}`)
}

function stepUp(reason: string, hint: string, parameter: string): OAuthError {
  return new OAuthError('insufficient_user_authentication', {
    reason,
    hint,
    fix: `start a new authorization request with ${parameter}`,
    spec: 'RFC 9470 §3',
  })
}
