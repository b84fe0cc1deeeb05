// The route of live events: server-sent events of one realm (HTML Standard §9.2), resumable by Last-Event-ID.

import { NO_STORE } from '../../protocol/messages.js'
import type { Reply } from '../../protocol/messages.js'
import { happeningsOf, type Happening, type Happenings } from './happenings.js'
import { ControlProblem } from './problem.js'
import type { Call, Route } from './route.js'

/** Milliseconds: proxies cut connections on which nothing is said. */
const HEARTBEAT = 15_000
/** Milliseconds after which a client that was cut off comes back. */
const RETRY = 1_000

export const EVENT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/events',
    id: 'events',
    summary:
      'Streams what happens: request, fired, verdict, and what testers do: clock, faults, reset, realms and so on',
    query: {
      since: {
        type: 'string',
        description: 'As the header Last-Event-ID: only events after this one.',
        pattern: '^\\d+$',
      },
      only: { type: 'string', description: 'Types, separated by commas.', examples: ['request,clock'] },
    },
    answers: { 200: { media_type: 'text/event-stream', says: 'Events, until the realm or the provider goes.' } },
    handle: (call) => streamed(call),
  },
]

function streamed(call: Call): Reply {
  const { realm, query } = call
  const happenings = happeningsOf(realm)
  const only = query['only']?.split(',')
  return {
    status: 200,
    headers: NO_STORE,
    content: {
      kind: 'stream',
      media_type: 'text/event-stream',
      chunks: following(call, happenings, sinceOf(call, happenings), only),
    },
  }
}

function sinceOf({ request, query }: Call, { last }: Happenings): number {
  const since = request.headers['last-event-id'] ?? query['since']
  if (since === undefined || since === '') return last
  if (!/^\d{1,15}$/.test(since)) throw new ControlProblem(400, `'${since.slice(0, 80)}' is not the id of an event`)
  return Number(since)
}

/** Each reader goes through the ring at its own pace; who is too slow is told how much is lost. */
async function* following(
  { realm, request, backstage }: Call,
  happenings: Happenings,
  since: number,
  only: readonly string[] | undefined,
): AsyncGenerator<string> {
  let last = since
  yield `retry: ${RETRY}\n\n`
  while (!request.gone.aborted && backstage.realms.get(realm.id) === realm) {
    const { events, missed } = happenings.after(last)
    if (missed > 0) yield written({ id: last, type: 'gap', data: { missed } })
    if (last > happenings.last) last = 0
    const wanted = events.filter(({ type }) => only === undefined || only.includes(type))
    if (wanted.length > 0) yield wanted.map(written).join('')
    last = events.at(-1)?.id ?? last
    if (events.length > 0) continue
    const before = happenings.last
    await happenings.next(HEARTBEAT, request.gone)
    if (happenings.last === before && !request.gone.aborted) yield ':\n\n'
  }
}

function written({ id, type, data }: Happening): string {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}
