// The armed rules that an endpoint has to do with, sorted out once for each set of rules: a thousand rules about other
// endpoints cost a call nothing.

import type { EndpointName } from '../../protocol/messages.js'
import type { Armed } from './armed.js'
import { mayLeave } from './carried.js'
import { covers } from '../points.js'

export interface Relevant {
  /** Claimed before the server acts, newest first. */
  readonly now: readonly Armed[]
  /** Claimed when the reply is there. */
  readonly waiting: readonly Armed[]
}

/** A set of rules is never changed, only replaced. */
const SORTED = new WeakMap<readonly Armed[], Map<EndpointName, Relevant>>()

export function relevant(rules: readonly Armed[], endpoint: EndpointName): Relevant {
  const known = SORTED.get(rules) ?? new Map<EndpointName, Relevant>()
  SORTED.set(rules, known)
  const found = known.get(endpoint) ?? sorted(rules, endpoint)
  known.set(endpoint, found)
  return found
}

function sorted(rules: readonly Armed[], endpoint: EndpointName): Relevant {
  return {
    now: rules.filter(
      ({ waits, ahead, rule }) => !waits && ahead === undefined && covers(rule.selector.point, endpoint),
    ),
    waiting: rules.filter(({ waits, rule }) => waits && mayLeave(rule.selector.point, endpoint)),
  }
}
