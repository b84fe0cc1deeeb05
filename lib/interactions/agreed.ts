// OpenID Connect Core §3.1.2.4: what the user has agreed to, and what a code and a token have of the login in common.

import type { Client } from '../protocol/metadata.js'
import type { Interaction } from '../state/artifacts.js'
import type { Session } from '../state/sessions.js'
import type { Authorization } from '../tokens/authorization.js'

export interface Agreed {
  readonly interaction: Interaction
  readonly client: Client
  readonly session: Session
  /** Of everything that is issued from it. */
  readonly family: string
}

type Login = Pick<Authorization, 'nonce' | 'claims' | 'acr' | 'sid'> & { readonly auth_time: number }

export function loginOf({ interaction, session, client }: Agreed): Login {
  const sid = session.participants.get(client.client_id)?.sid
  return {
    auth_time: Math.floor(session.authenticated_at / 1000),
    ...(interaction.nonce !== undefined && { nonce: interaction.nonce }),
    ...(interaction.claims && { claims: interaction.claims }),
    ...(session.acr !== undefined && { acr: session.acr }),
    // What the client calls the session (OpenID Connect Back-Channel Logout §2.1).
    ...(sid !== undefined && { sid }),
  }
}
