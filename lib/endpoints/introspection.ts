// RFC 7662: what a token is worth now. A dead, unknown or foreign token is `{"active":false}` and
// nothing more (§2.2); why, is for the journal. RFC 9701: the same as a JWT for who asks for one.

import { authenticateByProof, authenticationMetadata } from '../authentication/index.js'
import { Draft } from '../protocol/draft.js'
import { formOf } from '../protocol/form.js'
import { NO_STORE, json } from '../protocol/messages.js'
import type { Members, Reply, Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Trace } from '../protocol/trace.js'
import { called } from '../state/artifacts.js'
import type { Artifact } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'
import { recordOf } from '../tokens/presented.js'
import { subjectOf } from '../tokens/subject.js'
import type { Endpoint } from './endpoint.js'

export const introspection: Endpoint = {
  name: 'introspection',
  methods: ['POST'],
  cors: true,

  async answer(as, request) {
    const form = formOf(request)
    const caller = await authenticateByProof(as, request)
    const members = await worth(as, caller, form.required('token'), request)
    return (request.headers['accept'] ?? '').includes(SIGNED)
      ? signed(as, caller, members, request)
      : json(200, members)
  },

  describe: (as, introspection_endpoint) => ({
    introspection_endpoint,
    ...authenticationMetadata('introspection'),
    introspection_signing_alg_values_supported: as.keys.algorithms,
  }),
}

const SIGNED = 'application/token-introspection+jwt'

/** RFC 9701 §5: what is told stands in a claim of its own, so that the JWT can be taken for no other. */
function signed(as: AuthorizationServer, caller: Client, token_introspection: Members, request: Request): Reply {
  const draft = new Draft({
    header: { typ: 'token-introspection+jwt' },
    alg: caller.introspection_signed_response_alg ?? as.algorithm,
    claims: { iss: as.issuer(request), aud: caller.client_id, iat: as.clock.seconds(), token_introspection },
  })
  return { status: 200, headers: NO_STORE, content: { kind: 'draft', draft, media_type: SIGNED } }
}

async function worth(as: AuthorizationServer, caller: Client, token: string, request: Request): Promise<Members> {
  const record = await recordOf(as, token)
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
  return describe(as, record, as.issuer(request))
}

function inactive(trace: Trace, reason: string, hint: string): Members {
  trace.warn({ reason, hint: `answered inactive: ${hint}`, spec: 'RFC 7662 §2.2' })
  return { active: false }
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
  const user = value.sub === undefined ? undefined : as.users.bySub(value.sub)
  const client = as.clients.find(value.client_id)
  const iat = Math.floor(record.issued_at / 1000)
  const cnf = 'cnf' in value ? value.cnf : undefined
  return {
    active: true,
    ...(value.scope !== '' && { scope: value.scope }),
    client_id: value.client_id,
    ...(user && { username: user.username }),
    token_type: value.kind === 'refresh_token' ? 'refresh_token' : cnf?.jkt === undefined ? 'Bearer' : 'DPoP',
    ...(record.expires_at !== Infinity && { exp: Math.floor(record.expires_at / 1000) }),
    iat,
    nbf: iat,
    sub: user && client ? subjectOf(client, user) : (value.sub ?? value.client_id),
    ...(value.kind === 'access_token' && { aud: value.audience ?? iss }),
    ...(value.kind === 'access_token' && value.act && { act: value.act }),
    ...(cnf && { cnf }),
    // RFC 9470 §6.2: what a resource needs to ask for more.
    ...(value.auth_time !== undefined && { auth_time: value.auth_time }),
    ...(value.acr !== undefined && { acr: value.acr }),
    ...(value.amr && { amr: value.amr }),
    ...(value.kind === 'access_token' && value.jwt && { jti: id }),
    iss: (value.kind === 'access_token' ? value.iss : undefined) ?? iss,
  }
}
