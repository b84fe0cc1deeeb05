// An item as the document API shows it, and the links that open it in a browser. A link carries a key for its
// user and document, because a browser that follows it has no token to send.

import { createHmac } from 'node:crypto'
import type { Members, Request } from '../protocol/messages.js'
import type { User } from '../protocol/metadata.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Item } from './drawer.js'
import type { Visit } from './call.js'

/** `size` is text, as in every published example, although the table calls it a long; a folder has none. */
export function described(item: Item, { as, request, user }: Visit): Members {
  const file = item.kind === 'file'
  return {
    title: item.title,
    kind: item.kind,
    id: item.id,
    viewLink: file ? link(as, request, 'viewDocument', item.id, user) : '',
    downloadLink: file ? link(as, request, 'downloadDocument', item.id, user) : '',
    mimeType: item.mimeType,
    dateModified: new Date(item.modified).toISOString(),
    size: file ? String(item.bytes.length) : '',
    readOnly: item.readOnly,
  }
}

/** Always by the name that browsers know us by, never by that of the back channel. */
function link(as: AuthorizationServer, request: Request, call: string, id: string, { username }: User): string {
  const base = `${as.issuer(request).replace(/\/$/, '')}${(as.locations.paths.documents ?? '').replace(/\/\*$/, '')}`
  return `${base}/${call}?${new URLSearchParams({ id, user: username, key: keyOf(as, id, username) }).toString()}`
}

const SECRETS = new WeakMap<AuthorizationServer, string>()

export function keyOf(as: AuthorizationServer, id: string, username: string): string {
  const secret = SECRETS.get(as) ?? as.entropy.string(32)
  SECRETS.set(as, secret)
  return createHmac('sha256', secret)
    .update(JSON.stringify([id, username]))
    .digest('base64url')
    .slice(0, 22)
}
