// What nobody asked for, and what was prepared for nothing: refusals that no fault caused, seeds and rules that were
// never touched, paths that nobody has.

import type { Entry } from '../journal/journal.js'
import { refused } from './flows.js'

/** Answers that a sound client comes by as a matter of course. */
const EXPECTED = new Set(['authorization_pending', 'slow_down', 'use_dpop_nonce', 'login_required'])

/** Refusals that no fault caused, in the order in which they came. */
export function unexpected(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(
    (entry) =>
      refused(entry) && entry.faults.length === 0 && entry.endpoint !== 'nowhere' && !EXPECTED.has(entry.error ?? ''),
  )
}

/** Requests to paths that the realm does not have. */
export function unmatched(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter(({ endpoint }) => endpoint === 'nowhere')
}

/** Codes and tokens of fixtures that no request has shown. */
export function untouched(seeds: readonly string[], entries: readonly Entry[]): readonly string[] {
  if (seeds.length === 0) return []
  const shown = new Set(entries.flatMap(valuesOf))
  return seeds.filter((seed) => !shown.has(seed))
}

function valuesOf({ received }: Entry): readonly string[] {
  if (!received) return []
  const pairs = [...received.query.pairs, ...received.form.pairs].map(({ value }) => value)
  return [...pairs, ...received.authorizations.map((value) => value.replace(/^\S+\s+/, ''))]
}
