// Everything that may be written as the effect of a rule, and where. An entry is data: its name, the points where it
// makes sense, the primitive that plays it and the arguments. A new entry is one row in the file of its group.

import type { Point } from '../points.js'
import { BASICS } from './basics.js'
import type { Entry, Row } from './entry.js'
import { ACCESS_TOKENS } from './access_token.js'
import { AUTHORIZATION_RESPONSES } from './authorization_response.js'
import { DISCOVERY } from './discovery.js'
import { ID_TOKENS } from './id_token.js'
import { JWKS } from './jwks.js'
import { LIFECYCLE } from './lifecycle.js'
import { HTTP } from './http.js'
import { HTTP_BODY } from './http_body.js'
import { HTTP_CONNECTION } from './http_connection.js'
import { DPOP } from './dpop.js'
import { PAR } from './par.js'
import { DEVICE } from './device.js'
import { USERINFO } from './userinfo.js'
import { INTROSPECTION } from './introspection.js'
import { REVOCATION } from './revocation.js'
import { REGISTRATION } from './registration.js'
import { LOGOUT } from './logout.js'
import { RESOURCE } from './resource.js'
import { TOKEN_ERRORS } from './token_error.js'
import { TOKEN_RESPONSES } from './token_response.js'

export type { Duty, Entry, Measured, Probe, Row, Unbuilt } from './entry.js'

/** The groups in the order of the reference page. A row of an endpoint's own group goes before one for any endpoint. */
const GROUPS: readonly (readonly Row[])[] = [
  TOKEN_ERRORS,
  TOKEN_RESPONSES,
  HTTP,
  HTTP_BODY,
  HTTP_CONNECTION,
  LIFECYCLE,
  AUTHORIZATION_RESPONSES,
  ID_TOKENS,
  ACCESS_TOKENS,
  JWKS,
  DISCOVERY,
  DPOP,
  PAR,
  DEVICE,
  USERINFO,
  INTROSPECTION,
  REVOCATION,
  REGISTRATION,
  LOGOUT,
  RESOURCE,
]

/** Every row with the name that a rule writes: its id without the prefix of its group. */
export const CATALOGUE: readonly (Entry & Row)[] = GROUPS.flat().map((row) => ({
  ...row,
  name: row.id.slice(row.id.indexOf('-') + 1),
}))

const ENTRIES: readonly Entry[] = [...CATALOGUE, ...BASICS]

/** Names may repeat, with different points; a row is found by its id too. */
const BY_NAME = new Map<string, Entry[]>()
for (const entry of ENTRIES) {
  for (const name of new Set([entry.name, entry.id ?? entry.name])) {
    const others = BY_NAME.get(name)
    if (others) others.push(entry)
    else BY_NAME.set(name, [entry])
  }
}

const STATUS = /^[45]\d\d$/

/**
 * What a name means at a point. A bare HTTP status is always just that; otherwise a row of the point's own group goes
 * before a basic effect, and that before a row for any endpoint.
 */
export function entryAt(point: Point, name: string): Entry | undefined {
  const fitting = entriesNamed(name).filter((entry) => entry.points.includes(point))
  if (STATUS.test(name)) return fitting.find((entry) => entry.id === undefined) ?? fitting[0]
  const rank = ({ id }: Entry): number => (id === undefined ? 1 : id.startsWith('http-') ? 2 : 0)
  return fitting.reduce<Entry | undefined>(
    (best, entry) => (best && rank(best) <= rank(entry) ? best : entry),
    undefined,
  )
}

/** Every entry of this name, wherever it makes sense. */
export function entriesNamed(name: string): readonly Entry[] {
  return BY_NAME.get(name) ?? []
}

/** The entries of a point, without the 200 HTTP statuses, which need no list. */
export function entriesAt(point: Point): readonly Entry[] {
  return ENTRIES.filter((entry) => entry.fault !== 'status' && entry.points.includes(point))
}

/** All that may be written, ids included, without the HTTP statuses. */
export function everyName(): readonly string[] {
  return [...BY_NAME.keys()].filter((name) => !STATUS.test(name))
}
