// How the rows about token responses are written.

import type { Options } from '../options.js'
import type { Duty, Measured, Probe, Row } from './entry.js'

export const SPEC = 'RFC 6749 §5.1'
export const TEST: Probe = { kind: 'test' }
export const NO_USE: Probe = { kind: 'no-use' }
export const NO_STORM: Probe = { kind: 'no-storm', most: 3 }
export const SAME: Probe = { kind: 'same-refresh-token' }
export const NEW: Probe = { kind: 'new-refresh-token' }
export const CODE = { part: 'authorization_code' } as const
export const REFRESH = { part: 'refresh_token' } as const

export type Judged = readonly [duty: Duty, probe: Probe, spec: string | undefined, measured: Measured]

/** A row. Both libraries judge alike unless `more` says otherwise. */
export function tr(name: string, summary: string, options: Options, judged: Judged, more: Partial<Row> = {}): Row {
  const [duty, probe, spec, verdict] = judged
  const measured = { 'openid-client': verdict, oauth4webapi: verdict }
  const rest = { ...(spec !== undefined && { spec }), duty, probe, measured, ...more }
  return { id: `tr-${name}`, points: ['token'], fault: 'members', options, summary: `gets ${summary}`, ...rest }
}

export const sets = (name: string, value: Options[string]): Options => ({ set: { [name]: value } })
export const REFUSE: Judged = ['reject', NO_USE, SPEC, 'rejects']
export const LIFE: Judged = ['cope', TEST, SPEC, 'accepts']
