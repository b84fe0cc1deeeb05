// RFC 7662: what a token is worth now. A dead, unknown or foreign token is `{"active":false}` and
// nothing more (§2.2); why, is for the journal.

import { authenticateByProof, authenticationMetadata } from '../authentication/index.js'
import { formOf } from '../protocol/form.js'
import { json } from '../protocol/messages.js'
import type { Members, Reply } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Trace } from '../protocol/trace.js'
import { called } from '../state/artifacts.js'
import type { Artifact } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'
import { recordOf } from '../tokens/presented.js'
import type { Endpoint } from './endpoint.js'

export const introspection: Endpoint = {
  name: 'introspection',
  methods: ['POST'],
  cors: true,

  async answer(as, request) {
    const form = formOf(request)
    const caller = await authenticateByProof(as, request)
    const record = await recordOf(as, form.required('token'))
    if (!record) return inactive(request.trace, 'token-unknown', 'this server did not issue the token')
    if (!mayAsk(as, caller, record.value))
      return inactive(
        request.trace,
        'token-other-client',
        `the token belongs to client '${record.value.client_id}', and '${caller.client_id}' is not in its audience`,
      )
    const { value } = record
    if (value.kind === 'code' || value.kind === 'device_code')
      return inactive(request.trace, `token-is-${value.kind.replace('_', '-')}`, `this is ${called(value)}`)
    const dead = deadBecause(as, record)
    if (dead !== undefined) return inactive(request.trace, dead, `the token is ${dead.replace('token-', '')}`)
    return json(200, describe(as, record, as.issuer(request)))
  },

  describe: (_as, introspection_endpoint) => ({ introspection_endpoint, ...authenticationMetadata('introspection') }),
}

function inactive(trace: Trace, reason: string, hint: string): Reply {
  trace.warn({ reason, hint: `answered inactive: ${hint}`, spec: 'RFC 7662 §2.2' })
  return json(200, { active: false })
}

/** The client it was issued to, or a resource server in its audience (RFC 7662 §4). */
function mayAsk(as: AuthorizationServer, caller: Client, artifact: Artifact): boolean {
  if (caller.open || artifact.client_id === caller.client_id || as.policy.introspection === 'any') return true
  if (artifact.kind !== 'access_token') return false
  const audience: readonly unknown[] = [artifact.audience].flat()
  return [caller.client_id, ...(caller.resources ?? [])].some((name) => audience.includes(name))
}

function deadBecause(as: AuthorizationServer, record: Kept<Artifact>): string | undefined {
  if (record.revoked_at !== undefined) return 'token-revoked'
  if (record.taken_at !== undefined) return 'token-replaced'
  return as.records.expired(record) ? 'token-expired' : undefined
}

function describe(as: AuthorizationServer, record: Kept<Artifact>, iss: string): Members {
  const { value, id } = record
  const username = value.sub === undefined ? undefined : as.users.bySub(value.sub)?.username
  const iat = Math.floor(record.issued_at / 1000)
  return {
    active: true,
    ...(value.scope !== '' && { scope: value.scope }),
    client_id: value.client_id,
    ...(username !== undefined && { username }),
    token_type: value.kind === 'access_token' ? 'Bearer' : 'refresh_token',
    ...(record.expires_at !== Infinity && { exp: Math.floor(record.expires_at / 1000) }),
    iat,
    nbf: iat,
    sub: value.sub ?? value.client_id,
    ...(value.kind === 'access_token' && { aud: value.audience ?? iss }),
    ...(value.kind === 'access_token' && value.jwt && { jti: id }),
    iss: (value.kind === 'access_token' ? value.iss : undefined) ?? iss,
  }
}
