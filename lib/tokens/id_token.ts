// OpenID Connect Core §2, §3.1.3.6: the ID Token, as a draft. `at_hash` is filled in when it is sealed.

import { Draft } from '../protocol/draft.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Authorization } from './authorization.js'

/** `undefined` unless `openid` was granted to a user. */
export function draftIdToken(as: AuthorizationServer, authorization: Authorization, iss: string): Draft | undefined {
  const { client, user } = authorization
  if (!user || !authorization.scope.includes('openid')) return undefined
  const iat = as.clock.seconds()
  const lifetime = client.lifetimes?.id_token ?? as.policy.lifetimes.id_token
  return new Draft({
    header: { typ: 'JWT' },
    alg: client.id_token_signed_response_alg ?? as.policy.signature,
    hashes: { at_hash: 'access_token' },
    claims: {
      ...client.id_token?.claims,
      iss,
      sub: user.sub,
      aud: client.client_id,
      exp: iat + lifetime,
      iat,
      ...(authorization.auth_time !== undefined && { auth_time: authorization.auth_time }),
      ...(authorization.nonce !== undefined && { nonce: authorization.nonce }),
      ...(authorization.acr !== undefined && { acr: authorization.acr }),
      ...(authorization.amr && { amr: authorization.amr }),
    },
  })
}
