// How the rows of most groups are written: a name, what is done, what that looks like, and what a client owes.

import type { Options } from '../options.js'
import type { Duty, Probe, Row } from './entry.js'

export type Judged = readonly [duty: Duty, probe: Probe, spec?: string]

/**
 * The writer of a group's rows.
 *
 * @param common What they have in common; a row may say otherwise in `more`.
 */
export function rowsOf(prefix: string, common: Pick<Row, 'points' | 'fault'> & Partial<Row>) {
  return (
    name: string,
    options: Options,
    summary: string,
    [duty, probe, spec]: Judged,
    more: Partial<Row> = {},
  ): Row => ({
    id: `${prefix}-${name}`,
    ...common,
    ...{ options, summary, duty, probe, ...(spec !== undefined && { spec }) },
    ...more,
  })
}
