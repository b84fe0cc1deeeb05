// RFC 7523 §3: a JWT in which a trusted issuer, or a client with its own key, says something about a user. What is
// left to the caller: what the subject means here, and whether the JWT may be used twice.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { ErrorCode } from '../protocol/error.js'
import { ASYMMETRIC } from '../protocol/jwt.js'
import type { Request } from '../protocol/messages.js'
import type { Client, TrustedIssuer } from '../protocol/metadata.js'
import { nearest } from '../protocol/spelling.js'
import { untimely } from '../protocol/timeliness.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { decoded, signedBy } from '../state/signed.js'
import type { Purpose } from '../state/signed.js'

/** How a refusal is told. */
export interface Telling {
  /** As the subject of a sentence: `the assertion`. */
  readonly called: string
  /** The beginning of every reason code. */
  readonly prefix: string
  readonly code: ErrorCode
  readonly spec: string
}

export interface Asserted {
  readonly iss: string
  readonly sub: string
  readonly claims: Readonly<Record<string, unknown>>
}

/** Throws `telling.code` unless an issuer that counts for this client signed it, for this server, and now. */
export async function asserted(
  as: AuthorizationServer,
  request: Request,
  client: Client,
  jwt: string,
  telling: Telling,
): Promise<Asserted> {
  const purpose = { ...telling, algorithms: ASYMMETRIC, registered_by: 'another algorithm', signer: 'issuer' }
  const { iss } = decoded(jwt, purpose).claims
  const { claims } = await signedBy(as, signerOf(as, client, iss, purpose), jwt, purpose)
  ensureAudience(as, request, claims['aud'], telling)
  const flaw = untimely(claims, as.inbound / 1000, { exp: 'required' })
  if (flaw) throw refusal(telling, flaw.reason, `is not good now: ${flaw.hint}`)
  const { sub } = claims
  if (typeof sub !== 'string' || sub === '')
    throw refusal(telling, 'sub-missing', 'has no sub; it says whom the tokens are for')
  return { iss: String(iss), sub, claims }
}

/** Whose keys count: those of a trusted issuer, or the client's own when it speaks for itself. */
function signerOf(
  as: AuthorizationServer,
  client: Client,
  iss: unknown,
  { called, prefix, code, spec }: Purpose,
): Client {
  const trusted = as.trusted_issuers.find(({ issuer }) => issuer === iss)
  if (trusted) return asSigner(trusted)
  if (iss === client.client_id && !client.open && (client.jwks ?? client.jwks_uri) !== undefined) return client
  const known = as.trusted_issuers.map(({ issuer }) => issuer)
  const near = typeof iss === 'string' ? nearest(iss, known) : undefined
  throw new OAuthError(code, {
    reason: `${prefix}-issuer-untrusted`,
    hint: `${called} comes from issuer ${quoted(String(iss), 100)}, which is not trusted here${near === undefined ? '' : `; did you mean '${near}'?`}`,
    ...(known.length > 0 && { expected: known.join(' ') }),
    received: String(iss),
    fix: `name it: trusted_issuers: [{ issuer: ${String(iss).slice(0, 100)}, jwks: { keys: [ … ] } }]`,
    spec,
  })
}

/** A trusted issuer as one whose keys `signedBy` can verify with. */
export function asSigner({ issuer, jwks, jwks_uri }: TrustedIssuer): Client {
  return {
    client_id: issuer,
    redirect_uris: [],
    token_endpoint_auth_method: 'none',
    grant_types: [],
    response_types: [],
    ...(jwks && { jwks }),
    ...(jwks_uri !== undefined && { jwks_uri }),
  }
}

/** The issuer identifier, or the URL of the token endpoint (RFC 7523 §3 (3)). */
function ensureAudience(
  as: AuthorizationServer,
  request: Request,
  aud: unknown,
  { called, prefix, code, spec }: Telling,
): void {
  const accepted = [as.issuer(request), as.url('token', request)].filter((one) => one !== undefined)
  ensure(
    [aud].flat().some((one) => accepted.includes(one as string)),
    code,
    () => ({
      reason: `${prefix}-aud`,
      hint: `aud of ${called} is ${quoted(JSON.stringify(aud) ?? 'missing', 150)}; it must name this server: ${accepted.join(' or ')}`,
      expected: accepted.join(' '),
      received: [aud].flat().join(' '),
      fix: `set aud to the issuer, ${accepted[0]}`,
      spec,
    }),
  )
}

function refusal({ called, prefix, code, spec }: Telling, suffix: string, words: string): OAuthError {
  return new OAuthError(code, { reason: `${prefix}-${suffix}`, hint: `${called} ${words}`, spec })
}
