// RFC 6749 §4.1.3, RFC 7636 §4.6: a code works once, for its client, its redirect_uri, its verifier and
// its lifetime.

import { formatDuration } from '../protocol/duration.js'
import { OAuthError, ensure } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { answers, isVerifier, usualMistake } from '../protocol/pkce.js'
import { matches, repeats, usualDifference } from '../protocol/redirection.js'
import { parseScope } from '../protocol/scope.js'
import type { Code, Confirmation } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'
import { found } from '../tokens/artifact.js'
import type { Authorization } from '../tokens/authorization.js'
import { ensureSameKey } from '../tokens/holder.js'
import { refreshFor } from '../tokens/refresh.js'
import { aimed } from '../tokens/target.js'
import { remembered } from '../tokens/remembered.js'
import type { Grant } from './grant.js'

export const authorization_code: Grant = {
  grant_type: 'authorization_code',
  parameters: { required: ['code'], optional: ['redirect_uri', 'code_verifier', 'resource'] },

  async authorize(as, request, client, proven) {
    const code = await found(as, 'code', request.form.required('code'), client)
    ensure(code.taken_at !== undefined || !as.records.expired(code), 'invalid_grant', () => expired(as, code))
    const flaw = caught(() => proveHolder(as, request, client, code.value, proven))
    if (code.taken_at !== undefined) throw await replayed(as, client, code, flaw)
    if (flaw) {
      if (as.policy.burn_code_on_failure) await as.records.revoke(code.id, BURNT)
      throw flaw
    }
    const target = aimed(as, request, code.value.resources)
    request.trace.check(`code known, not used, ${formatDuration(code.expires_at - as.clock.now())} left`)
    const taken = await as.records.take(code.id)
    if (!taken) throw await replayed(as, client, code, undefined)
    return { ...authorizationOf(as, client, code), ...target }
  },
}

const BURNT = 'a refused redemption spent it (policy burn_code_on_failure)'

function authorizationOf(as: AuthorizationServer, client: Client, code: Kept<Code>): Authorization {
  const { value } = code
  const scope = parseScope(value.scope)
  return {
    ...remembered(as, client, code),
    scope,
    refresh_token: refreshFor(as, client, scope, value.issues?.refresh_token),
    ...(value.nonce !== undefined && { nonce: value.nonce }),
    ...(value.issues?.access_token !== undefined && { access_token: value.issues.access_token }),
  }
}

/** redirect_uri, code_verifier and key: what shows that the client which asked is the one that redeems. */
function proveHolder(
  as: AuthorizationServer,
  request: Request,
  client: Client,
  code: Code,
  proven: Confirmation | undefined,
): void {
  ensureRedirectUri(as, client, code, request.form.get('redirect_uri'))
  request.trace.check('redirect_uri as at the authorization endpoint')
  ensureVerifier(as, code, request.form.get('code_verifier'))
  if (code.challenge) request.trace.check('code_verifier answers the code_challenge')
  ensureSameKey(code.dpop_jkt, proven, 'the code', 'RFC 9449 §10')
}

function ensureRedirectUri(as: AuthorizationServer, client: Client, code: Code, sent: string | undefined): void {
  const spec = 'RFC 6749 §4.1.3'
  if (code.redirect_uri === undefined) {
    if (sent === undefined || client.open) return
    const registered = client.redirect_uris.some((uri) => matches(uri, sent, { ...client, policy: as.policy }))
    ensure(as.policy.redirect_uri_unasked === 'if-registered' && registered, 'invalid_grant', () => ({
      reason: 'redirect-uri-not-at-authorize',
      hint: `redirect_uri '${sent}' is sent, but the authorization request had none and it is not the registered one`,
      spec,
    }))
    return
  }
  if (sent === undefined) {
    ensure(as.policy.redirect_uri_at_token === 'optional', 'invalid_request', () => ({
      reason: 'redirect-uri-missing-at-token',
      hint: 'redirect_uri is missing; the authorization request had one, so the token request needs the same',
      expected: code.redirect_uri ?? '',
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
  }
}

function ensureVerifier(as: AuthorizationServer, { challenge }: Code, verifier: string | undefined): void {
  const { policy } = as
  if (!challenge) {
    if (verifier === undefined || policy.verifier_unexpected === 'ignore') return
    throw new OAuthError(policy.verifier_unexpected, {
      reason: 'pkce-verifier-unexpected',
      hint: 'code_verifier is sent, but the authorization request had no code_challenge: it was lost on the way, or the code is injected',
      fix: 'send code_challenge and code_challenge_method=S256 in the authorization request',
      spec: 'RFC 9700 §4.8.2',
      relax: 'verifier_unexpected: ignore',
    })
  }
  ensure(verifier !== undefined, policy.verifier_missing, () => ({
    reason: 'pkce-verifier-missing',
    hint: 'code_verifier is missing; the authorization request had a code_challenge',
    fix: 'send the code_verifier that the challenge was made of',
    spec: 'RFC 7636 §4.5',
  }))
  ensure(isVerifier(verifier), policy.verifier_malformed, () => ({
    reason: 'pkce-verifier-length',
    hint: `code_verifier has ${verifier.length} characters or characters outside the grammar; 43 to 128 of A-Z a-z 0-9 - . _ ~ are allowed`,
    spec: 'RFC 7636 §4.1',
  }))
  ensure(answers(verifier, challenge), 'invalid_grant', () => {
    const { reason, words } = usualMistake(verifier, challenge)
    return {
      reason,
      hint: `code_verifier does not answer the code_challenge (${challenge.code_challenge_method}): ${words}`,
      expected: challenge.code_challenge,
      fix: 'send code_challenge=BASE64URL(SHA256(code_verifier)) with code_challenge_method=S256',
      spec: 'RFC 7636 §4.6',
    }
  })
}

function caught(check: () => void): OAuthError | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (error instanceof OAuthError) return error
    throw error
  }
}

/** RFC 6749 §4.1.2: a replay that is otherwise valid revokes what the code issued; an invalid one must not (OAuth 2.1 §7.5.2). */
async function replayed(
  as: AuthorizationServer,
  client: Client,
  code: Kept<Code>,
  flaw: OAuthError | undefined,
): Promise<OAuthError> {
  const revokes = !flaw && as.policy.code_replay === 'revoke'
  const ago = formatDuration(as.clock.now() - (code.taken_at ?? as.clock.now()))
  const count = revokes ? await as.records.revokeFamily(code.family, 'its code was presented again') : 0
  return new OAuthError('invalid_grant', {
    reason: 'code-used',
    hint: `the code was redeemed ${ago} earlier by client '${client.client_id}'; a code works once${count > 0 ? `, and its ${count} tokens are revoked now` : ''}`,
    fix: 'look for a double effect, a retry or a browser prefetch of the redirect_uri',
    spec: 'RFC 6749 §4.1.2',
  })
}

function expired(as: AuthorizationServer, code: Kept<Code>): Diagnosis {
  const age = formatDuration(as.clock.now() - code.issued_at)
  const lifetime = formatDuration(code.expires_at - code.issued_at)
  return {
    reason: 'code-expired',
    hint: `the code was issued ${age} ago and lives ${lifetime}; it is ${formatDuration(as.clock.now() - code.expires_at)} late`,
    expected: `at most ${lifetime}`,
    received: age,
    fix: 'redeem the code at once, or start a new authorization request',
    spec: 'RFC 6749 §4.1.2',
  }
}
