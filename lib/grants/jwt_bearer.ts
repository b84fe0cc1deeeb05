// RFC 7523 §2.1: an assertion of an issuer that this server trusts stands for the consent of a user. A client that
// registered its public key may issue its own, for a user or for itself.

import { ensure, quoted } from '../protocol/error.js'
import { decodeJwt } from '../protocol/jwt.js'
import type { User } from '../protocol/metadata.js'
import { SKEW } from '../protocol/timeliness.js'
import type { Trace } from '../protocol/trace.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { asserted } from '../tokens/asserted.js'
import type { Asserted, Telling } from '../tokens/asserted.js'
import { grantedScope } from '../tokens/scope.js'
import { aimed } from '../tokens/target.js'
import { unnamed } from './grant.js'
import type { Grant } from './grant.js'

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

const TELLING: Telling = {
  called: 'the assertion',
  prefix: 'assertion-grant',
  code: 'invalid_grant',
  spec: 'RFC 7523 §3.1',
}

export const jwt_bearer: Grant = {
  grant_type: GRANT_TYPE,
  parameters: { required: ['assertion'], optional: ['scope', 'resource'] },

  unavailable: (as) => (as.trusted_issuers.length > 0 ? undefined : unnamed(as, GRANT_TYPE)),

  /** RFC 7521 §4.1: client authentication is optional; the assertion then says which client it is for. */
  identify(as, request) {
    const { client_id, iss } = decodeJwt(request.form.peek('assertion') ?? '')?.claims ?? {}
    for (const name of [client_id, iss]) {
      const client = typeof name === 'string' ? as.clients.find(name) : undefined
      if (client) return client
    }
    return undefined
  },

  async authorize(as, request, client) {
    const assertion = await asserted(as, request, client, request.form.required('assertion'), TELLING)
    const user = assertion.sub === client.client_id ? undefined : userOf(as, assertion)
    const target = aimed(as, request)
    const scope = grantedScope(as, client, request.form.get('scope'), request.trace)
    await ensureOnce(as, assertion, request.trace)
    request.trace.check(`assertion of ${quoted(assertion.iss, 100)} about ${quoted(assertion.sub, 60)} verified`)
    return {
      client,
      ...(user && { user }),
      scope: user ? scope : scope.filter((token) => token !== 'openid' && token !== 'offline_access'),
      refresh_token: { kind: 'none' },
      ...target,
    }
  },
}

function userOf(as: AuthorizationServer, { sub, iss }: Asserted): User {
  const user = as.users.bySub(sub) ?? as.users.find(sub)
  ensure(user, 'invalid_grant', () => {
    const near = as.users.nearest(sub)
    return {
      reason: 'assertion-grant-sub-unknown',
      hint: `the assertion of '${iss}' is about ${quoted(sub, 60)}, who is no user here${near === undefined ? '' : `; did you mean '${near}'?`}`,
      received: sub,
      fix: `add the user: users: [{ username: ${sub.slice(0, 60)} }]`,
      spec: TELLING.spec,
    }
  })
  return user
}

/** RFC 7523 §3 (7). The last rung: only an assertion that holds otherwise uses up its jti. */
async function ensureOnce(
  as: AuthorizationServer,
  { iss, claims: { jti, exp } }: Asserted,
  trace: Trace,
): Promise<void> {
  if (typeof jti !== 'string') {
    trace.warn({
      reason: 'assertion-grant-jti-missing',
      hint: 'the assertion has no jti, so its replay cannot be noticed',
      spec: TELLING.spec,
    })
    return
  }
  const seen = await as.replays.before(JSON.stringify(['grant', iss, jti]), (Number(exp) + SKEW) * 1000)
  ensure(seen === undefined, 'invalid_grant', () => ({
    reason: 'assertion-grant-jti-replayed',
    hint: `the assertion with jti ${quoted(jti, 60)} was used already, ${Math.round((as.inbound - (seen ?? 0)) / 1000)} s ago`,
    fix: 'make a new assertion with a new jti for every request',
    spec: TELLING.spec,
  }))
}
