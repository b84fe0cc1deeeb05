// How rows about ID Tokens are written.

import type { Options } from '../options.js'
import type { Row } from './entry.js'
import { judged, NO_USE, TEST, type Judged, type Verdicts } from './written.js'

export type More = Partial<Pick<Row, 'arguments' | 'module' | 'points' | 'part' | 'stage'>>

export function idt(
  name: string,
  options: Options,
  summary: string,
  duty: Judged,
  verdicts: Verdicts,
  more: More = {},
): Row {
  const about = judged(duty, verdicts)
  return {
    id: `idt-${name}`,
    points: ['id_token'],
    fault: 'jwt',
    options: { member: 'id_token', words: summary, ...options },
    summary,
    ...about,
    ...more,
  }
}

export const CORE = 'OpenID Connect Core §3.1.3.7'
export const reject = (spec: string): Judged => ['reject', NO_USE, spec]
export const cope = (spec: string): Judged => ['cope', TEST, spec]
export const claims = (edits: Options): Options => ({ claims: edits })
export const header = (edits: Options): Options => ({ header: edits })
export const OIDF = 'oidcc-client-test-'
export const FAPI1 = 'fapi1-advanced-final-client-test-'
export const FAPI2 = 'fapi2-security-profile-final-client-test-'
export const CIBA = 'fapi-ciba-id1-client-'
export const of = (...module: readonly string[]): More => ({ module })
export const both = (name: string): More => of(`${FAPI2}${name}`, `${FAPI1}${name}`, `${CIBA}${name}-test`)
