// RFC 6749 §4.1.3, RFC 7636 §4.6, RFC 9449 §10: what shows that the client which asked for a code is the one that
// redeems it: the same redirect_uri, the verifier of its challenge, the same key.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { missing } from '../protocol/parameters.js'
import type { Parameters } from '../protocol/parameters.js'
import { answers, damagedVerifier, isVerifier, s256, usualMistake } from '../protocol/pkce.js'
import type { Challenge } from '../protocol/pkce.js'
import { matches, repeats, usualDifference } from '../protocol/redirection.js'
import type { Code, Confirmation } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { ensureSameKey } from '../tokens/holder.js'

export function proveHolder(
  as: AuthorizationServer,
  request: Request,
  client: Client,
  code: Code,
  proven: Confirmation | undefined,
): void {
  ensureRedirectUri(as, client, code, request.form)
  request.trace.check('redirect_uri as at the authorization endpoint')
  ensureVerifier(as, code, request.form)
  if (code.challenge) request.trace.check('code_verifier answers the code_challenge')
  ensureSameKey(code.dpop_jkt, proven, 'code', 'RFC 9449 §10')
}

function ensureRedirectUri(as: AuthorizationServer, client: Client, code: Code, form: Parameters): void {
  const spec = 'RFC 6749 §4.1.3'
  const sent = form.get('redirect_uri')
  if (code.redirect_uri === undefined) {
    if (sent === undefined || client.open) return
    const registered = client.redirect_uris.some((uri) => matches(uri, sent, { ...client, policy: as.policy }))
    ensure(as.policy.redirect_uri_unasked === 'if-registered' && registered, 'invalid_grant', () => ({
      reason: 'redirect-uri-not-at-authorize',
      hint: `redirect_uri '${sent}' is sent, but the authorization request had none and it is not the registered one`,
      expected: client.redirect_uris[0] ?? 'no redirect_uri',
      received: sent,
      fix: 'send redirect_uri in both requests, or in none',
      spec,
    }))
    return
  }
  if (sent === undefined) {
    ensure(as.policy.redirect_uri_at_token === 'optional', 'invalid_request', () => ({
      reason: 'redirect-uri-missing-at-token',
      hint: `redirect_uri is missing${misspelt('redirect_uri', form)}; the authorization request had one, so the token request needs the same`,
      expected: code.redirect_uri ?? '',
      received: 'no redirect_uri',
      fix: `send redirect_uri=${code.redirect_uri}`,
      spec,
      relax: 'redirect_uri_at_token: optional',
    }))
    return
  }
  ensure(repeats(code.redirect_uri, sent, as.policy), 'invalid_grant', () =>
    otherRedirectUri(client, code.redirect_uri ?? '', sent),
  )
}

function otherRedirectUri(client: Client, expected: string, received: string): Diagnosis {
  const difference = usualDifference(expected, received)
  const registered = client.redirect_uris.includes(received)
  const words = difference?.words ?? (registered ? 'it is another registered one' : 'the two must be the same string')
  return {
    reason: difference?.reason ?? (registered ? 'redirect-uri-is-other-registered' : 'redirect-uri-differs'),
    hint: `redirect_uri '${received}' is not the '${expected}' of the authorization request: ${words}`,
    expected,
    received,
    fix: 'send exactly the same redirect_uri in both requests',
    spec: 'RFC 6749 §4.1.3',
    ...(difference?.reason === 'redirect-uri-trailing-slash' && { relax: 'redirect_uri_trailing_slash: ignore' }),
  }
}

/** `: 'code_verfier' was sent` where that is likely to be meant. */
function misspelt(name: string, form: Parameters): string {
  const { reason, hint } = missing([name], form)
  return reason === 'param-misspelled' ? `: ${hint.split('; ').slice(1).join(', ')}` : ''
}

function ensureVerifier(as: AuthorizationServer, code: Code, form: Parameters): void {
  const { policy } = as
  const { challenge } = code
  const verifier = form.get('code_verifier')
  if (!challenge) {
    if (verifier === undefined || policy.verifier_unexpected === 'ignore') return
    throw new OAuthError(policy.verifier_unexpected, UNASKED)
  }
  ensure(verifier !== undefined, policy.verifier_missing, () => ({
    reason: 'pkce-verifier-missing',
    hint: `code_verifier is missing${misspelt('code_verifier', form)}; the authorization request had a code_challenge`,
    expected: `the code_verifier of code_challenge ${challenge.code_challenge}`,
    received: 'no code_verifier',
    fix: 'send the code_verifier that the challenge was made of',
    spec: 'RFC 7636 §4.5',
  }))
  ensure(isVerifier(verifier), policy.verifier_malformed, () => malformed(verifier, challenge))
  ensure(answers(verifier, challenge), 'invalid_grant', () => unanswered(as, code, challenge, verifier))
}

const UNASKED: Diagnosis = {
  reason: 'pkce-verifier-unexpected',
  hint: 'code_verifier is sent, but the authorization request had no code_challenge: it was lost on the way, or the code is injected',
  expected: 'no code_verifier',
  received: 'a code_verifier',
  fix: 'send code_challenge and code_challenge_method=S256 in the authorization request',
  spec: 'RFC 9700 §4.8.2',
  relax: 'verifier_unexpected: ignore',
}

function malformed(verifier: string, challenge: Challenge): Diagnosis {
  const damage = damagedVerifier(verifier, challenge)
  return {
    reason: damage?.reason ?? 'pkce-verifier-length',
    hint: damage
      ? `code_verifier would answer the code_challenge, but ${damage.words}`
      : `code_verifier has ${verifier.length} characters or characters outside the grammar; 43 to 128 of A-Z a-z 0-9 - . _ ~ are allowed`,
    expected: '43 to 128 characters of A-Z a-z 0-9 - . _ ~',
    received: shape(verifier),
    fix: damage
      ? 'send the code_verifier exactly as it was generated'
      : 'generate 32 random bytes and encode them with base64url',
    spec: 'RFC 7636 §4.1',
  }
}

/** The first character that does not belong, and no more of it. */
function shape(verifier: string): string {
  const odd = /[^A-Za-z0-9\-._~]/.exec(verifier)
  return `${verifier.length} characters${odd ? `, ${quoted(odd[0])} at ${odd.index + 1}` : ''}`
}

/** The challenge is no secret; of the verifier only its hash is told. */
function unanswered(as: AuthorizationServer, code: Code, challenge: Challenge, verifier: string): Diagnosis {
  const { reason, words } = usualMistake(verifier, challenge) ?? ofOtherRequest(as, code, verifier)
  return {
    reason,
    hint: `code_verifier does not answer the code_challenge (${challenge.code_challenge_method}): ${words}`,
    expected: challenge.code_challenge,
    received: `S256(code_verifier) = ${s256(verifier)}`,
    fix: 'send code_challenge=BASE64URL(SHA256(code_verifier)) with code_challenge_method=S256',
    spec: 'RFC 7636 §4.6',
  }
}

/** Two tabs that share one session take each other's verifier. */
function ofOtherRequest(as: AuthorizationServer, code: Code, verifier: string): { reason: string; words: string } {
  const other = as.records.snapshot().find(({ value }) => {
    if (value.kind !== 'code' || value.client_id !== code.client_id || !value.challenge) return false
    return value !== code && answers(verifier, value.challenge)
  })
  if (!other) return { reason: 'pkce-verifier-mismatch', words: 'it belongs to another request' }
  const request = other.value.origin === undefined ? '' : ` (${other.value.origin.id})`
  return {
    reason: 'pkce-verifier-of-other-request',
    words: `it answers that of another authorization request of this client${request}: two tabs that share one session?`,
  }
}
