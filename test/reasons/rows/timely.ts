// The times of JWTs that others sign, under the prefix of whoever takes them.

import { NOW } from '../../support/realm.js'
import type { Staged } from '../../support/realm.js'
import type { Row, Rows } from '../row.js'

const TIMES: Readonly<Record<string, readonly [claims: object, one: string, other: string]>> = {
  'exp-missing': [{ exp: undefined }, 'no exp', 'it has'],
  'exp-milliseconds': [{ exp: (NOW + 60) * 1000 }, 'milliseconds', 'number of seconds'],
  'exp-far': [{ exp: NOW + 200_000 }, '200000 s away', '86400 s'],
  expired: [{ exp: NOW - 60 }, '60 s ago', 'real time'],
  'nbf-future': [{ nbf: NOW + 120 }, '120 s in the future', 'ahead of the server'],
  'iat-future': [{ iat: NOW + 120 }, '120 s in the future', 'ahead of the server'],
  'time-not-number': [{ exp: 'soon' }, 'exp is', 'number of seconds'],
}

/** A row for every way to be untimely; `send` presents a JWT with these claims. */
export function timely(
  prefix: string,
  send: (at: Staged, claims: object) => Promise<unknown>,
  { fixtures = {}, except = [] }: { readonly fixtures?: object; readonly except?: readonly string[] } = {},
): Rows {
  const rows = Object.entries(TIMES).filter(([suffix]) => !except.includes(suffix))
  return Object.fromEntries(
    rows.map(([suffix, [claims, one, other]]): [string, Row] => [
      `${prefix}-${suffix}`,
      [(at) => send(at, claims), one, other, fixtures],
    ]),
  )
}
