// One exchange as the journal keeps it: what was asked, how it was understood, what was answered, and why. Secrets
// stand here in full, for the tester; whatever prints an entry masks them.

import type { Diagnosis } from '../protocol/error.js'
import type { Claimed, Fired } from '../faults/rules/plan.js'
import type { EndpointName, Reply, Request } from '../protocol/messages.js'
import type { Verdict } from '../protocol/verdict.js'

export type { Verdict } from '../protocol/verdict.js'

export interface Entry {
  /** `r17`: the 17th request of this realm, unique in it, whatever is cleared or reset. Also in the header `mock-oauth2-request-id`. */
  readonly id: string
  /** The id of the realm; `''` for the default one. */
  readonly realm: string
  /** The id of the request that the conversation began with; requests that hang together by codes and tokens share it. */
  readonly flow: string
  /** The id of the entry that issued what this request presented. */
  readonly parent?: string
  /** The tester's name for the browser or test that this belongs to. */
  readonly tag?: string
  /** Real time of arrival in milliseconds since the epoch. */
  readonly at: number
  /** The realm's clock at that moment, in milliseconds since the epoch. */
  readonly now: number
  /** Real milliseconds from arrival to the finished reply; delays on purpose come on top. */
  readonly duration: number
  /** `nowhere` for a path that this realm does not have. */
  readonly endpoint: EndpointName | 'nowhere'
  readonly method: string
  /** Path and query as received. */
  readonly url: string
  readonly status: number
  readonly client_id?: string
  /** The `sub` of the user concerned. */
  readonly user?: string
  readonly grant_type?: string
  readonly scope?: string
  /** The OAuth error code sent, if any. */
  readonly error?: string
  /** The reason code and the sentence of a refusal. */
  readonly reason?: string
  readonly hint?: string
  readonly diagnosis?: Diagnosis
  /** The rungs that held before the refusal, in order. */
  readonly checks: readonly string[]
  readonly warnings: readonly Diagnosis[]
  /** Ids of the fault rules that took part. */
  readonly faults: readonly string[]
  /** The same with what they did. */
  readonly fired: readonly Fired[]
  /** How the application took them; set as it becomes known. */
  readonly verdict?: readonly Verdict[]
  /** Absent for `nowhere`. */
  readonly received?: Request
  readonly answered?: Reply
}

/** Bytes of a body or a download that an entry keeps: thousands of uploads must not fill the memory. */
const MOST_BYTES = 64 * 1024

/** An entry from a finished exchange. */
export function entryOf(
  realm: string,
  id: string,
  times: { readonly at: number; readonly now: number; readonly duration: number },
  received: Request,
  answered: Reply,
  { names: faults, fired }: Pick<Claimed, 'names' | 'fired'>,
): Entry {
  const { trace, origin } = received
  const { client_id, sub, grant_type, scope } = trace.understood
  const tag = origin?.tag ?? trace.understood['tag']
  const error = errorOf(answered)
  return {
    id,
    realm,
    flow: origin?.flow ?? id,
    ...(origin?.parent !== undefined && { parent: origin.parent }),
    ...(tag !== undefined && { tag }),
    ...times,
    endpoint: received.endpoint,
    method: received.method,
    url: received.url,
    status: answered.status,
    get checks() {
      return trace.checks
    },
    warnings: trace.warnings,
    faults,
    fired,
    received: received.body.length <= MOST_BYTES ? received : { ...received, body: short(received.body) },
    answered: lightened(answered),
    ...(client_id !== undefined && { client_id }),
    ...(sub !== undefined && { user: sub }),
    ...(grant_type !== undefined && { grant_type }),
    ...(scope !== undefined && { scope }),
    ...(error !== undefined && { error }),
    ...(trace.refusal && { reason: trace.refusal.reason, hint: trace.refusal.hint, diagnosis: trace.refusal }),
  }
}

/** A request that reached no endpoint. */
export type Missed = Pick<Entry, 'method' | 'url' | 'status'> & { readonly hint: string; readonly reason?: string }

export function missedEntry(
  realm: string,
  id: string,
  missed: Missed,
  clock: { real(): number; now(): number },
): Entry {
  const times = { at: clock.real(), now: clock.now(), duration: 0 }
  const nothing = { checks: [], warnings: [], faults: [], fired: [] }
  return { id, realm, flow: id, endpoint: 'nowhere', reason: 'endpoint-unknown', ...times, ...nothing, ...missed }
}

function lightened(reply: Reply): Reply {
  const { content } = reply
  return content.kind === 'bytes' ? { ...reply, content: { ...content, bytes: short(content.bytes) } } : reply
}

/** A copy: a part of the array would keep the whole of it alive. */
function short(bytes: Uint8Array): Uint8Array {
  return bytes.length <= MOST_BYTES ? bytes : new Uint8Array(bytes.subarray(0, MOST_BYTES))
}

function errorOf({ content }: Reply): string | undefined {
  if (content.kind === 'page') return content.page.name === 'failure' ? content.page.error.code : undefined
  const members =
    content.kind === 'members' ? content.members : content.kind === 'redirection' ? content.redirection.parameters : {}
  const error = members['error']
  return typeof error === 'string' ? error : undefined
}
