// RFC 8707 §2, RFC 8693 §2.1: where a token is to be used: URIs as `resource` and, in an exchange, names as
// `audience`, any number of both.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { Parameters } from '../protocol/parameters.js'
import { nearest } from '../protocol/spelling.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Authorization } from './authorization.js'

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
    .flatMap(({ client_id, resources = [], access_token }) => [
      client_id,
      ...resources,
      ...[access_token?.audience ?? []].flat(),
    ])
}

/**
 * The resources that a request names, each once; `invalid_target` for what is none, or not known here. Without a client
 * that is registered as the resource server of anything, every absolute URI is taken.
 */
export function resourcesOf(as: AuthorizationServer, parameters: Parameters, request: Request): readonly string[] {
  const asked = [...new Set(parameters.all('resource'))]
  for (const uri of asked) ensureAbsolute(uri)
  const registered = as.clients.list().flatMap(({ resources = [] }) => resources)
  if (registered.length === 0) return asked
  const known = [...registered, ...targetsKnown(as), as.issuer(request), as.url('resource', request)].filter(
    (one) => one !== undefined,
  )
  const unknown = asked.find((uri) => !known.includes(uri))
  if (unknown === undefined) return asked
  const near = nearestOf(unknown, known)
  throw new OAuthError('invalid_target', {
    reason: near.slash ? 'resource-trailing-slash' : 'resource-unknown',
    hint: `no resource ${quoted(unknown, 100)} is known here${near.words}`,
    expected: registered.slice(0, 10).join(' '),
    received: unknown,
    fix: `say whose resource it is: clients: [{ client_id: …, resources: [${unknown.slice(0, 100)}] }]`,
    spec: 'RFC 8707 §2',
  })
}

/** At the token endpoint: the resources asked for, of those that were granted; without any asked for, all of them (§2.2). */
export function aimed(
  as: AuthorizationServer,
  request: Request,
  granted: readonly string[] = [],
): Pick<Authorization, 'audience' | 'resources'> {
  const asked = resourcesOf(as, request.form, request)
  const beyond = granted.length === 0 ? undefined : asked.find((uri) => !granted.includes(uri))
  if (beyond !== undefined) throw notGranted(beyond, granted)
  const audience = asked.length > 0 ? asked : granted
  return { ...(audience.length > 0 && { audience }), ...(granted.length > 0 && { resources: granted }) }
}

function notGranted(uri: string, granted: readonly string[]): OAuthError {
  const near = nearestOf(uri, granted)
  return new OAuthError('invalid_target', {
    reason: near.slash ? 'resource-trailing-slash' : 'resource-not-in-grant',
    hint: `resource ${quoted(uri, 100)} is not among those granted${near.words}`,
    expected: granted.join(' '),
    received: uri,
    fix: 'ask for a part of what was granted, or name every resource in the authorization request',
    spec: 'RFC 8707 §2.2',
  })
}

function nearestOf(uri: string, known: readonly string[]): { readonly slash: boolean; readonly words: string } {
  const bare = (one: string): string => one.replace(/\/$/, '')
  const twin = known.find((one) => bare(one) === bare(uri))
  const near = twin ?? nearest(uri, known)
  if (twin !== undefined) return { slash: true, words: `; '${twin}' is, and they differ in the '/' at the end` }
  return { slash: false, words: near === undefined ? '' : `; did you mean '${near}'?` }
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
