// RFC 8693 §2.1, §3: a security token that is exchanged, or that shows who acts: what it is, whether it is good, and
// whom it stands for. Whatever is wrong with one is `invalid_request` (§2.2.2).

import { formatDuration } from '../protocol/duration.js'
import { OAuthError, ensure, quoted } from '../protocol/error.js'
import { decodeJwt } from '../protocol/jwt.js'
import type { Request } from '../protocol/messages.js'
import type { Client, User } from '../protocol/metadata.js'
import { called } from '../state/artifacts.js'
import type { AccessToken, Artifact, RefreshToken } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Verified } from '../state/keys.js'
import type { Kept } from '../state/records.js'
import { asserted } from './asserted.js'
import { recordOf } from './presented.js'
import { userOf } from './subject.js'
import { typeSent } from './tokentype.js'

export interface Subject {
  readonly sub: string
  /** The user of that `sub`; absent for a client that acted for itself. */
  readonly user?: User
  /** Absent for a token that carries none, such as an ID Token. */
  readonly scope?: string
  readonly auth_time?: number
  /** Who has acted so far, the last one outermost (§4.1). */
  readonly act?: Members
  /** Who may act (§4.4). */
  readonly may_act?: Members
}

type Members = Readonly<Record<string, unknown>>
type Word = 'subject_token' | 'actor_token'

export async function subjectOf(
  as: AuthorizationServer,
  request: Request,
  client: Client,
  word: Word,
): Promise<Subject> {
  const token = request.form.required(word)
  const type = typeSent(request.form, `${word}_type`)
  if (type === 'access_token' || type === 'refresh_token') return ofRecord(as, client, token, type, word)
  const own = await as.keys.verify(token)
  if (type === 'jwt' && own?.header['typ'] === 'at+jwt') return ofRecord(as, client, token, 'access_token', word)
  if (own) return ofOwnJwt(as, own, word)
  if (type === 'jwt') return ofForeignJwt(as, request, client, token, word)
  throw refusal(word, 'unknown', 'is no ID Token that this server signed')
}

async function ofRecord(
  as: AuthorizationServer,
  client: Client,
  token: string,
  kind: 'access_token' | 'refresh_token',
  word: Word,
): Promise<Subject> {
  const record = await recordOf(as, token)
  if (!record) throw unknown(token, kind, word)
  ensureGood(as, record, kind, word)
  const { value } = record
  if (value.kind === 'refresh_token' && value.client_id !== client.client_id)
    throw refusal(
      word,
      'other-client',
      `is a refresh token of client '${value.client_id}'; only that one may exchange it`,
    )
  const user = value.sub === undefined ? undefined : as.users.bySub(value.sub)
  const claims = token.split('.').length === 3 ? (decodeJwt(token)?.claims ?? {}) : {}
  const configured = as.clients.find(value.client_id)?.access_token?.claims
  const may_act = [claims['may_act'], configured?.['may_act'], user?.claims['may_act']].find(isObject)
  return {
    sub: value.sub ?? value.client_id,
    ...(user && { user }),
    scope: value.scope,
    ...(value.auth_time !== undefined && { auth_time: value.auth_time }),
    ...(value.kind === 'access_token' && value.act && { act: value.act }),
    ...(may_act && { may_act }),
  }
}

function ensureGood(
  as: AuthorizationServer,
  record: Kept<Artifact>,
  kind: 'access_token' | 'refresh_token',
  word: Word,
): asserts record is Kept<AccessToken | RefreshToken> {
  const { value, revoked_at, taken_at, expires_at } = record
  const ago = (then: number): string => `${formatDuration(as.clock.now() - then)} ago`
  if (value.kind !== kind) throw refusal(word, 'other-type', `is ${called(value)}, but ${word}_type says ${kind}`)
  if (revoked_at !== undefined)
    throw refusal(word, 'revoked', `was revoked ${ago(revoked_at)}: ${record.revoked_because}`)
  if (taken_at !== undefined) throw refusal(word, 'replaced', `was replaced ${ago(taken_at)}`)
  if (as.records.expired(record)) throw refusal(word, 'expired', `expired ${ago(expires_at)}`)
}

/** An ID Token, or a JWT that an exchange gave out before. We issued it, so our clock judges it. */
function ofOwnJwt(as: AuthorizationServer, { claims, header }: Verified, word: Word): Subject {
  const { sub, exp, act, aud, auth_time, scope } = claims
  if (header['typ'] === 'at+jwt')
    throw refusal(word, 'other-type', `is an access token, but ${word}_type says id_token`)
  if (typeof exp !== 'number' || as.clock.seconds() >= exp)
    throw refusal(word, 'expired', `expired ${formatDuration(as.clock.now() - Number(exp) * 1000)} ago`)
  if (typeof sub !== 'string') throw refusal(word, 'sub-missing', 'has no sub')
  const audience = as.clients.find(String(claims['client_id'] ?? [aud].flat()[0]))
  const client = as.clients.list().some(({ client_id }) => client_id === sub)
  const user = client ? undefined : audience ? userOf(as, audience, sub) : as.users.bySub(sub)
  const may_act = [claims['may_act'], user?.claims['may_act']].find(isObject)
  return {
    sub: user?.sub ?? sub,
    ...(user && { user }),
    ...(typeof scope === 'string' && { scope }),
    ...(typeof auth_time === 'number' && { auth_time }),
    ...(isObject(act) && { act }),
    ...(may_act && { may_act }),
  }
}

/** RFC 7523 §3 applies to it as to an assertion, but that it may be used again until it expires. */
async function ofForeignJwt(
  as: AuthorizationServer,
  request: Request,
  client: Client,
  token: string,
  word: Word,
): Promise<Subject> {
  const telling = {
    called: `the ${word}`,
    prefix: word.replace('_', '-'),
    code: 'invalid_request',
    spec: 'RFC 8693 §2.2.2',
  } as const
  const { sub, claims } = await asserted(as, request, client, token, telling)
  const user = as.users.bySub(sub) ?? as.users.find(sub)
  ensure(user ?? sub === client.client_id, 'invalid_request', () => ({
    reason: `${telling.prefix}-sub-unknown`,
    hint: `the ${word} is about ${quoted(sub, 60)}, who is no user here`,
    fix: `add the user: users: [{ username: ${sub.slice(0, 60)} }]`,
    spec: telling.spec,
  }))
  const { act, may_act, scope } = claims
  return {
    sub: user?.sub ?? sub,
    ...(user && { user }),
    ...(typeof scope === 'string' && { scope }),
    ...(isObject(act) && { act }),
    ...(isObject(may_act) && { may_act }),
  }
}

function unknown(token: string, kind: string, word: Word): OAuthError {
  const jwt = decodeJwt(token) !== undefined
  const hint = jwt
    ? `is a JWT, but no ${kind} of this server; an ID Token is sent with the type id_token, a JWT of another issuer with jwt`
    : `is no ${kind} that this server issued; was it restarted since?`
  return refusal(word, 'unknown', hint)
}

function refusal(word: Word, suffix: string, words: string): OAuthError {
  return new OAuthError('invalid_request', {
    reason: `${word.replace('_', '-')}-${suffix}`,
    hint: `the ${word} ${words}`,
    spec: 'RFC 8693 §2.2.2',
  })
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
