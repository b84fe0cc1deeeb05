// RFC 8693 §2.2.1: the response to a token exchange. Whatever type of token was asked for, it is the member
// `access_token`.

import type { Members, Request } from '../protocol/messages.js'
import { joinScope } from '../protocol/scope.js'
import type { AccessToken } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { draftAccessToken, mintAccessToken } from './access_token.js'
import type { Authorization } from './authorization.js'
import { draftIdToken } from './id_token.js'
import { mintRefreshToken } from './issue.js'
import { urnOf } from './tokentype.js'
import type { TokenType } from './tokentype.js'

type Issued = { readonly access_token: unknown; readonly expires_in?: number; readonly token_type?: string }

export async function exchanged(
  as: AuthorizationServer,
  authorization: Authorization,
  type: TokenType,
  request: Request,
): Promise<Members> {
  const { scope } = authorization
  request.trace.understand('scope', joinScope(scope))
  const issued = await issuedAs(as, authorization, type, as.issuer(request))
  return {
    access_token: issued.access_token,
    issued_token_type: urnOf(type),
    token_type: issued.token_type ?? 'N_A',
    ...(issued.expires_in !== undefined && { expires_in: issued.expires_in }),
    ...(scope.length > 0 && { scope: joinScope(scope) }),
  }
}

async function issuedAs(
  as: AuthorizationServer,
  authorization: Authorization,
  type: TokenType,
  iss: string,
): Promise<Issued> {
  switch (type) {
    case 'access_token': {
      const { token, expires_in } = await mintAccessToken(as, authorization, iss, undefined)
      return { access_token: token, expires_in, token_type: authorization.cnf?.jkt === undefined ? 'Bearer' : 'DPoP' }
    }
    case 'refresh_token':
      return { access_token: await mintRefreshToken(as, authorization, as.entropy.string(16)) }
    case 'id_token':
      return idToken(as, authorization, iss)
    case 'jwt':
      return jwt(as, authorization, iss)
  }
}

/** For the requesting client, or the audience that it named. */
function idToken(as: AuthorizationServer, authorization: Authorization, iss: string): Issued {
  const { client, audience = [], act } = authorization
  const draft = draftIdToken(as, { ...authorization, scope: [...authorization.scope, 'openid'] }, iss)
  const aud = audience.length > 1 ? audience : (audience[0] ?? client.client_id)
  return {
    access_token: draft?.with({ claims: { ...draft.claims, aud, ...(act && { act }) } }),
    expires_in: Math.floor(client.lifetimes?.id_token ?? as.policy.lifetimes.id_token),
  }
}

/** Good for showing to others, and to be exchanged again; no access token, so nothing of it is kept. */
function jwt(as: AuthorizationServer, authorization: Authorization, iss: string): Issued {
  const { client, user, audience = [], scope, auth_time, act } = authorization
  const expires_in = Math.floor(client.lifetimes?.access_token ?? as.policy.lifetimes.access_token)
  const sub = user?.sub ?? authorization.sub
  const value: AccessToken = {
    kind: 'access_token',
    client_id: client.client_id,
    scope: joinScope(scope),
    iss,
    audience: audience.length > 1 ? audience : (audience[0] ?? client.access_token?.audience ?? iss),
    ...(sub !== undefined && { sub }),
    ...(auth_time !== undefined && { auth_time }),
    ...(act && { act }),
  }
  const draft = draftAccessToken(as, authorization, value, as.entropy.string(22), expires_in)
  return { access_token: draft.with({ header: { ...draft.content.header, typ: 'JWT' } }), expires_in }
}
