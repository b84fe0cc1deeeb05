// The calls that change something: uploadInit and upload, createFolder, delete, rename.

import { ensure, quoted } from '../protocol/error.js'
import { FORM } from '../protocol/form.js'
import { json } from '../protocol/messages.js'
import { parentOf } from './browse.js'
import { conflict, ensureWritable, full, reach, reachFile, reachFolder, required } from './call.js'
import type { Call, Visit } from './call.js'
import { MOST_BYTES, MOST_ITEMS, ROOT } from './drawer.js'
import type { Item } from './drawer.js'
import { described } from './item.js'

const FAILURE = { status: 'failure' } as const

export const CHANGE: readonly Call[] = [
  {
    name: 'uploadInit',
    method: 'POST',
    protected: true,
    answer: (visit) => json(200, described(added(visit, required(visit, 'filename'), 'file'), visit)),
  },
  {
    name: 'upload',
    method: 'PUT',
    protected: true,
    raw: true,
    failure: { result: 'fail' },
    answer(visit) {
      const { request, drawer } = visit
      const item = reachFile(visit, required(visit, 'id'))
      ensureWritable(item)
      const stored = drawer.store(item.id, request.body, toldType(request.media_type))
      if (!stored)
        throw full(`all documents together may have ${MOST_BYTES} bytes, and these ${request.body.length} are too many`)
      return json(200, { result: 'success' })
    },
  },
  {
    name: 'createFolder',
    method: 'POST',
    protected: true,
    answer(visit) {
      const name = required(visit, 'name')
      ensureFolderNameFree(visit, parentOf(visit), name)
      return json(200, described(added(visit, name, 'folder'), visit))
    },
  },
  {
    name: 'delete',
    method: 'PUT',
    protected: true,
    failure: FAILURE,
    answer(visit) {
      // The table says documentId or folderId, the example sends id.
      visit.drawer.remove(changeable(visit, required(visit, 'id', 'documentId', 'folderId')).id)
      return json(200, { status: 'success' })
    },
  },
  {
    name: 'rename',
    method: 'PUT',
    protected: true,
    failure: FAILURE,
    answer(visit) {
      const item = changeable(visit, required(visit, 'id'))
      const name = required(visit, 'name')
      if (item.kind === 'folder' && item.title !== name) ensureFolderNameFree(visit, item.parent, name)
      visit.drawer.rename(item.id, name)
      return json(200, { status: 'success' })
    },
  },
]

function added(visit: Visit, title: string, kind: Item['kind']): Item {
  const folder = reachFolder(visit, parentOf(visit))
  ensureWritable(folder)
  const item = visit.drawer.add(folder.id, title, kind)
  if (!item) throw full(`there are ${MOST_ITEMS} documents, and no more are kept`)
  return item
}

function changeable(visit: Visit, id: string): Item {
  ensure(id !== ROOT, 'access_denied', () => ({
    reason: 'document-is-root',
    hint: 'the root folder can be neither deleted nor renamed',
    expected: 'the id of a document or folder in it',
    received: ROOT,
    fix: 'send the id of a folder below the root',
  }))
  const item = reach(visit, id)
  ensureWritable(item)
  return item
}

function ensureFolderNameFree({ drawer }: Visit, folder: string, name: string): void {
  const taken = drawer.inside(folder).some((item) => item.kind === 'folder' && item.title === name)
  if (taken) throw conflict('folder-exists', `a folder with the name ${quoted(name)} already exists there`)
}

/** What a client says when it has nothing to say is no type: curl labels every body a form. */
function toldType(media_type: string): string | undefined {
  return ['', FORM, 'application/octet-stream'].includes(media_type) ? undefined : media_type
}
