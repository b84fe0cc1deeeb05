// RFC 6749 §4.1.2, RFC 9207: the authorization response, successful or not, on its way to the client.

import type { OAuthError } from '../protocol/error.js'
import type { Redirection, Request } from '../protocol/messages.js'
import { joinScope } from '../protocol/scope.js'
import type { Code, Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Session } from '../state/sessions.js'
import { complete } from './pushed.js'

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

/** Issues the code (RFC 6749 §4.1.2). */
export async function granted(
  as: AuthorizationServer,
  interaction: Interaction,
  session: Session,
  request: Request,
): Promise<Redirection> {
  await complete(as, interaction)
  const code = as.handle()
  const lifetime = as.clients.find(interaction.client_id)?.lifetimes?.code ?? as.policy.lifetimes.code
  const value: Code = {
    kind: 'code',
    client_id: interaction.client_id,
    sub: session.sub,
    scope: joinScope(interaction.scope),
    auth_time: Math.floor(session.authenticated_at / 1000),
    ...(interaction.redirect_uri_sent && { redirect_uri: interaction.redirect_uri }),
    ...(interaction.nonce !== undefined && { nonce: interaction.nonce }),
    ...(interaction.challenge && { challenge: interaction.challenge }),
  }
  await as.records.keep(code, value, { family: as.entropy.string(16), expires_at: as.expiry(lifetime) })
  const to = addressed(as, interaction, request)
  return { ...to, parameters: { code, ...to.parameters } }
}
