// How rows are written that have much in common: a duty with its probe and clause, and two verdicts in two letters.

import type { Duty, Measured, Probe, Row } from './entry.js'

const LETTERS = { A: 'accepts', R: 'rejects', S: 'rejects with non-repudiation checks', T: 'times out' } as const
type Letter = keyof typeof LETTERS

/** What openid-client did, then what oauth4webapi did; `''` where nobody asked them. */
export type Verdicts = '' | `${Letter}${Letter}`

/** What a correct client does, what betrays another one, and which clause says so. */
export type Judged = readonly [duty: Duty, probe: Probe, spec?: string]

export const NO_USE: Probe = { kind: 'no-use' }
export const NO_TOKEN: Probe = { kind: 'no-token' }
export const NO_STORM: Probe = { kind: 'no-storm', most: 3 }
export const REFETCH: Probe = { kind: 'refetch' }
export const TEST: Probe = { kind: 'test' }

type About = Pick<Row, 'duty' | 'probe'> & Partial<Pick<Row, 'spec' | 'measured'>>

export function judged([duty, probe, spec]: Judged, verdicts: Verdicts): About {
  return {
    duty,
    probe,
    ...(spec !== undefined && { spec }),
    ...(verdicts !== '' && { measured: measuredBy(verdicts) }),
  }
}

function measuredBy(verdicts: Exclude<Verdicts, ''>): NonNullable<Row['measured']> {
  const [first, second] = [...verdicts].map((letter) => LETTERS[letter as Letter]) as [Measured, Measured]
  return { 'openid-client': first, oauth4webapi: second }
}
