// How rows about the life of codes and tokens are written.

import type { FaultName } from '../index.js'
import type { Options } from '../options.js'
import type { Probe, Row } from './entry.js'
import { judged, type Judged, type Verdicts } from './written.js'

export type Where = Pick<Row, 'points'> & Partial<Pick<Row, 'part' | 'stage' | 'arguments'>>

export const REDEMPTION: Where = { points: ['token'], part: 'authorization_code' }
export const REFRESH: Where = { points: ['token'], part: 'refresh_token' }
export const TOKENS: Where = { points: ['token'] }
export const RESPONSE: Where = { points: ['authorize'], stage: 'response' }
export const RESOURCES: Where = { points: ['userinfo', 'resource', 'documents'] }

export const ANEW: Probe = { kind: 'new-authorization' }
export const CODE = 'RFC 6749 §4.1.2'
export const USED = 'RFC 6750 §3.1'
export const REFRESHED = 'OpenID Connect Core §12.2'

export function lc(
  name: string,
  where: Where,
  play: readonly [FaultName, Options],
  summary: string,
  duty: Judged,
  verdicts: Verdicts = '',
): Row {
  const [fault, options] = play
  return { id: `lc-${name}`, ...where, fault, options, summary, ...judged(duty, verdicts) }
}

/** The words are those of the explanation. */
export const life = (of: string, fate: string, words: string, more: Options = {}) =>
  ['life', { of, fate, words, ...more }] as const
export const upheaval = (what: string) => ['upheaval', { what }] as const
export const idToken = (claims: Options) => ['jwt', { member: 'id_token', claims }] as const
