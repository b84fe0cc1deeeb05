// RFC 6749 §4.1.2, RFC 9207: the authorization response, successful or not, on its way to the client.

import type { OAuthError } from '../protocol/error.js'
import type { Members, Redirection, Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { joinScope } from '../protocol/scope.js'
import type { Code, Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { join } from '../state/sessions.js'
import type { Session } from '../state/sessions.js'
import { mintAccessToken } from '../tokens/access_token.js'
import type { Authorization } from '../tokens/authorization.js'
import { draftIdToken } from '../tokens/id_token.js'
import { complete } from './pushed.js'
import { carries } from './response_type.js'
import { noteReuse } from './reuse.js'

/** Where the response of an interaction goes, with what every response carries: `state` and `iss`. */
export function addressed(as: AuthorizationServer, interaction: Interaction, request: Request): Redirection {
  return {
    redirect_uri: interaction.redirect_uri,
    response_mode: interaction.response_mode,
    parameters: {
      ...(interaction.state !== undefined && { state: interaction.state }),
      iss: as.issuer(request),
    },
  }
}

export function refused(to: Redirection, error: OAuthError): Redirection {
  return {
    ...to,
    parameters: { error: error.code, error_description: error.error_description, ...to.parameters },
  }
}

/** What the response type asks for: a code, tokens, or both (OpenID Connect Core §3.1.2.5, §3.2.2.5, §3.3.2.5). */
export async function granted(
  as: AuthorizationServer,
  interaction: Interaction,
  client: Client,
  session: Session,
  request: Request,
): Promise<Redirection> {
  await complete(as, interaction)
  await noteReuse(as, interaction, request.trace)
  const { response_type } = interaction
  const family = as.entropy.string(16)
  join(session, client.client_id, interaction.scope.includes('offline_access') ? undefined : family)
  const code = carries(response_type, 'code') ? await issueCode(as, interaction, client, session, family) : undefined
  const tokens = response_type === 'code' ? {} : await frontChannelTokens(as, interaction, client, session, family, request)
  const to = addressed(as, interaction, request)
  return { ...to, parameters: { ...(code !== undefined && { code }), ...tokens, ...to.parameters } }
}

/** RFC 6749 §4.1.2. */
async function issueCode(
  as: AuthorizationServer,
  interaction: Interaction,
  client: Client,
  session: Session,
  family: string,
): Promise<string> {
  const code = as.handle()
  const value: Code = {
    kind: 'code',
    client_id: interaction.client_id,
    sub: session.sub,
    scope: joinScope(interaction.scope),
    auth_time: Math.floor(session.authenticated_at / 1000),
    ...(interaction.redirect_uri_sent && { redirect_uri: interaction.redirect_uri }),
    ...(interaction.nonce !== undefined && { nonce: interaction.nonce }),
    ...(interaction.challenge && { challenge: interaction.challenge }),
    ...(interaction.resources && { resources: interaction.resources }),
    ...(interaction.dpop_jkt !== undefined && { dpop_jkt: interaction.dpop_jkt }),
    ...(interaction.claims && { claims: interaction.claims }),
    ...(session.acr !== undefined && { acr: session.acr }),
    ...named(session, client),
  }
  const lifetime = client.lifetimes?.code ?? as.policy.lifetimes.code
  await as.records.keep(code, value, { family, expires_at: as.expiry(lifetime) })
  return code
}

/** Tokens straight from this endpoint, legacy: no refresh token ever (RFC 6749 §4.2.2). */
async function frontChannelTokens(
  as: AuthorizationServer,
  interaction: Interaction,
  client: Client,
  session: Session,
  family: string,
  request: Request,
): Promise<Members> {
  const { response_type } = interaction
  const authorization = authorizationOf(as, interaction, client, session)
  const iss = as.issuer(request)
  const access = carries(response_type, 'token') ? await mintAccessToken(as, authorization, iss, family) : undefined
  request.trace.warn({
    reason: 'implicit-used',
    hint: `response_type ${response_type} sends tokens through the browser, where history and scripts can see them; use code with PKCE`,
    spec: 'RFC 9700 §2.1.2',
  })
  return {
    ...(access && {
      access_token: access.token,
      token_type: 'Bearer',
      expires_in: access.expires_in,
      ...(interaction.scope.length > 0 && { scope: joinScope(interaction.scope) }),
    }),
    ...(carries(response_type, 'id_token') && {
      id_token: draftIdToken(as, authorization, iss, { alone: response_type === 'id_token' }),
    }),
  }
}

function authorizationOf(
  as: AuthorizationServer,
  interaction: Interaction,
  client: Client,
  session: Session,
): Authorization {
  const user = as.users.bySub(session.sub)
  return {
    client,
    ...(user && { user }),
    scope: interaction.scope,
    refresh_token: { kind: 'none' },
    auth_time: Math.floor(session.authenticated_at / 1000),
    ...(interaction.nonce !== undefined && { nonce: interaction.nonce }),
    ...(interaction.claims && { claims: interaction.claims }),
    ...(interaction.resources && { audience: interaction.resources }),
    ...(session.acr !== undefined && { acr: session.acr }),
    ...named(session, client),
  }
}

/** What the client calls the session. */
function named({ participants }: Session, { client_id }: Client): { readonly sid?: string } {
  const sid = participants.get(client_id)?.sid
  return sid === undefined ? {} : { sid }
}
