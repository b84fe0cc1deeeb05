// What a rule that fired demands of the client. The basic effects (`503`, `invalid_grant`, `hang`) have no row of their
// own: they demand what the row does that sends the same.

import { entryAt, type Duty, type Entry, type Probe } from '../faults/catalogue/index.js'
import type { Fired } from '../faults/rules/plan.js'
import type { Point } from '../faults/points.js'
import type { Heard } from './heard.js'
import { nobodys } from './kinship.js'

export interface Demand {
  /** `te-invalid-grant`; without a row, point and effect. */
  readonly name: string
  readonly probe: Probe
  readonly duty?: Duty
  readonly spec?: string
}

/** Rows that send what a basic effect sends, under another name. */
const TWINS: Readonly<Record<string, string>> = {
  429: 'http-429-bare',
  500: 'http-500-json',
  slow: 'http-slow-headers',
  hang: 'http-hang',
  reset: 'http-reset-before-headers',
  truncate: 'http-truncated-json',
  badjson: 'http-truncated-json',
  html: 'http-html-200',
  empty: 'http-empty-200',
  use_dpop_nonce: 'dpop-nonce-required',
}

/** @param spoiled The request and the answer that the rule spoiled. */
export function demandOf({ point, effect }: Fired, spoiled: Heard): Demand {
  const own = entryAt(point, effect)
  const row = own?.id === undefined ? (twin(point, effect) ?? own) : own
  return {
    name: own?.id ?? `${point}=${effect}`,
    probe: own?.id === undefined && waits(spoiled) ? { kind: 'wait' } : fitting(row, spoiled),
    ...(row?.duty !== undefined && { duty: row.duty }),
    ...(row?.spec !== undefined && { spec: row.spec }),
  }
}

const twin = (point: Point, effect: string): Entry | undefined =>
  entryAt(point, TWINS[effect] ?? effect.replaceAll('_', '-'))

/** A status with Retry-After says itself what it wants. */
const waits = ({ entry }: Heard): boolean => entry.answered?.headers['retry-after'] !== undefined

function fitting(row: Entry | undefined, spoiled: Heard): Probe {
  const { id, probe } = row ?? {}
  if (probe === undefined) return id === undefined && REFUSALS.has(row?.fault) ? NOT_AGAIN : TEST
  // A clock that is wrong everywhere is judged by what is signed, not by who reads metadata.
  if (id?.startsWith('lc-') && nobodys(spoiled)) return TEST
  // What took no refresh token away is just not to be hammered at.
  const lacking = probe.kind === 'same-refresh-token' && spoiled.parameter('refresh_token') === undefined
  return lacking && spoiled.answer['access_token'] === undefined ? NOT_AGAIN : probe
}

const NOT_AGAIN: Probe = { kind: 'no-storm' }
const TEST: Probe = { kind: 'test' }
const REFUSALS = new Set<string | undefined>(['error', 'status'])
