// RFC 6750 §2: the record behind an access token that somebody presents, and why it is refused.

import { OAuthError, ensure } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { formatDuration } from '../protocol/duration.js'
import type { Request } from '../protocol/messages.js'
import { called } from '../state/artifacts.js'
import type { AccessToken, Artifact } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'
import { carried, schemeOf } from './carried.js'
import { challenge } from './challenge.js'
import type { Attributes } from './challenge.js'
import { ensureHolder } from './holder.js'

export interface Presented extends Kept<Artifact> {
  readonly value: AccessToken
}

/** The live access token of a request to a protected resource, held by who sends it. Throws what RFC 6750 §3.1 asks for. */
export async function presented(
  as: AuthorizationServer,
  request: Request,
  attributes: Attributes = {},
): Promise<Presented> {
  try {
    const sent = carried(request)
    const record = await recordOf(as, sent.token)
    if (!record) throw new OAuthError('invalid_token', await unknown(as, sent.token))
    ensureAlive(as, request, record)
    await ensureHolder(as, request, record.value, sent)
    request.trace.understand('client_id', record.value.client_id)
    if (record.value.sub !== undefined) request.trace.understand('sub', record.value.sub)
    request.trace.check('access token known, not expired, not revoked')
    return record
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    const scheme = error.diagnosis.reason === 'dpop-bound-as-bearer' ? 'DPoP' : schemeOf(request)
    throw challenge(as, error, { scheme, ...attributes })
  }
}

/** The record that a token string stands for, dead or alive; `undefined` when we did not issue it. */
export async function recordOf(as: AuthorizationServer, token: string): Promise<Kept<Artifact> | undefined> {
  const record = await as.records.find(token)
  if (record) return isJwt(record) ? undefined : record
  if (token.split('.').length !== 3) return undefined
  const jti = (await as.keys.verify(token))?.claims['jti']
  const known = typeof jti === 'string' ? await as.records.find(jti) : undefined
  return known && isJwt(known) ? known : undefined
}

/** Known by a `jti` that everybody can read: only the signed JWT around it is the token. */
const isJwt = ({ value }: Kept<Artifact>): boolean => value.kind === 'access_token' && value.jwt === true

function ensureAlive(as: AuthorizationServer, request: Request, record: Kept<Artifact>): asserts record is Presented {
  const { value } = record
  ensure(value.kind === 'access_token', 'invalid_token', () => ({
    reason: `token-is-${value.kind.replaceAll('_', '-')}`,
    hint: `this is ${called(value)}, not an access token`,
    spec: 'RFC 6750 §2',
  }))
  ensure(record.revoked_at === undefined, 'invalid_token', () => ({
    reason: 'token-revoked',
    hint: `the access token was revoked ${formatDuration(as.clock.now() - (record.revoked_at ?? 0))} ago: ${record.revoked_because}`,
    spec: 'RFC 6750 §3.1',
  }))
  ensure(!as.records.expired(record), 'invalid_token', () => ({
    reason: 'token-expired',
    hint: `the access token expired ${formatDuration(as.clock.now() - record.expires_at)} ago; it lived ${formatDuration(record.expires_at - record.issued_at)}`,
    fix: 'use the refresh token to get a new one',
    spec: 'RFC 6750 §3.1',
  }))
  if (value.iss !== undefined && value.iss !== as.issuer(request)) {
    request.trace.warn({
      reason: 'host-mismatch',
      hint: `the token says issuer ${value.iss}, but the request came to ${as.issuer(request)}`,
    })
  }
}

async function unknown(as: AuthorizationServer, token: string): Promise<Diagnosis> {
  const jwt = token.split('.').length === 3
  const verified = jwt ? await as.keys.verify(token) : undefined
  if (verified && verified.header['typ'] !== 'at+jwt')
    return {
      reason: 'token-is-id-token',
      hint: 'this is an ID Token, which is for the client alone; send the access token',
      spec: 'OpenID Connect Core §2',
    }
  return {
    reason: jwt ? 'token-bad-signature' : 'token-unknown',
    hint: jwt
      ? 'the token is a JWT that no key of this server signed, or one that it no longer remembers'
      : 'this server did not issue the access token; was it restarted since?',
    received: `${token.length} characters, ending in ${token.slice(-4)}`,
    spec: 'RFC 6750 §3.1',
  }
}
