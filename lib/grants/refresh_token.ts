// RFC 6749 §6, RFC 9700 §4.14.2: rotation, reuse detection and grace by client.

import { formatDuration } from '../protocol/duration.js'
import { OAuthError, ensure } from '../protocol/error.js'
import type { Client } from '../protocol/metadata.js'
import type { RefreshPolicy } from '../protocol/policy.js'
import { beyond, parseScope } from '../protocol/scope.js'
import type { RefreshToken } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'
import { found } from '../tokens/artifact.js'
import type { Refresh } from '../tokens/authorization.js'
import { ensureSameKey } from '../tokens/holder.js'
import { askedScope } from '../tokens/scope.js'
import { aimed } from '../tokens/target.js'
import { remembered } from '../tokens/remembered.js'
import type { Grant } from './grant.js'

export const refresh_token: Grant = {
  grant_type: 'refresh_token',
  parameters: { required: ['refresh_token'], optional: ['scope', 'resource'] },

  async authorize(as, request, client, proven) {
    const token = await found(as, 'refresh_token', request.form.required('refresh_token'), client)
    const rules = { ...as.policy.refresh, ...client.refresh }
    ensureUnexpired(as, token, rules)
    ensureSameKey(token.value.cnf?.jkt, proven, 'refresh', 'RFC 9449 §5')
    const target = aimed(as, request, token.value.resources)
    const scope = narrowed(token.value, request.form.get('scope'))
    request.trace.check('refresh token known, not revoked, not expired; scope within the grant')
    const refresh = await spend(as, client, token, rules)
    // One that covers no resource in particular stays so, whatever this access token is for.
    return { resources: [], ...remembered(as, client, token), scope, refresh_token: refresh, ...target }
  },
}

function ensureUnexpired(as: AuthorizationServer, token: Kept<RefreshToken>, rules: RefreshPolicy): void {
  const absolute = as.clock.now() >= token.value.not_after
  ensure(!as.records.expired(token), 'invalid_grant', () => ({
    reason: absolute ? 'refresh-expired-absolute' : 'refresh-expired-idle',
    hint: absolute
      ? `the refresh token expired ${formatDuration(as.clock.now() - token.value.not_after)} ago; it lived ${formatDuration(token.value.not_after - token.issued_at)}`
      : `the refresh token was not used for ${formatDuration((rules.idle ?? 0) * 1000)}; it is ${formatDuration(as.clock.now() - token.expires_at)} late`,
    expected: absolute
      ? 'before its absolute expiry'
      : `at least one use in ${formatDuration((rules.idle ?? 0) * 1000)}`,
    received: `${formatDuration(as.clock.now() - token.expires_at)} late`,
    fix: 'start a new authorization request',
    spec: 'RFC 9700 §4.14.2',
  }))
}

/** RFC 6749 §6: a part of what was granted; absent is all of it, and asking for less shrinks nothing. */
function narrowed(token: RefreshToken, asked: string | undefined): readonly string[] {
  const granted = parseScope(token.scope)
  if (asked === undefined) return granted
  const tokens = askedScope(asked)
  const more = beyond(tokens, granted)
  ensure(more.length === 0, 'invalid_scope', () => ({
    reason: 'scope-exceeds-grant',
    hint: `scope '${more.join(' ')}' was not granted; the refresh token carries '${token.scope}'`,
    expected: token.scope,
    received: asked,
    fix: 'ask for a part of the granted scope, or leave scope out',
    spec: 'RFC 6749 §6',
  }))
  return tokens
}

/** Rotation spends the token; the loser of a race and every later use meet `again`. */
async function spend(
  as: AuthorizationServer,
  client: Client,
  token: Kept<RefreshToken>,
  rules: RefreshPolicy,
): Promise<Refresh> {
  const { id, value } = token
  if (token.taken_at !== undefined) return again(as, client, token, rules)
  if (rules.rotation === 'none') {
    if (rules.idle !== null) await as.records.change(id, value, Math.min(value.not_after, as.expiry(rules.idle)))
    return { kind: 'same', token: id }
  }
  const successor = as.handle()
  const taken = await as.records.take(id, { successor })
  return taken
    ? { kind: 'new', token: successor, not_after: value.not_after, scope: value.scope }
    : again(as, client, token, rules)
}

/** A replaced token comes back: within the grace it gets the same successor, later it is a theft. */
async function again(
  as: AuthorizationServer,
  client: Client,
  { id, family }: Kept<RefreshToken>,
  rules: RefreshPolicy,
): Promise<Refresh> {
  const old = await as.records.find(id)
  const value = old?.value as RefreshToken | undefined
  const since = as.clock.now() - (old?.taken_at ?? as.clock.now())
  const successor = value?.successor === undefined ? undefined : await as.records.find(value.successor)
  ensure(successor?.revoked_at === undefined, 'invalid_grant', () => ({
    reason: 'refresh-revoked',
    hint: `the refresh token was replaced, and its successor was revoked: ${successor?.revoked_because}`,
    expected: 'the newest refresh token',
    received: 'one that was replaced',
    fix: 'start a new authorization request',
    spec: 'RFC 9700 §4.14.2',
  }))
  if (value?.successor !== undefined && since < rules.grace * 1000) return { kind: 'same', token: value.successor }
  const lost = successor !== undefined && successor.taken_at === undefined
  const times = (value?.again ?? 0) + 1
  if (value) await as.records.change(id, { ...value, again: times })
  const revokes = rules.reuse === 'revoke-family'
  if (revokes) await as.records.revokeFamily(family, 'a replaced refresh token was presented again')
  throw new OAuthError('invalid_grant', {
    reason:
      times > 1 ? 'refresh-never-updated' : lost ? 'refresh-rotated-response-maybe-lost' : 'refresh-rotated-reuse',
    hint:
      `the refresh token was replaced ${formatDuration(since)} ago by a request of client '${client.client_id}'` +
      `${times > 1 ? `, and was presented ${times} times since: the client keeps the old one` : lost ? ', and its successor was never used: two refreshes at once, or a lost answer' : ''}` +
      `${revokes ? '; all tokens of this authorization are revoked now' : ''}`,
    expected: 'the refresh token of the last response',
    received: `one that was replaced ${formatDuration(since)} ago`,
    fix: 'store the new refresh token before using it, and refresh once at a time',
    spec: 'RFC 9700 §4.14.2',
    relax: 'refresh: { grace: 10s }',
  })
}
