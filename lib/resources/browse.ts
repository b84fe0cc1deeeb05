// The calls that look: metadata, files, search, download, thumbnail, and the pages behind the links.

import { ensure, quoted } from '../protocol/error.js'
import { NO_STORE } from '../protocol/messages.js'
import type { Reply } from '../protocol/messages.js'
import { absent, ensureAllowed, reach, reachFile, reachFolder, required } from './call.js'
import type { Call, Setting, Visit } from './call.js'
import { ROOT } from './drawer.js'
import type { Item } from './drawer.js'
import { described, keyOf } from './item.js'
import { json } from '../protocol/messages.js'
import { thumbnail } from './thumbnail.js'

const WIDEST = 2000

export const BROWSE: readonly Call[] = [
  {
    name: 'metadata',
    method: 'GET',
    protected: true,
    answer: (visit) => json(200, described(reach(visit, required(visit, 'id')), visit)),
  },
  {
    name: 'files',
    method: 'GET',
    protected: true,
    answer: (visit) => listed(visit.drawer.inside(reachFolder(visit, parentOf(visit)).id), visit),
  },
  {
    name: 'search',
    method: 'GET',
    protected: true,
    answer(visit) {
      const folder = reachFolder(visit, parentOf(visit))
      return listed(visit.drawer.search(required(visit, 'query'), folder.id), visit)
    },
  },
  {
    name: 'download',
    method: 'GET',
    protected: true,
    answer: (visit) => content(reachFile(visit, required(visit, 'id'))),
  },
  {
    name: 'thumbnail',
    method: 'GET',
    protected: true,
    answer(visit) {
      const { id } = reachFile(visit, required(visit, 'id'))
      const width = Math.min(WIDEST, Math.max(1, numberOf(visit, 'size') ?? 200))
      return bytes(thumbnail(id, width), 'image/png')
    },
  },
  {
    name: 'viewDocument',
    method: 'GET',
    protected: false,
    // A document may be HTML: it must not act as a page of this origin, where people log in.
    answer: (setting) =>
      content(linked(setting), { 'content-security-policy': 'sandbox', 'content-disposition': 'inline' }),
  },
  {
    name: 'downloadDocument',
    method: 'GET',
    protected: false,
    answer(setting) {
      const item = linked(setting)
      const name = encodeURIComponent(item.title).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
      return content(item, { 'content-disposition': `attachment; filename*=UTF-8''${name}` })
    },
  },
]

export function parentOf({ parameters }: Setting): string {
  return parameters.get('parentId') ?? ROOT
}

/** JSON of a list; unpaged unless `max` or `offset` ask for a part. What the user may not see is not listed. */
function listed(items: readonly Item[], visit: Visit): Reply {
  const seen = items.filter((item) => visit.drawer.barrier(item, visit.user.username) === undefined)
  const offset = Math.max(0, numberOf(visit, 'offset') ?? 0)
  const max = Math.max(0, numberOf(visit, 'max') ?? seen.length)
  const shown = seen.slice(offset, offset + max).map((item) => described(item, visit))
  return {
    status: 200,
    headers: NO_STORE,
    content: { kind: 'text', text: JSON.stringify(shown), media_type: 'application/json' },
  }
}

function numberOf({ parameters }: Setting, name: string): number | undefined {
  const value = parameters.get(name)
  ensure(value === undefined || /^-?\d{1,9}$/.test(value), 'invalid_request', () => ({
    reason: 'param-no-number',
    hint: `${name} ${quoted(value ?? '', 30)} is not a whole number`,
    expected: 'a whole number',
    received: value ?? '',
    fix: `send ${name}=10`,
  }))
  return value === undefined ? undefined : Number(value)
}

/** The item that a link means, for the user whom the link was made for. */
function linked(setting: Setting): Item {
  const { as, drawer, parameters } = setting
  const [id, name] = [required(setting, 'id'), required(setting, 'user')]
  const user = as.users.find(name)
  ensure(user && parameters.get('key') === keyOf(as, id, user.username), 'access_denied', () => ({
    reason: 'link-key-wrong',
    hint: `the link to document ${quoted(id)} does not carry the key of user ${quoted(name)}`,
    fix: 'follow viewLink and downloadLink exactly as /metadata gives them; a reset makes old ones useless',
  }))
  const item = drawer.find(id)
  if (!item) throw absent(drawer, id)
  ensureAllowed(drawer, item, user)
  return item
}

function content(item: Item, headers: Readonly<Record<string, string>> = {}): Reply {
  return bytes(item.bytes, item.mimeType, headers)
}

function bytes(body: Uint8Array, media_type: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: 200,
    headers: { ...NO_STORE, 'x-content-type-options': 'nosniff', ...headers },
    content: { kind: 'bytes', bytes: body, media_type },
  }
}
