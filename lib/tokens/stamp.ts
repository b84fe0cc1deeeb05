// What a record remembers of the request that it is issued to, so that requests which present it can be attributed.

import type { Request } from '../protocol/messages.js'
import type { Origin } from '../protocol/origin.js'

interface Bound {
  readonly tag?: string
}

/**
 * To be spread into a record. A tag that the user or the client is bound to counts where the request itself had none:
 * who the user is may be known only now.
 */
export function stamp(
  { origin, trace }: Request,
  ...bound: readonly (Bound | undefined)[]
): { readonly origin?: Origin } {
  if (!origin) return {}
  if (origin.tag !== undefined) return { origin }
  const tag = trace.understood['tag'] ?? bound.find((one) => one?.tag !== undefined)?.tag
  if (tag === undefined) return { origin }
  trace.understand('tag', tag)
  return { origin: { ...origin, tag } }
}
