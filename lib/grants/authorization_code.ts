// RFC 6749 §4.1.3, RFC 7636 §4.6: a code works once, for its client, its redirect_uri, its verifier and
// its lifetime.

import { formatDuration } from '../protocol/duration.js'
import { OAuthError, ensure } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import type { Client } from '../protocol/metadata.js'
import { parseScope } from '../protocol/scope.js'
import type { Code } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Kept } from '../state/records.js'
import { found } from '../tokens/artifact.js'
import type { Authorization } from '../tokens/authorization.js'
import { refreshFor } from '../tokens/refresh.js'
import { aimed } from '../tokens/target.js'
import { remembered } from '../tokens/remembered.js'
import type { Grant } from './grant.js'
import { proveHolder } from './redemption.js'

export const authorization_code: Grant = {
  grant_type: 'authorization_code',
  parameters: { required: ['code'], optional: ['redirect_uri', 'code_verifier', 'resource'] },

  async authorize(as, request, client, proven) {
    const code = await found(as, 'code', request.form.required('code'), client)
    request.trace.check('code known, issued to this client, not revoked')
    ensure(code.taken_at !== undefined || !as.records.expired(code), 'invalid_grant', () => expired(as, code))
    const left = code.expires_at - as.clock.now()
    if (left > 0 && left < (code.expires_at - code.issued_at) / 5) request.trace.warn(late(code, left))
    if (left > 0) request.trace.check(() => `code not expired (${formatDuration(left)} left)`)
    const flaw = caught(() => proveHolder(as, request, client, code.value, proven))
    if (code.taken_at !== undefined) throw await replayed(as, client, code, flaw)
    if (flaw) {
      if (as.policy.burn_code_on_failure) await as.records.revoke(code.id, BURNT)
      throw flaw
    }
    const target = aimed(as, request, code.value.resources)
    request.trace.check('code not used')
    const taken = await as.records.take(code.id)
    if (!taken) throw await replayed(as, client, code, undefined)
    return { ...authorizationOf(as, client, code), ...target }
  },
}

const BURNT = 'a refused redemption spent it (policy burn_code_on_failure)'

function authorizationOf(as: AuthorizationServer, client: Client, code: Kept<Code>): Authorization {
  const { value } = code
  const scope = parseScope(value.scope)
  return {
    ...remembered(as, client, code),
    scope,
    refresh_token: refreshFor(as, client, scope, value.issues?.refresh_token),
    ...(value.nonce !== undefined && { nonce: value.nonce }),
    ...(value.issues?.access_token !== undefined && { access_token: value.issues.access_token }),
  }
}

function caught(check: () => void): OAuthError | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (error instanceof OAuthError) return error
    throw error
  }
}

/** RFC 6749 §4.1.2: a replay that is otherwise valid revokes what the code issued; an invalid one must not (OAuth 2.1 §7.5.2). */
async function replayed(
  as: AuthorizationServer,
  client: Client,
  code: Kept<Code>,
  flaw: OAuthError | undefined,
): Promise<OAuthError> {
  const revokes = !flaw && as.policy.code_replay === 'revoke'
  const ago = formatDuration(as.clock.now() - (code.taken_at ?? as.clock.now()))
  const count = revokes ? await as.records.revokeFamily(code.family, 'its code was presented again') : 0
  if (code.taken_because !== undefined) return spentOnPurpose(code.taken_because, ago)
  const first = redeemer(as, code)
  const same = flaw ? `, and now ${flaw.diagnosis.reason}` : code.value.challenge ? ' with the same code_verifier' : ''
  return new OAuthError('invalid_grant', {
    reason: 'code-used',
    hint: `the code was redeemed ${ago} earlier by client '${client.client_id}'${first}${same}; a code works once${count > 0 ? `, and its ${count} tokens are revoked now` : ''}`,
    expected: 'a code that was not redeemed yet',
    received: `a code redeemed ${ago} ago${first}`,
    fix: 'look for a double effect, a retry or a browser prefetch of the redirect_uri',
    spec: 'RFC 6749 §4.1.2',
  })
}

/** The request that was faster, as the journal knows it. */
function redeemer(as: AuthorizationServer, { family }: Kept<Code>): string {
  const token = as.records.snapshot().find((one) => one.family === family && one.value.kind !== 'code')
  const id = token?.value.origin?.id
  return id === undefined ? '' : ` in request ${id}`
}

function late({ issued_at, expires_at }: Kept<Code>, left: number): Diagnosis {
  return {
    reason: 'code-redeemed-late',
    hint: `the code was redeemed ${formatDuration(left)} before it expired; it lives ${formatDuration(expires_at - issued_at)}, and the slower of two servers will be too late`,
    fix: 'redeem the code at once; codes of other providers live 30 to 60 seconds',
    spec: 'RFC 6749 §4.1.2',
  }
}

/** It is no fault of the client: a fault rule or a fixture wanted it so. */
function spentOnPurpose(because: string, ago: string): OAuthError {
  return new OAuthError('invalid_grant', {
    reason: 'code-used-by-fault',
    hint: `the code counts as redeemed since ${ago}: ${because}`,
    expected: 'a code that was not redeemed yet',
    received: because,
    fix: 'nothing: the test wanted it so; the client should start a new authorization request',
    spec: 'RFC 6749 §4.1.2',
  })
}

function expired(as: AuthorizationServer, code: Kept<Code>): Diagnosis {
  const age = formatDuration(as.clock.now() - code.issued_at)
  const lifetime = formatDuration(code.expires_at - code.issued_at)
  return {
    reason: 'code-expired',
    hint: `the code was issued ${age} ago and lives ${lifetime}; it is ${formatDuration(as.clock.now() - code.expires_at)} late`,
    expected: `at most ${lifetime}`,
    received: age,
    fix: 'redeem the code at once, or start a new authorization request',
    spec: 'RFC 6749 §4.1.2',
  }
}
