// RFC 9700 §2.1.1: a code_challenge or a nonce ties one response to one request. One that comes again ties nothing.

import type { Trace } from '../protocol/trace.js'
import type { Interaction } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

/** Warns of what this client sent with an authorization before. To be asked once an authorization. */
export async function noteReuse(
  as: AuthorizationServer,
  { client_id, challenge, nonce }: Interaction,
  trace: Trace,
): Promise<void> {
  const seen = async (name: string, value: string | undefined): Promise<boolean> =>
    value !== undefined && (await as.replays.before(`${name} ${client_id} ${value}`, Infinity)) !== undefined
  if (await seen('code_challenge', challenge?.code_challenge))
    trace.warn({
      reason: 'pkce-verifier-constant',
      hint: `client '${client_id}' has sent this code_challenge before; make a new code_verifier for every request`,
      spec: 'RFC 9700 §2.1.1',
    })
  if (await seen('nonce', nonce))
    trace.warn({
      reason: 'nonce-constant',
      hint: `client '${client_id}' has sent this nonce before; make a new one for every request`,
      spec: 'RFC 9700 §2.1.1',
    })
}
