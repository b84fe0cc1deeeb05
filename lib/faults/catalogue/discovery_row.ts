// How rows about metadata documents are written.

import type { FaultName } from '../index.js'
import type { Options } from '../options.js'
import type { Row } from './entry.js'
import { judged, TEST, type Judged, type Verdicts } from './written.js'

export type More = Partial<Pick<Row, 'arguments' | 'module'>>

export function disc(
  name: string,
  play: Options | readonly [FaultName, Options],
  summary: string,
  duty: Judged,
  verdicts: Verdicts,
  more: More = {},
): Row {
  const [fault, options] = isPlay(play) ? play : (['metadata', play] as const)
  return {
    id: `disc-${name}`,
    points: ['discovery'],
    fault,
    options: { words: summary, ...options },
    summary,
    ...judged(duty, verdicts),
    ...more,
  }
}

export const isPlay = (play: Options | readonly [FaultName, Options]): play is readonly [FaultName, Options] =>
  Array.isArray(play)

export const FOUND = 'RFC 8414 §3.3'
export const DEFINED = 'RFC 8414 §2'
/** No endpoint that such a document names is called. */
export const reject = (spec: string): Judged => ['reject', { kind: 'no-use' }, spec]
export const cope = (spec: string): Judged => ['cope', TEST, spec]
export const bait: Judged = ['undefined', TEST]

export const members = (edits: Options): Options => ({ members: edits })
