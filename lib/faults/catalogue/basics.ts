// The effects that have no row of their own: OAuth error codes, HTTP statuses, and what can happen to any answer.

import { ERROR_CODES, type ErrorCode } from '../../protocol/error.js'
import { CODES } from '../codes.js'
import { CALLS, type Point } from '../points.js'
import type { Entry } from './entry.js'

const EVERYWHERE = CALLS

/** An error of the authorization endpoint travels in its response, whenever that comes. */
function byStage(points: readonly Point[], entry: Omit<Entry, 'points'>): readonly Entry[] {
  const calls = points.filter((point) => point !== 'authorize')
  const front = points.filter((point) => point === 'authorize')
  return [
    ...(calls.length > 0 ? [{ ...entry, points: calls }] : []),
    ...(front.length > 0 ? [{ ...entry, points: front, stage: 'response' as const }] : []),
  ]
}

export const BASICS: readonly Entry[] = [
  { name: 'slow', points: EVERYWHERE, fault: 'latency', arguments: ['delay'] },
  { name: 'hang', points: EVERYWHERE, fault: 'hang' },
  { name: 'hold', points: EVERYWHERE, fault: 'hold', arguments: ['count', 'limit'] },
  { name: 'reset', points: EVERYWHERE, fault: 'reset' },
  { name: 'truncate', points: EVERYWHERE, fault: 'truncate', arguments: ['share'] },
  { name: 'badjson', points: EVERYWHERE, fault: 'badjson' },
  { name: 'html', points: EVERYWHERE, fault: 'html' },
  { name: 'empty', points: EVERYWHERE, fault: 'empty' },
  ...byStage(EVERYWHERE, { name: 'error', fault: 'error', arguments: ['code', 'description'] }),
  ...Object.keys(ERROR_CODES).flatMap((code) =>
    byStage(
      EVERYWHERE.filter((point) => CODES[point]?.includes(code as ErrorCode)),
      { name: code, fault: 'error', options: { code }, arguments: ['description'] },
    ),
  ),
  ...Array.from({ length: 200 }, (_, i): Entry => ({
    name: String(400 + i),
    points: EVERYWHERE,
    fault: 'status',
    options: { status: 400 + i },
    arguments: ['retry_after'],
  })),
]
