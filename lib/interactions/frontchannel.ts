// RFC 6749 §4.2.2, OpenID Connect Core §3.2.2.5, §3.3.2.5: tokens straight from the authorization endpoint, legacy. There is
// never a refresh token among them.

import type { Members, Request } from '../protocol/messages.js'
import { joinScope } from '../protocol/scope.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { mintAccessToken } from '../tokens/access_token.js'
import type { Authorization } from '../tokens/authorization.js'
import { draftIdToken } from '../tokens/id_token.js'
import { stamp } from '../tokens/stamp.js'
import { loginOf } from './agreed.js'
import type { Agreed } from './agreed.js'
import { carries } from './response_type.js'

export async function frontChannelTokens(as: AuthorizationServer, agreed: Agreed, request: Request): Promise<Members> {
  const { response_type } = agreed.interaction
  const authorization = authorizationOf(as, agreed, request)
  const iss = as.issuer(request)
  request.trace.warn({
    reason: 'implicit-used',
    hint: `response_type ${response_type} sends tokens through the browser, where history and scripts can see them; use code with PKCE`,
    spec: 'RFC 9700 §2.1.2',
  })
  const alone = response_type === 'id_token'
  return {
    ...(carries(response_type, 'token') && (await accessTokenMembers(as, authorization, iss, agreed.family))),
    ...(carries(response_type, 'id_token') && { id_token: draftIdToken(as, authorization, iss, { alone }) }),
  }
}

async function accessTokenMembers(
  as: AuthorizationServer,
  authorization: Authorization,
  iss: string,
  family: string,
): Promise<Members> {
  const { token, expires_in } = await mintAccessToken(as, authorization, iss, family)
  const scope = joinScope(authorization.scope)
  return { access_token: token, token_type: 'Bearer', expires_in, ...(scope !== '' && { scope }) }
}

function authorizationOf(as: AuthorizationServer, agreed: Agreed, request: Request): Authorization {
  const { interaction, client, session } = agreed
  const user = as.users.bySub(session.sub)
  return {
    client,
    ...(user && { user }),
    scope: interaction.scope,
    refresh_token: { kind: 'none' },
    ...loginOf(agreed),
    ...(interaction.resources && { audience: interaction.resources }),
    ...stamp(request, user, client),
  }
}
