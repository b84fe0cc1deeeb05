// RFC 6749 §5.1: from what a grant proved to the members of the token response.

import type { Members, Request } from '../protocol/messages.js'
import { joinScope } from '../protocol/scope.js'
import type { RefreshToken } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { mintAccessToken } from './access_token.js'
import type { Authorization } from './authorization.js'
import { draftIdToken } from './id_token.js'

export async function issue(as: AuthorizationServer, authorization: Authorization, request: Request): Promise<Members> {
  const iss = as.issuer(request)
  const { client, refresh_token: refresh } = authorization
  const family = authorization.family ?? (refresh.kind === 'new' ? as.entropy.string(16) : undefined)
  const access = await mintAccessToken(as, authorization, iss, family)
  const refresh_token = refresh.kind === 'same' ? refresh.token : undefined
  const id_token = draftIdToken(as, authorization, iss)
  request.trace.understand('scope', joinScope(authorization.scope))
  return {
    access_token: access.token,
    token_type: authorization.cnf?.jkt === undefined ? 'Bearer' : 'DPoP',
    expires_in: access.expires_in,
    ...(refresh.kind === 'new' && { refresh_token: await mintRefreshToken(as, authorization, family ?? access.id) }),
    ...(refresh_token !== undefined && { refresh_token }),
    ...(authorization.scope.length > 0 && { scope: joinScope(authorization.scope) }),
    ...(id_token && { id_token }),
    ...client.token_response?.members,
    ...authorization.members,
  }
}

export async function mintRefreshToken(
  as: AuthorizationServer,
  authorization: Authorization,
  family: string,
): Promise<string> {
  const { client, user, refresh_token: refresh } = authorization
  if (refresh.kind !== 'new') throw new TypeError('only a new refresh token is minted')
  const token = refresh.token ?? as.handle()
  const lifetime = client.lifetimes?.refresh_token
  const not_after =
    refresh.not_after ?? as.expiry(lifetime === undefined ? as.policy.lifetimes.refresh_token : lifetime)
  const idle = { ...as.policy.refresh, ...client.refresh }.idle
  const value: RefreshToken = {
    kind: 'refresh_token',
    client_id: client.client_id,
    scope: refresh.scope ?? joinScope(authorization.scope),
    not_after,
    ...(user && { sub: user.sub }),
    ...(authorization.auth_time !== undefined && { auth_time: authorization.auth_time }),
    ...((authorization.resources ?? authorization.audience) && {
      resources: authorization.resources ?? authorization.audience ?? [],
    }),
    ...(authorization.acr !== undefined && { acr: authorization.acr }),
    ...(authorization.sid !== undefined && { sid: authorization.sid }),
    ...(authorization.amr && { amr: authorization.amr }),
    ...(authorization.claims && { claims: authorization.claims }),
    ...(authorization.cnf && client.token_endpoint_auth_method === 'none' && { cnf: authorization.cnf }),
    ...(authorization.origin && { origin: authorization.origin }),
  }
  await as.records.keep(token, value, { family, expires_at: Math.min(not_after, as.expiry(idle)) })
  return token
}
