// OpenID Connect Core §2, §3.1.3.6: the ID Token, as a draft. `at_hash` is filled in when it is sealed.

import { opened } from '../protocol/claims.js'
import { requested } from '../protocol/claims_request.js'
import { Draft } from '../protocol/draft.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Authorization } from './authorization.js'
import { subjectOf } from './subject.js'

/** `undefined` unless `openid` was granted to a user. */
export function draftIdToken(
  as: AuthorizationServer,
  authorization: Authorization,
  iss: string,
  placed: { readonly alone: boolean } = { alone: false },
): Draft | undefined {
  const { client, user } = authorization
  if (!user || !authorization.scope.includes('openid')) return undefined
  const iat = as.clock.seconds()
  const lifetime = Math.floor(client.lifetimes?.id_token ?? as.policy.lifetimes.id_token)
  const { claims } = user
  // §5.4: without an access token there is no userinfo to ask, so the claims of the scope come along.
  const alone = placed.alone || as.policy.scope_claims === 'both'
  return new Draft({
    header: { typ: 'JWT' },
    alg: client.id_token_signed_response_alg ?? as.algorithm,
    hashes: { at_hash: 'access_token', c_hash: 'code' },
    claims: {
      ...(alone && opened(claims, authorization.scope)),
      ...requested(claims, authorization.claims?.id_token),
      ...client.id_token?.claims,
      iss,
      sub: subjectOf(client, user),
      aud: client.client_id,
      exp: iat + lifetime,
      iat,
      ...loginClaims(authorization),
    },
  })
}

/** §2: of the login itself, as far as it is known. */
function loginClaims({ auth_time, nonce, acr, sid, amr }: Authorization): Readonly<Record<string, unknown>> {
  return {
    ...(auth_time !== undefined && { auth_time }),
    ...(nonce !== undefined && { nonce }),
    ...(acr !== undefined && { acr }),
    ...(sid !== undefined && { sid }),
    ...(amr && { amr }),
  }
}
