// Bugs that have not bitten yet, found in a journal of successful traffic: what the server noticed while it answered,
// and what only shows over several requests. Rules are data, one file per theme; to add one: an object in its file.

import type { Entry } from '../journal/journal.js'
import { AUTHORIZATION } from './authorization.js'
import { CONDUCT } from './conduct.js'
import { DISCOVERY } from './discovery.js'
import { REFRESH } from './refresh.js'
import type { Context, Finding, Hit, Rule, Severity } from './rule.js'
import { TOKEN } from './token.js'
import { VERIFIER } from './verifier.js'

export type { Context, Finding, Rule, Severity } from './rule.js'

export const RULES: readonly Rule[] = [...AUTHORIZATION, ...TOKEN, ...VERIFIER, ...REFRESH, ...DISCOVERY, ...CONDUCT]

/** Said where nothing is configured: what a configured server would have refused. */
const LENIENT: ReadonlySet<string> = new Set([
  ...['client-unknown', 'redirect-uri-unregistered', 'post-logout-uri-unregistered', 'request-object-unverified'],
  ...['password-not-set', 'client-id-twice-same'],
])

/** Ids that a finding names; more would say no more. */
const MOST = 20

/**
 * What a journal gives away, the most frequent first, warnings before notices.
 * @param entries Oldest first. Those that a fault spoiled are read too: how a client takes a fault is its conduct.
 * @example lint(realm.journal.list(), { clients: realm.server.clients.list() })
 */
export function lint(entries: readonly Entry[], context: Context): readonly Finding[] {
  const found = new Map<string, Gathered>()
  for (const entry of entries)
    for (const { reason, spec, hint, fix } of entry.warnings)
      gather(
        found,
        {
          rule: reason,
          severity: LENIENT.has(reason) ? 'notice' : 'warning',
          ...(spec && { spec }),
          ...(fix && { fix }),
        },
        { entry, hint },
      )
  for (const rule of RULES) for (const hit of rule.find(entries, context)) gather(found, rule, hit)
  return [...found.values()]
    .map(({ entries: ids, ...finding }) => ({ ...finding, entries: ids.slice(0, MOST) }))
    .sort(order)
}

interface Gathered extends Omit<Finding, 'seen' | 'entries'> {
  seen: number
  readonly entries: string[]
}

type Told = Pick<Finding, 'rule' | 'severity' | 'spec' | 'fix'>

function gather(found: Map<string, Gathered>, { rule, severity, spec, fix }: Told, { entry, hint }: Hit): void {
  const name = JSON.stringify([rule, entry.client_id])
  const known = found.get(name)
  if (known) {
    known.seen += 1
    if (known.entries.at(-1) !== entry.id) known.entries.push(entry.id)
    return
  }
  found.set(name, {
    rule,
    severity,
    ...(spec !== undefined && { spec }),
    ...(entry.client_id !== undefined && { client_id: entry.client_id }),
    seen: 1,
    entries: [entry.id],
    hint,
    ...(fix !== undefined && { fix }),
  })
}

const WEIGHT: Readonly<Record<Severity, number>> = { warning: 0, notice: 1 }

function order(one: Finding, other: Finding): number {
  return WEIGHT[one.severity] - WEIGHT[other.severity] || other.seen - one.seen || one.rule.localeCompare(other.rule)
}
