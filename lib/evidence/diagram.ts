// A flow as a Mermaid sequence diagram: text that documentation and merge requests draw. Who spoke is told by evidence:
// the endpoints that only browsers visit, and the headers that only browsers send.

import { formatDuration } from '../protocol/duration.js'
import type { EndpointName } from '../protocol/messages.js'
import type { Entry } from '../journal/journal.js'
import { refused } from './flows.js'

const FRONT: ReadonlySet<EndpointName | 'nowhere'> = new Set<EndpointName>([
  'authorization',
  'login',
  'consent',
  'device',
  'end_session',
  'index',
])
/** What is worth telling of a request, of what may be secret the end only. */
const TOLD = ['response_type', 'grant_type', 'scope', 'prompt', 'code_challenge_method', 'error'] as const
const TOLD_IN_PART = ['code', 'refresh_token', 'device_code', 'request_uri'] as const
/** A clock that is read twice is never told to the millisecond. */
const MOVED = 1_000

export function diagramOf(entries: readonly Entry[]): string {
  const [user, client] = [named(entries, 'user'), named(entries, 'client_id')]
  const browser = entries.some(isBrowser)
  const application = entries.some((entry) => !isBrowser(entry))
  const lines = [
    'sequenceDiagram',
    '  autonumber',
    ...(browser ? [`  actor B as Browser${user === undefined ? '' : ` (${plain(user)})`}`] : []),
    ...(application ? [`  participant A as App${client === undefined ? '' : ` (client ${plain(client)})`}`] : []),
    '  participant M as mock-oauth2-provider',
    ...entries.flatMap((entry, i) => [...noteOf(entries[i - 1], entry), ...exchange(entry)]),
  ]
  return `${lines.join('\n')}\n`
}

function exchange(entry: Entry): readonly string[] {
  const who = isBrowser(entry) ? 'B' : 'A'
  const back = refused(entry) ? 'M--x' : 'M-->>'
  return [`  ${who}->>M: ${plain(askedOf(entry))}`, `  ${back}${who}: ${plain(answeredOf(entry))}`]
}

function isBrowser({ endpoint, received }: Entry): boolean {
  // Fetch Metadata: only browsers know the site of a request; libraries send no more than its mode.
  return FRONT.has(endpoint) || received?.headers['sec-fetch-site'] !== undefined
}

function askedOf({ method, url, client_id, received }: Entry): string {
  const peek = (name: string) => received?.form.peek(name) ?? received?.query.peek(name)
  const told = TOLD.flatMap((name) => {
    const value = peek(name)
    return value === undefined ? [] : [value.includes(' ') ? `${name}="${value}"` : `${name}=${value}`]
  })
  const parts = TOLD_IN_PART.flatMap((name) => {
    const value = peek(name)
    return value === undefined ? [] : [`${name}=${end(value)}`]
  })
  const token = received?.authorizations.find((value) => /^(bearer|dpop) /i.test(value))
  const [path = url] = url.split('?')
  return [
    `${method} ${path}`,
    ...(client_id === undefined ? [] : [`client=${client_id}`]),
    ...told,
    ...parts,
    ...(token === undefined
      ? []
      : [token.replace(/^(\S+) +(.*)$/, (_all, scheme: string, value: string) => `${scheme} ${end(value)}`)]),
  ].join(' ')
}

function answeredOf({ status, error, reason, faults, answered }: Entry): string {
  const content = answered?.content
  const members =
    content?.kind === 'members'
      ? content.members
      : content?.kind === 'redirection'
        ? content.redirection.parameters
        : {}
  const given = ['code', 'access_token', 'refresh_token', 'id_token'].flatMap((name) => {
    const value = members[name]
    return typeof value === 'string' ? [name === 'code' ? `code=${end(value)}` : name] : []
  })
  return [
    String(status),
    ...(content?.kind === 'page' ? [`${content.page.name} page`] : []),
    ...given,
    ...(error === undefined ? [] : [error]),
    ...(reason === undefined ? [] : [`(${reason})`]),
    ...(faults.length === 0 ? [] : [`fault ${faults.join(' ')}`]),
  ].join(' ')
}

/** What the tester did to the clock in between. */
function noteOf(before: Entry | undefined, entry: Entry): readonly string[] {
  if (!before) return []
  const moved = entry.now - before.now - (entry.at - before.at)
  if (Math.abs(moved) < MOVED) return []
  return [`  Note over M: clock ${moved > 0 ? '+' : ''}${formatDuration(Math.round(moved / MOVED) * MOVED)}`]
}

function named(entries: readonly Entry[], name: 'user' | 'client_id'): string | undefined {
  return entries.find((entry) => entry[name] !== undefined)?.[name]
}

const end = (secret: string): string => `…${secret.length > 8 ? secret.slice(-4) : ''}`

/** Mermaid ends a message at `;` and at a line's end, and reads `#…;` as a character reference. */
function plain(text: string): string {
  return text.replace(/[;#\r\n]+/g, ' ').slice(0, 300)
}
