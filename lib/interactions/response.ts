// RFC 6749 §4.1.2, RFC 9207: the authorization response, successful or not, on its way to the client.

import type { OAuthError } from '../protocol/error.js'
import type { Redirection, Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import { joinScope } from '../protocol/scope.js'
import type { Code, Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { join } from '../state/sessions.js'
import type { Session } from '../state/sessions.js'
import { stamp } from '../tokens/stamp.js'
import { loginOf } from './agreed.js'
import type { Agreed } from './agreed.js'
import { frontChannelTokens } from './frontchannel.js'
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
  const { response_type, scope } = interaction
  const agreed = { interaction, client, session, family: as.entropy.string(16) }
  join(session, client.client_id, scope.includes('offline_access') ? undefined : agreed.family)
  const code = carries(response_type, 'code') ? await issueCode(as, agreed, request) : undefined
  const tokens = response_type === 'code' ? {} : await frontChannelTokens(as, agreed, request)
  const to = addressed(as, interaction, request)
  return { ...to, parameters: { ...(code !== undefined && { code }), ...tokens, ...to.parameters } }
}

/** RFC 6749 §4.1.2. */
async function issueCode(as: AuthorizationServer, agreed: Agreed, request: Request): Promise<string> {
  const { interaction, client, session, family } = agreed
  const code = as.handle()
  const value: Code = {
    kind: 'code',
    client_id: interaction.client_id,
    sub: session.sub,
    scope: joinScope(interaction.scope),
    ...loginOf(agreed),
    ...(interaction.redirect_uri_sent && { redirect_uri: interaction.redirect_uri }),
    ...(interaction.state !== undefined && { state: interaction.state }),
    ...(interaction.challenge && { challenge: interaction.challenge }),
    ...(interaction.resources && { resources: interaction.resources }),
    ...(interaction.dpop_jkt !== undefined && { dpop_jkt: interaction.dpop_jkt }),
    ...stamp(request, as.users.bySub(session.sub), client),
  }
  const lifetime = client.lifetimes?.code ?? as.policy.lifetimes.code
  await as.records.keep(code, value, { family, expires_at: as.expiry(lifetime) })
  return code
}
