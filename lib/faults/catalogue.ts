// What may be written as the effect of a rule. An entry is data: its name, the points where it makes
// sense, the primitive that plays it and the arguments. A new entry is one row.

import { ERROR_CODES, type ErrorCode } from '../protocol/error.js'
import { CODES } from './codes.js'
import type { FaultName } from './index.js'
import type { Options } from './options.js'
import { POINT_NAMES, type Point } from './points.js'

export interface Entry {
  /** As written after `=`: `invalid_grant`, `503`, `slow`. */
  readonly name: string
  readonly points: readonly Point[]
  readonly fault: FaultName
  readonly options?: Options
  /** The options that a rule may give after `:`, in order; the last one takes the rest of the text. */
  readonly arguments?: readonly string[]
}

const EVERYWHERE = POINT_NAMES

const ENTRIES: readonly Entry[] = [
  { name: 'slow', points: EVERYWHERE, fault: 'latency', arguments: ['delay'] },
  { name: 'hang', points: EVERYWHERE, fault: 'hang' },
  { name: 'reset', points: EVERYWHERE, fault: 'reset' },
  { name: 'truncate', points: EVERYWHERE, fault: 'truncate', arguments: ['share'] },
  { name: 'badjson', points: EVERYWHERE, fault: 'badjson' },
  { name: 'html', points: EVERYWHERE, fault: 'html' },
  { name: 'empty', points: EVERYWHERE, fault: 'empty' },
  { name: 'error', points: EVERYWHERE, fault: 'error', arguments: ['code', 'description'] },
  ...Object.keys(ERROR_CODES).map((code): Entry => ({
    name: code,
    points: POINT_NAMES.filter((point) => CODES[point]?.includes(code as ErrorCode)),
    fault: 'error',
    options: { code },
    arguments: ['description'],
  })),
  ...Array.from({ length: 200 }, (_, i): Entry => ({
    name: String(400 + i),
    points: EVERYWHERE,
    fault: 'status',
    options: { status: 400 + i },
    arguments: ['retry_after'],
  })),
]

/** Names may repeat, with different points. */
const BY_NAME = new Map<string, readonly Entry[]>()
for (const entry of ENTRIES) BY_NAME.set(entry.name, [...(BY_NAME.get(entry.name) ?? []), entry])

export function entryAt(point: Point, name: string): Entry | undefined {
  return BY_NAME.get(name)?.find((entry) => entry.points.includes(point))
}

/** Every entry of this name, wherever it makes sense. */
export function entriesNamed(name: string): readonly Entry[] {
  return BY_NAME.get(name) ?? []
}

/** The entries of a point, without the 200 HTTP statuses, which need no list. */
export function entriesAt(point: Point): readonly Entry[] {
  return ENTRIES.filter((entry) => entry.fault !== 'status' && entry.points.includes(point))
}
