// Why a request was answered as it was: the page behind `error_uri`, for a person, a terminal or a
// program. It tells no secret: diagnoses name kinds and lengths.

import type { ExplanationPage, Reply } from '../../protocol/messages.js'
import { page } from '../../protocol/messages.js'
import type { Entry } from '../../journal.js'
import type { ControlRequest } from '../server.js'
import { masked } from './masked.js'

export function why(entry: Entry, request: ControlRequest): Reply {
  const shown = explanation(entry)
  const accept = request.headers['accept'] ?? ''
  if (accept.includes('text/html')) return page(200, shown)
  const { name: _name, ...members } = shown
  if (accept.includes('application/json'))
    return { status: 200, headers: { 'cache-control': 'no-store' }, content: { kind: 'members', members } }
  const text = `${inWords(shown)}\n`
  return {
    status: 200,
    headers: { 'cache-control': 'no-store' },
    content: { kind: 'text', text, media_type: 'text/plain' },
  }
}

function explanation(entry: Entry): ExplanationPage {
  const { id, method, status, error, client_id, user, diagnosis, checks, warnings, faults } = entry
  return {
    name: 'explanation',
    id,
    request: `${method} ${masked(entry.url)}`,
    status,
    checks,
    warnings,
    faults,
    ...(error !== undefined && { error }),
    ...(client_id !== undefined && { client_id }),
    ...(user !== undefined && { user }),
    ...(diagnosis && { diagnosis }),
  }
}

/** For a terminal. */
export function inWords(shown: Omit<ExplanationPage, 'name'>): string {
  const { diagnosis } = shown
  const who = [shown.client_id && `client ${shown.client_id}`, shown.user && `user ${shown.user}`].filter(Boolean)
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['expected', diagnosis?.expected],
    ['received', diagnosis?.received],
    ['fix', diagnosis?.fix],
    ['relax', diagnosis?.relax && `policy: { ${diagnosis.relax} }`],
    ['reason', diagnosis && `${diagnosis.reason}${diagnosis.spec === undefined ? '' : `   ${diagnosis.spec}`}`],
    ['faults', shown.faults.length > 0 ? shown.faults.join(', ') : undefined],
    ['held', shown.checks.length > 0 ? shown.checks.join(' · ') : undefined],
  ]
  return [
    `${shown.request} → ${shown.status}${shown.error === undefined ? '' : ` ${shown.error}`}   ${[shown.id, ...who].join('  ')}`,
    ...(diagnosis ? ['', `  ${diagnosis.hint}`] : []),
    ...rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(9)} ${value}`])),
    ...shown.warnings.map(({ reason, hint }) => `  warning   ${hint} (${reason})`),
  ].join('\n')
}
