// How rows about authorization responses are written.

import type { FaultName } from '../index.js'
import type { Options } from '../options.js'
import type { Row } from './entry.js'
import { judged, NO_TOKEN, type Judged, type Verdicts } from './written.js'

/** `early` rows spoil the request, and do not wait for the response. */
export type More = Partial<Pick<Row, 'arguments' | 'module' | 'points'>> & { readonly early?: true }

export function az(
  name: string,
  [fault, options]: readonly [FaultName, Options],
  summary: string,
  duty: Judged,
  verdicts: Verdicts,
  more: More = {},
): Row {
  const { early, ...others } = more
  const where = { points: ['authorize'] as const, ...(!early && { stage: 'response' as const }) }
  return {
    id: `az-${name}`,
    ...where,
    fault,
    options: { words: summary, ...options },
    summary,
    ...judged(duty, verdicts),
    ...others,
  }
}

export const parameters = (edits: Options, more: Options = {}) => ['response', { parameters: edits, ...more }] as const
export const travels = (options: Options) => ['response', options] as const
export const error = (code: string) => ['error', { code }] as const
export const REQUEST = { early: true } as const
export const HOW = { arguments: ['how'] } as const
export const FOREIGN = 'https://issuer.example'
export const NOT_ADVERTISED = { authorization_response_iss_parameter_supported: null }

export const STATE: Judged = ['reject', NO_TOKEN, 'RFC 6749 §10.12']
export const ONCE: Judged = ['reject', NO_TOKEN, 'RFC 6749 §3.1']
export const ISS: Judged = ['reject', NO_TOKEN, 'RFC 9207 §2.4']
export const REFUSED: Judged = ['cope', NO_TOKEN, 'RFC 6749 §4.1.2.1']
export const CODE: Judged = ['reject', NO_TOKEN, 'RFC 6749 §4.1.2']
export const PROMPT: Judged = ['cope', { kind: 'new-authorization' }, 'OpenID Connect Core §3.1.2.6']
