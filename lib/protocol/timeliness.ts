// RFC 7519 §4.1: the times of a JWT that somebody else signed: `exp`, `nbf` and `iat` against real time,
// with room for clocks that do not quite agree.

import { quoted } from './error.js'

export interface Untimely {
  /** Suffix of a reason code. */
  readonly reason:
    'exp-missing' | 'exp-milliseconds' | 'exp-far' | 'expired' | 'nbf-future' | 'iat-future' | 'time-not-number'
  readonly hint: string
}

/** Seconds by which clocks may differ. FAPI 2.0 §5.3.2.1 wants 10 taken and more than 60 refused. */
export const SKEW = 30

/** Seconds beyond which an `exp` is no expiry any more. */
const FAR = 86_400

/** Seconds since the epoch are below this until the year 5138, milliseconds have been above since 1973. */
const MILLISECONDS = 1e11

/** What is wrong with the times of these claims; `undefined` when they hold. `now` is in seconds. */
export function untimely(
  claims: Readonly<Record<string, unknown>>,
  now: number,
  { exp: wanted }: { readonly exp: 'required' | 'optional' },
): Untimely | undefined {
  const odd = ['exp', 'nbf', 'iat'].find((name) => claims[name] !== undefined && !isTime(claims[name]))
  if (odd !== undefined)
    return {
      reason: 'time-not-number',
      hint: `${odd} is ${quoted(JSON.stringify(claims[odd]), 40)}; it is a number of seconds`,
    }
  const { exp, nbf, iat } = claims as Readonly<Record<'exp' | 'nbf' | 'iat', number | undefined>>
  if (exp === undefined && wanted === 'required') return { reason: 'exp-missing', hint: 'it has no exp' }
  const late = exp === undefined ? undefined : expiry(exp, now)
  if (late) return late
  if (nbf !== undefined && nbf > now + SKEW) return { reason: 'nbf-future', hint: ahead('nbf', nbf, now) }
  if (iat !== undefined && iat > now + SKEW) return { reason: 'iat-future', hint: ahead('iat', iat, now) }
  return undefined
}

function expiry(exp: number, now: number): Untimely | undefined {
  if (exp > MILLISECONDS)
    return {
      reason: 'exp-milliseconds',
      hint: `exp is ${exp}, which looks like milliseconds; it is a number of seconds`,
    }
  if (exp > now + FAR + SKEW)
    return { reason: 'exp-far', hint: `exp is ${Math.round(exp - now)} s away; at most ${FAR} s are taken` }
  if (exp + SKEW <= now)
    return {
      reason: 'expired',
      hint: `it expired ${Math.round(now - exp)} s ago by real time, which judges what clients sign unless the policy says inbound_clock: virtual`,
    }
  return undefined
}

function ahead(name: string, at: number, now: number): string {
  return `${name} is ${Math.round(at - now)} s in the future: the clock of the client is ahead of the server's, which judges by real time unless the policy says inbound_clock: virtual`
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
