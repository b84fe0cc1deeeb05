// RFC 9101: an authorization request as a JWT that the client signed. When there is one, only what is inside
// counts (§6.3).

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { ASYMMETRIC, HMAC, shownClaim } from '../protocol/jwt.js'
import type { Jwt } from '../protocol/jwt.js'
import type { Members, Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { Parameters } from '../protocol/parameters.js'
import { untimely } from '../protocol/timeliness.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { decoded, signedBy } from '../state/signed.js'
import type { Purpose } from '../state/signed.js'

const SIGNED: readonly string[] = [...ASYMMETRIC, ...HMAC]

/** What metadata says of request objects (RFC 9101 §10.5, OpenID Connect Discovery §3). */
export function requestObjectMetadata({ policy }: AuthorizationServer): Members {
  const [request, request_uri] = [policy.request_parameter, policy.request_uri_parameter]
  const { require_signed_request_object: required } = policy
  return {
    request_parameter_supported: request === 'accept',
    request_uri_parameter_supported: request_uri === 'accept',
    ...((request === 'accept' || request_uri === 'accept') && {
      request_object_signing_alg_values_supported: required ? SIGNED : [...SIGNED, 'none'],
    }),
    require_signed_request_object: required,
  }
}

/** The parameters of a request object that this client signed for this server. Throws `invalid_request_object`. */
export async function parametersIn(
  as: AuthorizationServer,
  client: Client,
  object: string,
  request: Request,
): Promise<Parameters> {
  const jwt = await verified(as, client, object, request)
  ensureTyped(jwt)
  ensureParties(as, client, jwt, request)
  ensureTimely(as, jwt, request)
  const { claims } = jwt
  ensure(claims['request'] === undefined && claims['request_uri'] === undefined, 'invalid_request_object', () => ({
    reason: 'request-object-nested',
    hint: 'the request object contains request or request_uri itself',
    spec: 'RFC 9101 §4',
  }))
  request.trace.check(`request object of client ${quoted(client.client_id)} holds`)
  return new Parameters(Object.entries(claims).flatMap(pairs)).with('client_id', client.client_id)
}

async function verified(as: AuthorizationServer, client: Client, object: string, { trace }: Request): Promise<Jwt> {
  const { request_object_signing_alg: registered } = client
  const purpose: Purpose = {
    called: 'the request object',
    prefix: 'request-object',
    code: 'invalid_request_object',
    algorithms: registered === undefined ? SIGNED : [registered],
    registered_by: 'request_object_signing_alg',
    spec: 'RFC 9101 §6.2',
  }
  const jwt = decoded(object, purpose)
  const unsigned = jwt.header['alg'] === 'none'
  const required = as.policy.require_signed_request_object || client.require_signed_request_object === true
  ensure(!(unsigned && required), 'invalid_request_object', () => ({
    reason: 'request-object-unsigned',
    hint: 'the request object has alg none, and here it must be signed',
    spec: 'RFC 9101 §10.5',
  }))
  if (client.open) trace.warn(UNVERIFIED)
  if (client.open || (unsigned && registered === 'none')) return jwt
  return signedBy(as, client, object, purpose)
}

const UNVERIFIED: Diagnosis = {
  reason: 'request-object-unverified',
  hint: 'no client is configured, so the signature of the request object is not verified; a configured provider would',
  spec: 'RFC 9101 §6.2',
}

function refuse(reason: string, hint: string, spec: string): never {
  throw new OAuthError('invalid_request_object', { reason: `request-object-${reason}`, hint, spec })
}

/** RFC 9101 §10.8; `JWT` is what older libraries write. */
function ensureTyped({ header: { typ } }: Jwt): void {
  const name = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : typ
  if (name === undefined || name === 'jwt' || name === 'oauth-authz-req+jwt') return
  refuse(
    'typ',
    `the typ of the request object is ${quoted(String(typ))}, not oauth-authz-req+jwt: it was made for something else`,
    'RFC 9101 §10.8',
  )
}

/** RFC 9101 §4, §5: what says who speaks to whom must be right where it is there. */
function ensureParties(
  as: AuthorizationServer,
  { client_id }: Client,
  { header, claims }: Jwt,
  request: Request,
): void {
  const issuer = as.issuer(request)
  const { iss, aud, client_id: inside, sub } = claims
  if (inside !== undefined && inside !== client_id)
    refuse(
      'client-id',
      `client_id is ${shownClaim(inside)} in the request object and '${client_id}' outside; they must be the same`,
      'RFC 9101 §5',
    )
  if (iss !== undefined && iss !== client_id)
    refuse('iss', `iss of the request object is ${shownClaim(iss)}; it is the client_id, '${client_id}'`, 'RFC 9101 §4')
  if (aud !== undefined && ![aud].flat().includes(issuer))
    refuse('aud', `aud of the request object is ${shownClaim(aud)}; it must name this server: ${issuer}`, 'RFC 9101 §4')
  const absent = header['alg'] === 'none' ? [] : ['iss', 'aud', 'exp'].filter((name) => claims[name] === undefined)
  if (absent.length > 0)
    request.trace.warn({
      reason: 'request-object-claims-missing',
      hint: `the request object has no ${absent.join(', no ')}; stricter servers refuse it`,
      spec: 'RFC 9101 §4',
    })
  if (sub === client_id)
    request.trace.warn({
      reason: 'request-object-sub',
      hint: 'sub of the request object is the client_id: where that works, it can be used as a client assertion too',
      spec: 'RFC 9101 §10.8',
    })
}

function ensureTimely(as: AuthorizationServer, { claims }: Jwt, { trace }: Request): void {
  const flaw = untimely(claims, as.inbound / 1000, { exp: 'optional' })
  if (flaw) refuse(flaw.reason, `the request object is not good now: ${flaw.hint}`, 'RFC 9101 §6.2')
  trace.check('request object timely')
}

/** RFC 9101 §4: claims about the JWT itself are no parameters. */
const NO_PARAMETERS = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sub', 'client_id'])

/** Strings stand as they are, `resource` may be a list (RFC 8707 §2), objects travel as JSON. */
function pairs([name, value]: [string, unknown]): readonly { readonly name: string; readonly value: string }[] {
  if (NO_PARAMETERS.has(name) || value === null) return []
  if (name === 'resource' && Array.isArray(value)) return value.map((one) => ({ name, value: String(one) }))
  return [{ name, value: typeof value === 'string' ? value : JSON.stringify(value) }]
}
