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
  const host = hostOf(request.base)
  const known = bases.map(hostOf)
  if (!LOOPBACK.test(host) && !known.includes(host))
    throw new ControlProblem(
      403,
      `the control API does not answer to the name ${host}`,
      `use ${bases[0] ?? 'localhost'}`,
    )
  const origin = request.headers['origin']
  if (origin !== undefined && origin !== request.base && !bases.includes(origin))
    throw new ControlProblem(403, `the control API does not answer to web pages of ${origin}`)
  if (token === undefined || open) return
  const sent = (request.authorizations[0] ?? '').replace(/^bearer /i, '')
  if (!same(sent, token))
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
