// Parameters of an authorization request that are let pass and come to nothing.

import { quoted } from '../protocol/error.js'
import type { Parameters } from '../protocol/parameters.js'
import type { Trace } from '../protocol/trace.js'

/** What is asked for and comes to nothing, because the scope does not go with it. */
export function noteUseless(parameters: Parameters, scope: readonly string[], trace: Trace): void {
  if (!scope.includes('openid')) noteWithoutOpenid(parameters, scope, trace)
  const details = parameters.peek('authorization_details')
  if (details !== undefined) noteDetails(details, trace)
}

function noteWithoutOpenid(parameters: Parameters, scope: readonly string[], trace: Trace): void {
  const useless = ['nonce', 'claims', 'max_age', 'acr_values'].filter((name) => parameters.peek(name) !== undefined)
  if (useless.length === 0) return
  trace.warn({
    reason: 'scope-openid-missing',
    hint: `${useless.join(', ')} is sent, but without the scope openid there is no ID Token that would carry what it asks for`,
    expected: 'openid',
    received: scope.join(' ') || 'no scope',
    fix: 'add openid to the scope',
    spec: 'OpenID Connect Core §3.1.2.1',
  })
}

/** RFC 9396 is not offered here, so that they are ignored (RFC 6749 §3.1); where it is, these would be refused. */
function noteDetails(sent: string, trace: Trace): void {
  if (isJsonArray(sent)) return
  trace.warn({
    reason: 'authorization-details-not-array',
    hint: `authorization_details is ${quoted(sent, 60)}, not a JSON array of objects; this server ignores it, others refuse it`,
    expected: 'a JSON array of objects, each with a type',
    received: sent.slice(0, 200),
    fix: 'send authorization_details=[{...}] as JSON',
    spec: 'RFC 9396 §2',
  })
}

function isJsonArray(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}
