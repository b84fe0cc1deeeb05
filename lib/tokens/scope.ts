// RFC 6749 §3.3: which scope a client gets for what it asks.

import { SCOPES } from '../protocol/claims.js'
import { ensure, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { defaultScopeOf } from '../protocol/metadata.js'
import type { Client } from '../protocol/metadata.js'
import type { Trace } from '../protocol/trace.js'
import { isMagicScope } from '../protocol/magic.js'
import { beyond, isScopeToken, parseScope } from '../protocol/scope.js'
import { nearest } from '../protocol/spelling.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

/** The scope granted to a request, by what the client may have. `undefined` allowed means anything. */
export function grantedScope(
  as: AuthorizationServer,
  client: Client,
  asked: string | undefined,
  trace: Trace,
): readonly string[] {
  const allowed = client.scope === undefined ? undefined : parseScope(client.scope)
  if (asked === undefined) return defaultScope(as, client)
  const tokens = askedScope(asked)
  if (!allowed) return tokens
  const refused = beyond(tokens, allowed).filter((token) => !(as.magic && isMagicScope(token)))
  if (refused.length === 0) return tokens
  const diagnose = (): Diagnosis => unknownScope(as, asked, refused, allowed, client)
  ensure(as.policy.unknown_scope === 'drop', 'invalid_scope', diagnose)
  // RFC 6749 §3.3: a scope has one token at least, and what was granted must be told when it differs.
  ensure(refused.length < tokens.length, 'invalid_scope', diagnose)
  trace.warn(diagnose())
  return tokens.filter((token) => allowed.includes(token))
}

/** The tokens asked for; `invalid_scope` for what no scope can be. */
export function askedScope(asked: string): readonly string[] {
  const tokens = parseScope(asked)
  ensure(tokens.length > 0, 'invalid_scope', () => ({
    reason: 'scope-blank',
    hint: 'scope consists of blanks; leave it out or name a scope',
    expected: 'a scope, or no parameter',
    received: `${asked.length} blanks`,
    fix: 'leave scope out, or name a scope',
    spec: 'RFC 6749 §3.3',
  }))
  const bad = tokens.find((token) => !isScopeToken(token))
  ensure(bad === undefined, 'invalid_scope', () => ({
    reason: 'scope-malformed',
    hint: `${quoted(bad ?? '', 60)} is no scope: quotes, backslashes and anything beyond ASCII are not allowed in one`,
    expected: 'printable ASCII without quotes and backslashes',
    received: asked,
    fix: 'separate scopes by single spaces, and send nothing else',
    spec: 'RFC 6749 §3.3',
  }))
  return tokens
}

function defaultScope(as: AuthorizationServer, client: Client): readonly string[] {
  ensure(as.policy.scope_absent === 'default', 'invalid_scope', () => ({
    reason: 'scope-missing',
    hint: 'scope is missing and this server has no default',
    expected: client.scope ?? 'a scope',
    received: 'no scope',
    fix: 'send scope',
    spec: 'RFC 6749 §3.3',
    relax: 'scope_absent: default',
  }))
  return parseScope(defaultScopeOf(client))
}

function unknownScope(
  as: AuthorizationServer,
  asked: string,
  refused: readonly string[],
  allowed: readonly string[],
  client: Client,
): Diagnosis {
  const first = refused[0] ?? ''
  if (/[,+]/.test(first) && first.split(/[,+]/).every((part) => allowed.includes(part)))
    return commas(asked, `'${first}' joins scopes with something other than a space`)
  const known = as.clients.list().some(({ scope }) => scope === undefined || parseScope(scope).includes(first))
  const sameLetters = allowed.find((token) => token.toLowerCase() === first.toLowerCase())
  const near = sameLetters ?? nearest(first, allowed)
  return {
    reason: sameLetters ? 'scope-case' : known || isStandard(first) ? 'scope-not-for-client' : 'scope-unknown',
    hint: `client '${client.client_id}' may not ask for scope '${refused.join(' ')}'${known || isStandard(first) ? '' : ', which no client has'}${near ? `; did you mean '${near}'?` : ''}`,
    expected: allowed.join(' '),
    received: asked,
    fix: `ask for a part of: ${allowed.join(' ')}`,
    spec: 'RFC 6749 §3.3',
    relax: 'unknown_scope: drop',
  }
}

const isStandard = (token: string): boolean => (SCOPES as readonly string[]).includes(token)

function commas(asked: string, words: string): Diagnosis {
  return {
    reason: 'scope-comma-separated',
    hint: `${words}; scopes are separated by spaces`,
    expected: asked.replaceAll(/[,+]/g, ' '),
    received: asked,
    fix: `scope=${asked.replaceAll(/[,+]/g, ' ')}`,
    spec: 'RFC 6749 §3.3',
  }
}
