// RFC 7521 §4.2, RFC 7523 §3: a JWT that the client signed in place of sending a secret. What both methods
// that do so have in common; they differ in the key.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import { decodeJwt, shownClaim } from '../protocol/jwt.js'
import type { Jwt } from '../protocol/jwt.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { SKEW, untimely } from '../protocol/timeliness.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { decoded, signedBy } from '../state/signed.js'
import type { Purpose } from '../state/signed.js'
import { ensureAudience } from './audience.js'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The algorithm of the assertion in a request; `''` for one that cannot be read, `undefined` without any. */
export function assertionAlgorithm({ form }: Request): string | undefined {
  const assertion = form.peek('client_assertion')
  if (assertion === undefined) return form.peek('client_assertion_type') === undefined ? undefined : ''
  const alg = decodeJwt(assertion)?.header['alg']
  return typeof alg === 'string' ? alg : ''
}

/** The client that the assertion speaks of, unverified. */
export function claimedBy(request: Request): string {
  const assertion = ensureType(request)
  const { sub, iss } = decoded(assertion, purpose([])).claims
  const client_id = [sub, iss, request.form.peek('client_id')].find((one) => typeof one === 'string')
  ensure(client_id !== undefined, 'invalid_client', () => ({
    reason: 'assertion-iss-sub',
    hint: 'the client assertion has neither iss nor sub; both are the client_id',
    spec: 'RFC 7523 §3',
  }))
  return client_id
}

/** `client_assertion`, when its type is given and known. */
function ensureType({ form }: Request): string {
  const [assertion, type] = [form.get('client_assertion'), form.get('client_assertion_type')]
  const spec = 'RFC 7521 §4.2'
  ensure(type !== undefined, 'invalid_request', () => ({
    reason: 'assertion-type-missing',
    hint: 'client_assertion was sent without client_assertion_type',
    expected: JWT_BEARER,
    fix: `send client_assertion_type=${JWT_BEARER}`,
    spec,
  }))
  ensure(type === JWT_BEARER, 'invalid_request', () => ({
    reason: 'assertion-type-wrong',
    hint: `client_assertion_type ${quoted(type)} is not known; write ${JWT_BEARER}`,
    expected: JWT_BEARER,
    received: type,
    spec,
  }))
  ensure(assertion !== undefined, 'invalid_request', () => ({
    reason: 'assertion-missing',
    hint: 'client_assertion_type was sent without client_assertion',
    spec,
  }))
  return assertion
}

/** Throws `invalid_client` unless this client signed the assertion, for this server, now, and once. */
export async function proveAssertion(
  as: AuthorizationServer,
  request: Request,
  client: Client,
  algorithms: readonly string[],
): Promise<void> {
  const assertion = ensureType(request)
  ensureConfidential(client)
  const { token_endpoint_auth_signing_alg: registered } = client
  const wanted = purpose(registered === undefined ? algorithms : [registered])
  const jwt = client.open ? decoded(assertion, wanted) : await signedBy(as, client, assertion, wanted)
  ensureTyped(jwt)
  ensureSubject(jwt, client)
  ensureAudience(as, request, jwt)
  ensureTimely(as, jwt)
  await ensureOnce(as, request, client, jwt)
}

function ensureConfidential(client: Client): void {
  ensure(client.open || client.token_endpoint_auth_method !== 'none', 'invalid_client', () => ({
    reason: 'public-client-sent-assertion',
    hint: `client '${client.client_id}' is registered as public (token_endpoint_auth_method none) but sent a client assertion`,
    fix: 'send client_id alone, or register the client with token_endpoint_auth_method: private_key_jwt and its jwks',
    spec: 'RFC 7591 §2',
  }))
}

function purpose(algorithms: readonly string[]): Purpose {
  return {
    called: 'the client assertion',
    prefix: 'assertion',
    code: 'invalid_client',
    algorithms,
    registered_by: 'token_endpoint_auth_signing_alg',
    spec: 'RFC 7523 §3',
  }
}

/** draft-ietf-oauth-rfc7523bis §4: a JWT made for something else is not taken (RFC 8725 §3.11). */
function ensureTyped({ header: { typ } }: Jwt): void {
  const name = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : typ
  ensure(name === undefined || name === 'jwt' || name === 'client-authentication+jwt', 'invalid_client', () => ({
    reason: 'assertion-typ',
    hint: `the typ of the client assertion is ${quoted(String(typ))}: it was made for something else`,
    expected: 'JWT, client-authentication+jwt, or none',
    received: String(typ),
    spec: 'RFC 8725 §3.11',
  }))
}

function ensureSubject({ claims: { iss, sub } }: Jwt, { client_id }: Client): void {
  ensure(iss === client_id && sub === client_id, 'invalid_client', () => ({
    reason: 'assertion-iss-sub',
    hint: `iss and sub of the client assertion are both the client_id; iss is ${shownClaim(iss)}, sub is ${shownClaim(sub)}`,
    expected: client_id,
    spec: 'RFC 7523 §3',
  }))
}

function ensureTimely(as: AuthorizationServer, { claims }: Jwt): void {
  const flaw = untimely(claims, as.inbound / 1000, { exp: 'required' })
  if (!flaw) return
  throw new OAuthError('invalid_client', {
    reason: `assertion-${flaw.reason}`,
    hint: `the client assertion is not good now: ${flaw.hint}`,
    spec: 'RFC 7523 §3',
  })
}

/** RFC 7523 §3 (7). The last rung: only an assertion that holds otherwise uses up its jti. */
async function ensureOnce(
  as: AuthorizationServer,
  request: Request,
  client: Client,
  { claims: { jti, exp } }: Jwt,
): Promise<void> {
  if (typeof jti !== 'string') {
    request.trace.warn({
      reason: 'assertion-jti-missing',
      hint: 'the client assertion has no jti, so its replay cannot be noticed; OpenID Connect requires one',
      spec: 'OpenID Connect Core §9',
    })
    return
  }
  const seen = await as.replays.before(
    JSON.stringify(['assertion', client.client_id, jti]),
    (Number(exp) + SKEW) * 1000,
  )
  ensure(seen === undefined, 'invalid_client', () => ({
    reason: 'assertion-jti-replayed',
    hint: `the client assertion with jti ${quoted(jti, 60)} was used already, ${Math.round((as.inbound - (seen ?? 0)) / 1000)} s ago`,
    fix: 'make a new assertion with a new jti for every request',
    spec: 'RFC 7523 §3',
  }))
}
