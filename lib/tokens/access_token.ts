// RFC 6749 §1.4, RFC 9068: an access token, opaque or a JWT.

import { Draft } from '../protocol/draft.js'
import { joinScope } from '../protocol/scope.js'
import type { AccessToken } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Authorization } from './authorization.js'
import { subjectOf } from './subject.js'

export interface MintedAccessToken {
  readonly token: string | Draft
  /** Seconds. */
  readonly expires_in: number
  /** What the records know it by: the string itself, or the `jti` of a JWT. */
  readonly id: string
}

/** Mints and remembers an access token. */
export async function mintAccessToken(
  as: AuthorizationServer,
  authorization: Authorization,
  iss: string,
  family: string | undefined,
): Promise<MintedAccessToken> {
  const { client, user } = authorization
  const sub = user?.sub ?? authorization.sub
  const lifetime = client.lifetimes?.access_token ?? as.policy.lifetimes.access_token
  const jwt =
    (client.access_token?.format ?? as.policy.access_token) === 'jwt' && authorization.access_token === undefined
  const id = authorization.access_token ?? (jwt ? as.entropy.string(22) : as.handle())
  const audience = audienceOf(authorization) ?? client.access_token?.audience ?? iss
  const scope = joinScope(authorization.scope)
  const value: AccessToken = {
    kind: 'access_token',
    client_id: client.client_id,
    scope,
    audience,
    iss,
    ...(jwt && { jwt }),
    ...(sub !== undefined && { sub }),
    ...(authorization.auth_time !== undefined && { auth_time: authorization.auth_time }),
    ...(authorization.act && { act: authorization.act }),
    ...(authorization.cnf && { cnf: authorization.cnf }),
    ...(authorization.acr !== undefined && { acr: authorization.acr }),
    ...(authorization.amr && { amr: authorization.amr }),
    ...(authorization.claims && { claims: authorization.claims }),
    ...(authorization.origin && { origin: authorization.origin }),
  }
  // RFC 6749 Appendix A.14: whole seconds on the wire; the record keeps the fraction.
  const expires_in = Math.floor(lifetime)
  await as.records.keep(id, value, { family: family ?? id, expires_at: as.expiry(lifetime) })
  return { token: jwt ? draftAccessToken(as, authorization, value, id, expires_in) : id, expires_in, id }
}

/** RFC 8707 §2: one resource as a string, several as a list. */
function audienceOf({ audience }: Authorization): string | readonly string[] | undefined {
  return audience && audience.length === 1 ? audience[0] : audience && audience.length > 0 ? audience : undefined
}

/** RFC 9068 §2. */
export function draftAccessToken(
  as: AuthorizationServer,
  { client, user }: Authorization,
  token: AccessToken,
  jti: string,
  expires_in: number,
): Draft {
  const iat = as.clock.seconds()
  return new Draft({
    header: { typ: 'at+jwt' },
    alg: as.algorithm,
    claims: {
      ...client.access_token?.claims,
      iss: token.iss,
      sub: user ? subjectOf(client, user) : (token.sub ?? token.client_id),
      aud: token.audience,
      client_id: token.client_id,
      exp: iat + expires_in,
      iat,
      jti,
      ...(token.scope !== '' && { scope: token.scope }),
      ...(token.auth_time !== undefined && { auth_time: token.auth_time }),
      ...(token.acr !== undefined && { acr: token.acr }),
      ...(token.amr && { amr: token.amr }),
      ...(token.act && { act: token.act }),
      ...(token.cnf && { cnf: token.cnf }),
    },
  })
}
