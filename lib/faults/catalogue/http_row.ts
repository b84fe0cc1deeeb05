// How the rows of HTTP faults are written: they make sense at any endpoint.

import type { FaultName } from '../index.js'
import type { Options } from '../options.js'
import { CALLS, type Point } from '../points.js'
import type { Duty, Measured, Probe, Row } from './entry.js'

export type Judged = readonly [duty: Duty, probe: Probe, spec?: string]

export const TEST: Probe = { kind: 'test' }
export const NO_USE: Probe = { kind: 'no-use' }
export const NO_STORM: Probe = { kind: 'no-storm', most: 3 }
/** The refresh token that failed to be used is still good. */
export const SAME_REFRESH: Probe = { kind: 'same-refresh-token' }

/** What both libraries do. */
export const both = (measured: Measured): Pick<Row, 'measured'> => ({
  measured: { 'openid-client': measured, oauth4webapi: measured },
})
export const REJECTED = both('rejects')
export const ACCEPTED = both('accepts')

/** Where programs call, and scripts of other origins too; not where people are sent. */
export const CALLED_BY_PROGRAMS: readonly Point[] = CALLS.filter(
  (point) => !['authorize', 'login', 'consent', 'logout'].includes(point),
)

export function http(
  name: string,
  summary: string,
  fault: FaultName,
  options: Options,
  [duty, probe, spec]: Judged,
  more: Partial<Row> = {},
): Row {
  return {
    id: name.startsWith('tls-') ? name : `http-${name}`,
    points: CALLS,
    fault,
    options,
    summary,
    duty,
    probe,
    ...(spec !== undefined && { spec }),
    ...more,
  }
}
