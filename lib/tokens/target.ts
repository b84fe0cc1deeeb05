// RFC 8693 §2.1: where an exchanged token is to be used: URIs as `resource`, names as `audience`, any number of both.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Parameters } from '../protocol/parameters.js'
import { nearest } from '../protocol/spelling.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

/** The targets named, each once; `invalid_target` for what is none, or not known here (§2.2.2). */
export function targetsOf(as: AuthorizationServer, form: Parameters, issuer: string): readonly string[] {
  for (const uri of form.all('resource')) ensureAbsolute(uri)
  const targets = [...new Set([...form.all('resource'), ...form.all('audience')])]
  const known = as.clients.open ? undefined : [issuer, ...targetsKnown(as)]
  const unknown = known && targets.find((target) => !known.includes(target))
  if (unknown === undefined) return targets
  const near = nearest(unknown, known ?? [])
  throw new OAuthError('invalid_target', {
    reason: 'target-unknown',
    hint: `${quoted(unknown, 100)} is neither a client nor a resource of one${near === undefined ? '' : `; did you mean '${near}'?`}`,
    ...(known && { expected: known.slice(0, 10).join(' ') }),
    received: unknown,
    fix: `say whose resource it is: clients: [{ client_id: …, resources: [${unknown.slice(0, 100)}] }]`,
    spec: 'RFC 8693 §2.2.2',
  })
}

/** The clients, the resources that they serve, and the audiences that fixtures give tokens anyway. */
function targetsKnown(as: AuthorizationServer): readonly string[] {
  return as.clients
    .list()
    .flatMap(({ client_id, resources = [], access_token }) => [client_id, ...resources, ...[access_token?.audience ?? []].flat()])
}

function ensureAbsolute(uri: string): void {
  const fragment = uri.includes('#')
  ensure(URL.canParse(uri) && !fragment, 'invalid_target', () => ({
    reason: fragment ? 'resource-fragment' : 'resource-relative',
    hint: `resource ${quoted(uri, 100)} ${fragment ? 'has a fragment' : 'is not an absolute URI'}`,
    received: uri,
    spec: 'RFC 8707 §2',
  }))
}
