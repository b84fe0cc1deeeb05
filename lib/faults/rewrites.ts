// Ways to make another value of a member's honest one. A row of the catalogue names them: `{ scope: 'narrower' }`.

import { Draft } from '../protocol/draft.js'
import type { Request } from '../protocol/messages.js'
import type { Turn } from './fault.js'

export interface About {
  /** The member. */
  readonly name: string
  readonly request: Request
  readonly turn: Turn
}

/** `undefined` leaves the member as it is. */
export type Rewrite = (value: unknown, about: About) => unknown

export const REWRITES: Readonly<Record<string, Rewrite>> = {
  text: onNumber(String),
  fraction: onNumber((seconds) => seconds - 0.5),
  milliseconds: onNumber((seconds) => seconds * 1000),
  /** The second in which it is over, in place of how many are left. */
  timestamp: (value, { turn: { now } }) => (typeof value === 'number' ? Math.floor(now / 1000) + value : undefined),
  narrower: onScope((scopes) => (scopes.length > 1 ? scopes.slice(0, -1).join(' ') : 'nothing')),
  wider: onScope((scopes) => [...scopes, 'admin'].join(' ')),
  reordered: onScope((scopes) => [...scopes].reverse().join(' ')),
  list: onScope((scopes) => scopes),
  commas: onScope((scopes) => scopes.join(',')),
  /** What was sent comes back. */
  sent: (_value, { name, request }) => request.form.peek(name),
  long: async (value, about) => lengthened(value, about),
  dotted: async (value, about) => dotted(value, about),
  /** A new one, good as the honest one. */
  new: async (value, { turn }) => (typeof value === 'string' ? turn.hand.copy(value) : undefined),
}

function onNumber(change: (value: number) => unknown): Rewrite {
  return (value) => (typeof value === 'number' ? change(value) : undefined)
}

function onScope(change: (scopes: readonly string[]) => unknown): Rewrite {
  return (value, { request }) => {
    const scope = typeof value === 'string' ? value : (request.trace.understood.scope ?? '')
    return change(scope.split(' ').filter((word) => word !== ''))
  }
}

/** Characters of a token that is as long as all headers together may be in many a server. */
const LONG = 60_000

/** A good token all the same: a JWT with one claim more, or a second name of an opaque one. */
async function lengthened(value: unknown, { turn }: About): Promise<unknown> {
  const padding = 'x'.repeat(LONG)
  if (value instanceof Draft)
    return value.with({ claims: { ...value.claims, padding: padding.slice(0, (LONG / 4) * 3) } })
  return typeof value === 'string' ? named(value, `${value}${padding}`, turn) : undefined
}

/** Looks like a JWT and is none. */
async function dotted(value: unknown, { turn }: About): Promise<unknown> {
  const id = value instanceof Draft ? value.claims['jti'] : value
  return typeof id === 'string' ? named(id, `${id.slice(0, 8)}.${id.slice(8, 16)}.${id.slice(16)}`, turn) : undefined
}

async function named(value: string, name: string, { hand }: Turn): Promise<string> {
  return (await hand.copy(value, name)) ?? name
}
