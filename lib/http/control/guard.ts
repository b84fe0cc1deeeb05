// Who may drive the control API. On loopback everybody who is no web page: a foreign Origin or Host is
// refused, so that no site that a developer visits can reach in (cross-site requests, DNS rebinding).
// Elsewhere a token is wanted.

import { timingSafeEqual } from 'node:crypto'
import type { ControlRequest } from '../server.js'
import { ControlProblem } from './problem.js'

export interface Guard {
  /** Wanted from every caller; `undefined` on loopback. */
  readonly token: string | undefined
  /** The base URLs under which this server is known on purpose. */
  readonly bases: readonly string[]
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|[a-z0-9-]+\.localhost)$/i

/** Throws ControlProblem unless this request may pass. `open` requests tell nothing secret and need no token. */
export function guard(request: ControlRequest, { token, bases }: Guard, open: boolean): void {
  const origin = request.headers['origin']
  if (origin !== undefined && origin !== request.base && !bases.includes(origin))
    throw new ControlProblem(403, `the control API does not answer to web pages of ${origin}`)
  // A page that has rebound its name cannot know the token, and containers have names of their own.
  if (token === undefined) ensureOwnName(request, bases)
  else if (!open) ensureToken(request, token)
}

/** The Host that arrived, too: a rebound page may send whatever forwarded header it likes. */
function ensureOwnName({ base, headers }: ControlRequest, bases: readonly string[]): void {
  const known = bases.map(hostOf)
  for (const host of [hostOf(base), hostOf(`http://${headers['host'] ?? ''}`)]) {
    if (LOOPBACK.test(host) || known.includes(host)) continue
    throw new ControlProblem(
      403,
      `the control API does not answer to the name ${host === '' ? 'that is missing' : host}`,
      `use ${bases[0] ?? 'localhost'}`,
    )
  }
}

function ensureToken({ authorizations }: ControlRequest, token: string): void {
  if (same((authorizations[0] ?? '').replace(/^bearer /i, ''), token)) return
  throw new ControlProblem(
    401,
    'off loopback the control API wants its token',
    'send Authorization: Bearer <the token printed at start>',
  )
}

function hostOf(base: string): string {
  return URL.canParse(base) ? new URL(base).hostname : ''
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
