// One call of the document API: what it is handed, and how it says no. To add one: in a table of calls, and
// the table to `documents`.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { Members, Reply, Request } from '../protocol/messages.js'
import type { User } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'
import { missing } from '../protocol/parameters.js'
import { nearest } from '../protocol/spelling.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Drawer, Item } from './drawer.js'

/** What every call knows of its request. */
export interface Setting {
  readonly as: AuthorizationServer
  readonly request: Request
  readonly drawer: Drawer
  /** Of the query and, but for uploads, of the body: the pages print them in either. */
  readonly parameters: Parameters
}

/** A setting whose token is good. */
export interface Visit extends Setting {
  readonly user: User
}

interface Named {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT'
  /** The body is a document and not parameters. */
  readonly raw?: true
  /** What stands for `status: error` when this call fails for a reason other than 403. */
  readonly failure?: Members
}

export type Call =
  | (Named & { readonly protected: true; answer(visit: Visit): Reply })
  | (Named & { readonly protected: false; answer(setting: Setting): Reply })

/** A value that must be there. */
export function required({ parameters }: Setting, ...names: readonly [string, ...string[]]): string {
  const value = names.map((name) => parameters.get(name)).find((one) => one !== undefined)
  ensure(value !== undefined, 'invalid_request', () => ({ ...missing([names[0]], parameters), spec: PAGES }))
  return value
}

/** The item of an id, if this user may see it. */
export function reach({ drawer, user }: Visit, id: string): Item {
  const item = drawer.find(id)
  if (!item) throw absent(drawer, id)
  ensureAllowed(drawer, item, user)
  return item
}

export function reachFolder(visit: Visit, id: string): Item {
  const item = reach(visit, id)
  if (item.kind !== 'folder') throw notFound('document-no-folder', `document ${quoted(id)} is a file, not a folder`)
  return item
}

export function reachFile(visit: Visit, id: string): Item {
  const item = reach(visit, id)
  if (item.kind !== 'file') throw notFound('document-no-file', `document ${quoted(id)} is a folder and has no content`)
  return item
}

/** The 403 that no refresh heals. */
export function ensureAllowed(drawer: Drawer, item: Item, user: User): void {
  const barrier = drawer.barrier(item, user.username)
  ensure(!barrier, 'access_denied', () => ({
    reason: 'document-forbidden',
    hint: `user '${user.username}' may not see document ${quoted(item.id)}${barrier === item ? '' : `: folder ${quoted(barrier?.id ?? '')} is forbidden`}; another token will not help`,
    fix: `remove ${user.username} from forbidden of the document in the fixtures`,
    spec: PAGES,
  }))
}

export function ensureWritable(item: Item): void {
  ensure(!item.readOnly, 'access_denied', () => ({
    reason: 'document-read-only',
    hint: `document ${quoted(item.id)} is read-only`,
    fix: 'remove readOnly from the document in the fixtures',
    spec: PAGES,
  }))
}

export function absent(drawer: Drawer, id: string): OAuthError {
  const near = nearest(id, drawer.ids)
  return notFound(
    'document-unknown',
    `there is no document ${quoted(id)}${near === undefined ? '' : `; did you mean '${near}'?`}`,
  )
}

export function notFound(reason: string, hint: string): OAuthError {
  return new OAuthError('invalid_request', { reason, hint, spec: PAGES }, { status: 404 })
}

export function conflict(reason: string, hint: string): OAuthError {
  return new OAuthError('invalid_request', { reason, hint, spec: PAGES }, { status: 409 })
}

export function full(hint: string): OAuthError {
  return new OAuthError(
    'invalid_request',
    { reason: 'drawer-full', hint, fix: 'delete documents, or reset the provider' },
    { status: 507 },
  )
}

const PAGES = 'Workfront Document Webhooks API'
