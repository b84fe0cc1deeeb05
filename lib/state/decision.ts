// RFC 8628 §3.3: what a user has decided about a device, written into its device code.

import type { User } from '../protocol/metadata.js'
import type { Origin } from '../protocol/origin.js'
import type { DeviceCode } from './artifacts.js'

export type Decision =
  { readonly user: User; readonly auth_time?: number; readonly origin?: Origin } | { readonly because: string }

/** @param now Seconds since the epoch: when the user is taken to have logged in for it. */
export function decided(value: DeviceCode, decision: Decision, now: number): DeviceCode {
  if ('because' in decision) return { ...value, decision: 'denied', denied_because: decision.because }
  const approved = { decision: 'approved', sub: decision.user.sub, auth_time: decision.auth_time ?? now } as const
  const origin = handedOn(value.origin, decision.origin ?? value.origin, decision.user.tag)
  return { ...value, ...approved, ...(origin && { origin }) }
}

/** Tokens follow from the approval, in the conversation that the device began, and with the tag of who approved. */
function handedOn(device: Origin | undefined, approval: Origin | undefined, bound?: string): Origin | undefined {
  const tag = approval?.tag ?? device?.tag ?? bound
  return approval && { ...approval, flow: device?.flow ?? approval.flow, ...(tag !== undefined && { tag }) }
}
