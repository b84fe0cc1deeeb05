// OpenID Connect Back-Channel Logout §2.4: what a client is told of a logout with. Never a `nonce`, so that it cannot
// be taken for an ID Token.

import { Draft } from '../protocol/draft.js'
import type { Client, User } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { subjectOf } from './subject.js'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** Seconds; at most two minutes are recommended (§4). */
const LIFETIME = 120

export function draftLogoutToken(
  as: AuthorizationServer,
  client: Client,
  { user, sid }: { readonly user: User | undefined; readonly sid: string },
  iss: string,
): Draft {
  const iat = as.clock.seconds()
  return new Draft({
    header: { typ: 'logout+jwt' },
    alg: client.id_token_signed_response_alg ?? as.algorithm,
    claims: {
      iss,
      ...(user && { sub: subjectOf(client, user) }),
      aud: client.client_id,
      iat,
      exp: iat + LIFETIME,
      jti: as.entropy.string(22),
      events: { [EVENT]: {} },
      sid,
    },
  })
}
