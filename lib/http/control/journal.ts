// Routes of the journal: what was asked, how it was understood, what was answered, and why. In full: this is the one
// place where secrets are shown.

import { harOf } from '../../evidence/har.js'
import { json } from '../../protocol/messages.js'
import type { Reply } from '../../protocol/messages.js'
import { NAME, VERSION } from '../../version.js'
import { CHOICE, chosen, entryNamed } from './chosen.js'
import { summary, whole } from './entry.js'
import type { Call, Route } from './route.js'
import { why } from './why.js'

const TEXT = { description: 'How the entries are written.', type: 'string', enum: ['json', 'ndjson', 'har'] }

export const JOURNAL_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/journal',
    id: 'readJournal',
    summary: 'Lists the exchanges, oldest first, as JSON, as one object a line, or as HAR 1.2',
    query: { ...CHOICE, format: TEXT },
    answers: { 200: 'Entries' },
    handle: reading,
  },
  {
    method: 'DELETE',
    path: '/v1/journal',
    id: 'clearJournal',
    summary: 'Forgets the entries, or those of a tag, and lists the others',
    query: { tag: { type: 'string', description: 'Only entries of this tag.' } },
    answers: { 200: 'Entries' },
    handle: ({ realm: { journal }, query: { tag } }) => {
      if (tag === undefined) journal.clear()
      else journal.forget(tag)
      return json(200, { entries: journal.list().map(summary) })
    },
  },
  {
    method: 'GET',
    path: '/v1/journal/{id}',
    id: 'readEntry',
    summary: 'Tells one exchange with request and response',
    answers: { 200: 'WholeEntry' },
    handle: ({ realm, at }) => json(200, whole(entryNamed(realm, at['id']))),
  },
  {
    method: 'GET',
    path: '/v1/journal/{id}/why',
    id: 'explainEntry',
    summary: 'Explains why a request was answered as it was; HTML, JSON or text as Accept has it',
    answers: { 200: 'Explanation' },
    handle: explaining,
  },
  {
    method: 'GET',
    path: '/why/{id}',
    id: 'why',
    summary: 'The same, for the link in error_uri',
    open: true,
    answers: { 200: 'Explanation' },
    handle: explaining,
  },
]

function explaining({ realm, at, request }: Call): Reply {
  return why(entryNamed(realm, at['id']), request, realm.journal.list())
}

function reading({ realm, query, request }: Call): Reply {
  const entries = chosen(realm, query)
  if (query['format'] === 'har') return json(200, harOf(entries, { name: NAME, version: VERSION }, request.base))
  if (query['format'] !== 'ndjson') return json(200, { entries: entries.map(summary) })
  const text = entries.map((entry) => `${JSON.stringify(whole(entry))}\n`).join('')
  return {
    status: 200,
    headers: { 'cache-control': 'no-store' },
    content: { kind: 'text', text, media_type: 'application/x-ndjson' },
  }
}
