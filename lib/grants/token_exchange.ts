// RFC 8693 §2.1: a client that holds a token of somebody gets another one for somewhere else: as that somebody
// (impersonation), or on behalf of them, when an actor token shows who acts (delegation).

import { OAuthError, ensure } from '../protocol/error.js'
import type { Client } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'
import { beyond, parseScope } from '../protocol/scope.js'
import type { Trace } from '../protocol/trace.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { askedScope, grantedScope } from '../tokens/scope.js'
import { subjectOf } from '../tokens/security_token.js'
import type { Subject } from '../tokens/security_token.js'
import { targetsOf } from '../tokens/target.js'
import { typeSent } from '../tokens/tokentype.js'
import type { TokenType } from '../tokens/tokentype.js'
import { unnamed } from './grant.js'
import type { Grant } from './grant.js'

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange'

export const token_exchange: Grant = {
  grant_type: GRANT_TYPE,
  parameters: {
    required: ['subject_token', 'subject_token_type'],
    optional: ['actor_token', 'actor_token_type', 'requested_token_type', 'resource', 'audience', 'scope'],
  },

  unavailable: (as) => unnamed(as, GRANT_TYPE),

  async authorize(as, request, client) {
    const { form, trace } = request
    const issued_token_type =
      form.get('requested_token_type') === undefined ? 'access_token' : typeSent(form, 'requested_token_type')
    ensurePaired(form)
    const subject = await subjectOf(as, request, client, 'subject_token')
    const actor =
      form.get('actor_token') === undefined ? undefined : await subjectOf(as, request, client, 'actor_token')
    ensureMayAct(subject, actor, client)
    ensureIssuable(issued_token_type, subject, client)
    const audience = targetsOf(as, form, as.issuer(request))
    const scope = narrowed(as, client, subject, form.get('scope'), trace)
    trace.check(`subject token of '${subject.sub}'${actor ? `, on whose behalf '${actor.sub}' acts` : ''}`)
    const act = actor ? { sub: actor.sub, ...(subject.act && { act: subject.act }) } : subject.act
    return {
      client,
      ...(subject.user ? { user: subject.user } : { sub: subject.sub }),
      scope,
      refresh_token: { kind: issued_token_type === 'refresh_token' ? 'new' : 'none' },
      issued_token_type,
      ...(audience.length > 0 && { audience }),
      ...(act && { act }),
      ...(subject.auth_time !== undefined && { auth_time: subject.auth_time }),
    }
  },
}

/** The one is required with the other, and must not be sent without it. */
function ensurePaired(form: Parameters): void {
  const [token, type] = [form.get('actor_token'), form.get('actor_token_type')]
  ensure((token === undefined) === (type === undefined), 'invalid_request', () => ({
    reason: token === undefined ? 'actor-token-missing' : 'actor-token-type-missing',
    hint:
      token === undefined
        ? 'actor_token_type was sent without actor_token'
        : 'actor_token was sent without actor_token_type',
    fix: 'send both or neither',
    spec: 'RFC 8693 §2.1',
  }))
}

/** §4.4: a token that says who may act is good for those alone, be it the actor shown or the client itself. */
function ensureMayAct({ may_act, sub }: Subject, actor: Subject | undefined, client: Client): void {
  if (!may_act) return
  const actors = actor ? [actor.sub] : [client.client_id]
  const named = may_act['sub'] === undefined || actors.some((one) => one === may_act['sub'])
  const through = may_act['client_id'] === undefined || may_act['client_id'] === client.client_id
  ensure(named && through, 'invalid_request', () => ({
    reason: 'may-act-other',
    hint: `may_act of the subject_token lets ${JSON.stringify(may_act)} act for '${sub}'; it is '${actors[0]}' through client '${client.client_id}'`,
    expected: JSON.stringify(may_act),
    received: JSON.stringify({ sub: actors[0], client_id: client.client_id }),
    spec: 'RFC 8693 §4.4',
  }))
}

function ensureIssuable(type: TokenType, { user, sub }: Subject, client: Client): void {
  const needsUser = type === 'id_token' || type === 'refresh_token'
  if (needsUser && !user) throw refused(type, `'${sub}' is no user`)
  if (type === 'refresh_token' && !client.grant_types.includes('refresh_token'))
    throw refused(type, `client '${client.client_id}' has not the grant refresh_token to use it with`)
}

function refused(type: TokenType, why: string): OAuthError {
  return new OAuthError('invalid_request', {
    reason: 'requested-token-type-refused',
    hint: `requested_token_type ${type} is not issued here: ${why}`,
    spec: 'RFC 8693 §2.2.2',
  })
}

/** At most what the subject token carries, where it carries any; and what the client may have. */
function narrowed(
  as: AuthorizationServer,
  client: Client,
  { scope: carried }: Subject,
  asked: string | undefined,
  trace: Trace,
): readonly string[] {
  if (carried === undefined) return grantedScope(as, client, asked, trace)
  const held = parseScope(carried)
  const allowed = client.scope === undefined ? held : parseScope(client.scope)
  if (asked === undefined) return held.filter((token) => allowed.includes(token))
  const more = beyond(askedScope(asked), held)
  ensure(more.length === 0, 'invalid_scope', () => ({
    reason: 'scope-exceeds-grant',
    hint: `scope '${more.join(' ')}' is not in the subject_token, which carries '${carried}'`,
    expected: carried,
    received: asked,
    fix: 'ask for a part of what the subject_token carries, or leave scope out',
    spec: 'RFC 8693 §2.1',
  }))
  return grantedScope(as, client, asked, trace)
}
