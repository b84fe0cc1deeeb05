// Why a request was answered as it was: the page behind `error_uri`, for a person, a terminal or a
// program. It tells no secret: diagnoses name kinds and lengths.

import type { ExplanationPage, Reply } from '../../protocol/messages.js'
import { page } from '../../protocol/messages.js'
import { diffAt } from '../../protocol/difference.js'
import type { Diagnosis } from '../../protocol/error.js'
import { lint } from '../../lint/index.js'
import type { Entry, Verdict } from '../../journal/journal.js'
import type { ControlRequest } from '../server.js'
import { masked } from './masked.js'

/** @param journal Beside the entry, for what only shows over several requests. */
export function why(entry: Entry, request: ControlRequest, journal: readonly Entry[] = []): Reply {
  const shown = explanation(entry, journal)
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

function explanation(entry: Entry, journal: readonly Entry[]): ExplanationPage {
  const { id, method, status, error, client_id, user, diagnosis, checks, warnings, faults, verdict } = entry
  return {
    name: 'explanation',
    id,
    request: `${method} ${masked(entry.url)}`,
    status,
    checks,
    warnings: warnings.map((warning) => ({ severity: 'warning', ...warning })),
    faults,
    ...(error !== undefined && { error }),
    ...(client_id !== undefined && { client_id }),
    ...(user !== undefined && { user }),
    ...(diagnosis && { diagnosis: { severity: 'error', ...diagnosis }, ...counted(entry, diagnosis, journal) }),
    ...found(entry, journal),
    ...(verdict && { verdict }),
  }
}

/** `f1 mishandled: it sent the same again (r4, RFC 6749 §5.2)`. */
function verdictText({ fault, outcome, because, decided_by, spec }: Verdict): string {
  const proof = [decided_by, spec].filter((one) => one !== undefined).join(', ')
  return `${fault} ${outcome}: ${because}${proof === '' ? '' : ` (${proof})`}`
}

/** Where expected and received part, and how often this happened. */
function counted(
  { client_id }: Entry,
  { reason, expected, received }: Diagnosis,
  journal: readonly Entry[],
): Pick<ExplanationPage, 'diff_at' | 'seen'> {
  const seen = journal.filter((one) => one.reason === reason && one.client_id === client_id).length
  const diff_at = expected === undefined || received === undefined ? undefined : diffAt(expected, received)
  return { ...(diff_at !== undefined && { diff_at }), ...(seen > 0 && { seen }) }
}

function found({ id, warnings }: Entry, journal: readonly Entry[]): Pick<ExplanationPage, 'findings'> {
  const said = new Set(warnings.map(({ reason }) => reason))
  const findings = lint(journal, { clients: [] }).filter(({ rule, entries }) => entries.includes(id) && !said.has(rule))
  if (findings.length === 0) return {}
  return { findings: findings.map(({ rule, hint, fix }) => ({ rule, hint, ...(fix !== undefined && { fix }) })) }
}

/** For a terminal. */
export function inWords(shown: Omit<ExplanationPage, 'name'>): string {
  const { diagnosis } = shown
  const who = [shown.client_id && `client ${shown.client_id}`, shown.user && `user ${shown.user}`].filter(Boolean)
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['expected', diagnosis?.expected],
    ['received', diagnosis?.received],
    ['', caret(diagnosis?.expected, diagnosis?.received)],
    ['fix', diagnosis?.fix],
    ['relax', diagnosis?.relax && `policy: { ${diagnosis.relax} }`],
    ['reason', diagnosis && `${diagnosis.reason}${diagnosis.spec === undefined ? '' : `   ${diagnosis.spec}`}`],
    ['faults', shown.faults.length > 0 ? shown.faults.join(', ') : undefined],
    ['seen', shown.seen !== undefined && shown.seen > 1 ? `${shown.seen} times, by this client` : undefined],
    ['checks', ladder(shown)],
  ]
  return [
    `${shown.request} → ${shown.status}${shown.error === undefined ? '' : ` ${shown.error}`}   ${[shown.id, ...who].join('  ')}`,
    ...(diagnosis ? ['', `  ${diagnosis.hint}`] : []),
    ...rows.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(9)} ${value}`])),
    ...(shown.verdict ?? []).map((verdict) => `  verdict   ${verdictText(verdict)}`),
    ...shown.warnings.map(({ reason, hint }) => `  warning   ${hint} (${reason})`),
    ...(shown.findings ?? []).map(({ rule, hint }) => `  lint      ${hint} (${rule})`),
  ].join('\n')
}

/** The checks in order, the one that failed last. */
function ladder({ checks, diagnosis }: Omit<ExplanationPage, 'name'>): string | undefined {
  const rungs = [...checks, ...(diagnosis ? [`${diagnosis.reason} FAILED`] : [])]
  return rungs.length > 0 ? rungs.join(' · ') : undefined
}

/** Under the value received, where it parts from the expected one; nothing for values that have little in common. */
function caret(expected: string | undefined, received: string | undefined): string | undefined {
  const at = expected === undefined || received === undefined ? undefined : diffAt(expected, received)
  return at === undefined || at < 4 || /[^\x20-\x7e]/.test(received ?? '') ? undefined : `${' '.repeat(at)}^`
}
