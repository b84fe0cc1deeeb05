// Routes of what the journal comes to: flows and their diagrams, bugs that have not bitten yet, verdicts, reports.

import { diagramOf } from '../../evidence/diagram.js'
import { flowsOf, refused, type Flow } from '../../evidence/flows.js'
import { unexpected, unmatched, untouched } from '../../evidence/reports.js'
import { lint } from '../../lint/index.js'
import { json } from '../../protocol/messages.js'
import type { Members, Reply } from '../../protocol/messages.js'
import { nearest } from '../../protocol/spelling.js'
import { chosen } from './chosen.js'
import { summary } from './entry.js'
import { ControlProblem } from './problem.js'
import type { Call, Route } from './route.js'

const TAG = { tag: { type: 'string', description: 'Only entries of this tag.' } }

export const EVIDENCE_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/flows',
    id: 'listFlows',
    summary: 'Lists the flows: one login each, with everything that grew from it',
    query: TAG,
    answers: { 200: 'Flows' },
    handle: ({ realm, query }) => json(200, { flows: flowsOf(chosen(realm, query)).map(shown) }),
  },
  {
    method: 'GET',
    path: '/v1/flows/{id}',
    id: 'readFlow',
    summary: 'Tells one flow with its entries; the id of any of them will do',
    answers: { 200: 'WholeFlow' },
    handle: (call) => {
      const flow = found(call)
      return json(200, { ...shown(flow), entries: flow.entries.map(summary) })
    },
  },
  {
    method: 'GET',
    path: '/v1/flows/{id}/diagram',
    id: 'drawFlow',
    summary: 'Draws a flow as a Mermaid sequence diagram',
    answers: { 200: { media_type: 'text/vnd.mermaid', says: 'The diagram.' } },
    handle: (call) => drawn(diagramOf(found(call).entries)),
  },
  {
    method: 'GET',
    path: '/v1/lint',
    id: 'lint',
    summary: 'Tells what clients do badly although it works here',
    query: TAG,
    answers: { 200: 'Findings' },
    handle: ({ realm, query }) =>
      json(200, { findings: lint(chosen(realm, query), { clients: realm.server.clients.list() }) }),
  },
  {
    method: 'GET',
    path: '/v1/verdicts',
    id: 'listVerdicts',
    summary: 'Tells what clients made of answers that were spoiled on purpose',
    query: {
      ...TAG,
      settle: { type: 'string', description: 'true ends what is still watched.', enum: ['true', 'false'] },
    },
    answers: { 200: 'Verdicts' },
    handle: ({ realm, query: { tag, settle } }) => {
      const all = settle === 'true' ? realm.verdicts.settle() : realm.verdicts.list()
      const ids = tag === undefined ? undefined : new Set(realm.journal.list({ tag }).map(({ id }) => id))
      return json(200, { verdicts: ids ? all.filter(({ request }) => ids.has(request)) : all })
    },
  },
  {
    method: 'GET',
    path: '/v1/reports',
    id: 'readReports',
    summary: 'Tells refusals that no fault caused, rules and seeds that nobody touched, and paths that nobody has',
    query: TAG,
    answers: { 200: 'Reports' },
    handle: reporting,
  },
]

function reporting({ realm, query, backstage }: Call): Reply {
  const entries = chosen(realm, query)
  const { codes = [], tokens = [] } = backstage.fixtures.read(realm) as Seeds
  const literal = tokens.flatMap(({ access_token, refresh_token }) => [access_token, refresh_token])
  return json(200, {
    unexpected: unexpected(entries).map(summary),
    unused: {
      faults: realm.faults.list().filter(({ fired }) => fired === 0),
      logins: realm.server.logins.waiting(),
      codes: untouched(
        codes.map(({ code }) => code),
        entries,
      ),
      tokens: untouched(
        literal.filter((token) => token !== undefined),
        entries,
      ),
    },
    unmatched: unmatched(entries).map(summary),
  })
}

interface Seeds {
  readonly codes?: readonly { readonly code: string }[]
  readonly tokens?: readonly { readonly access_token?: string; readonly refresh_token?: string }[]
}

function found({ realm, at }: Call): Flow {
  const id = at['id'] ?? ''
  const flow = realm.journal.find(id)?.flow ?? id
  const [known] = flowsOf(realm.journal.list({ flow }))
  if (known) return known
  const near = nearest(
    id,
    flowsOf(realm.journal.list()).map((one) => one.id),
  )
  throw new ControlProblem(404, `there is no flow '${id}'`, near ? `did you mean '${near}'?` : 'GET /_mock/v1/flows')
}

function shown({ started, entries, ...flow }: Flow): Members {
  return {
    ...flow,
    started: new Date(started).toISOString(),
    requests: entries.length,
    refused: entries.filter(refused).length,
    points: entries.map(({ endpoint }) => endpoint),
  }
}

function drawn(text: string): Reply {
  return {
    status: 200,
    headers: { 'cache-control': 'no-store' },
    content: { kind: 'text', text, media_type: 'text/vnd.mermaid' },
  }
}
