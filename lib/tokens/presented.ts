// RFC 6750 §2: the record behind an access token that somebody presents, and why it is refused.

import { OAuthError, ensure } from '../protocol/error.js'
import { formatDuration } from '../protocol/duration.js'
import type { Request } from '../protocol/messages.js'
import { called } from '../state/artifacts.js'
import type { AccessToken, Artifact } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'
import { carried, schemeOf } from './carried.js'
import { challenge } from './challenge.js'
import type { Attributes } from './challenge.js'
import { unknownToken } from './stranger.js'
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
    if (!record) throw new OAuthError('invalid_token', await unknownToken(as, request, sent.token))
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
    expected: 'access_token',
    received: value.kind,
    fix: 'send the access_token of the token response',
    spec: 'RFC 6750 §2',
  }))
  ensure(record.revoked_at === undefined, 'invalid_token', () => ({
    reason: 'token-revoked',
    hint: `the access token was revoked ${formatDuration(as.clock.now() - (record.revoked_at ?? 0))} ago: ${record.revoked_because}`,
    expected: 'a token that was not revoked',
    received: `revoked: ${record.revoked_because}`,
    fix: 'start a new authorization request',
    spec: 'RFC 6750 §3.1',
  }))
  ensure(!as.records.expired(record), 'invalid_token', () => ({
    reason: 'token-expired',
    hint: `the access token expired ${formatDuration(as.clock.now() - record.expires_at)} ago; it lived ${formatDuration(record.expires_at - record.issued_at)}${newer(as, record)}`,
    expected: `at most ${formatDuration(record.expires_at - record.issued_at)}`,
    received: formatDuration(as.clock.now() - record.issued_at),
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

/** A client that refreshed and goes on sending the old token has its answer here. */
function newer(as: AuthorizationServer, { family, issued_at }: Kept<Artifact>): string {
  const tokens = as.records.snapshot().filter((one) => one.family === family && one.value.kind === 'access_token')
  const latest = Math.max(...tokens.map((one) => one.issued_at))
  if (latest <= issued_at) return ''
  return `; a newer one was issued ${formatDuration(as.clock.now() - latest)} ago and is not being used`
}
