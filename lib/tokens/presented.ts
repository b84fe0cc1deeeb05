// RFC 6750 §2: the record behind an access token that somebody presents, and why it is refused.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { formatDuration } from '../protocol/duration.js'
import type { Request } from '../protocol/messages.js'
import { called } from '../state/artifacts.js'
import type { AccessToken, Artifact } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'

export interface Presented extends Kept<Artifact> {
  readonly value: AccessToken
}

/** The live access token of a request to a protected resource. Throws what RFC 6750 §3.1 asks for. */
export async function presented(as: AuthorizationServer, request: Request): Promise<Presented> {
  try {
    const token = tokenOf(request)
    const record = await recordOf(as, token)
    if (!record) throw new OAuthError('invalid_token', await unknown(as, token))
    ensureAlive(as, request, record)
    request.trace.understand('client_id', record.value.client_id)
    if (record.value.sub !== undefined) request.trace.understand('sub', record.value.sub)
    request.trace.check('access token known, not expired, not revoked')
    return record
  } catch (error) {
    throw error instanceof OAuthError ? challenge(as, error) : error
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

/** RFC 6750 §2: in the header or in a form body, never in the URI, never twice. */
function tokenOf(request: Request): string {
  const headers = request.authorizations.filter((value) => /^bearer\b/i.test(value))
  const inBody = request.method === 'POST' ? request.form.get('access_token') : undefined
  const inQuery = request.query.peek('access_token')
  const places = [...headers, inBody, inQuery].filter((one) => one !== undefined)
  ensure(places.length <= 1, 'invalid_request', () => ({
    reason: 'token-in-two-places',
    hint: 'the access token is sent in more than one place',
    spec: 'RFC 6750 §2',
  }))
  ensure(inQuery === undefined, 'invalid_request', () => ({
    reason: 'token-in-query',
    hint: 'the access token is in the URL, where logs keep it; send Authorization: Bearer',
    spec: 'RFC 6750 §2.3',
  }))
  const header = headers[0]
  if (header === undefined && inBody === undefined) throw new OAuthError('invalid_token', absent(request))
  const token = inBody ?? (header ?? '').replace(/^bearer\s*/i, '').trim()
  ensure(/^[A-Za-z0-9\-._~+/]+=*$/.test(token), 'invalid_token', () => malformed(token))
  return token
}

function absent(request: Request): Diagnosis {
  const other = request.authorizations[0]
  if (other === undefined)
    return { reason: 'token-missing', hint: 'the request carries no access token', fix: 'send Authorization: Bearer <access_token>', spec: 'RFC 6750 §3' }
  return {
    reason: 'token-scheme',
    hint: `the Authorization header has the scheme ${quoted(other.split(' ')[0] ?? '', 20)}, not Bearer`,
    fix: 'send Authorization: Bearer <access_token>',
    spec: 'RFC 6750 §2.1',
  }
}

function malformed(token: string): Diagnosis {
  const doubled = /^bearer\s/i.test(token)
  const quotes = /^["'].*["']$/s.test(token)
  return {
    reason: doubled ? 'token-scheme-twice' : 'token-quoted-or-newline',
    hint: doubled
      ? 'the word Bearer is sent twice'
      : quotes
        ? 'the access token is sent with quotes around it, as JSON.stringify leaves them'
        : token === ''
          ? 'the word Bearer is not followed by a token'
          : 'the access token has characters that no token has',
    spec: 'RFC 6750 §2.1',
  }
}

function ensureAlive(
  as: AuthorizationServer,
  request: Request,
  record: Kept<Artifact>,
): asserts record is Presented {
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

/** RFC 6750 §3.1: no error attribute where no token was sent, or another scheme was used. */
const BARE: ReadonlySet<string> = new Set(['token-missing', 'token-scheme'])

/** RFC 6750 §3: always a challenge, with the scope that would do when there is one. Some providers answer 403. */
export function challenge(as: AuthorizationServer, error: OAuthError, scope?: string): OAuthError {
  const told = BARE.has(error.diagnosis.reason) ? '' : `, error="${error.code}", error_description="${error.error_description}"`
  const attributes = scope === undefined ? told : `${told}, scope="${scope}"`
  const status = error.code === 'invalid_token' ? as.policy.resource_refusal : error.status
  return new OAuthError(error.code as 'invalid_token', error.diagnosis, {
    status,
    headers: { 'www-authenticate': `Bearer realm="mock-oauth2-provider"${attributes}` },
  })
}
