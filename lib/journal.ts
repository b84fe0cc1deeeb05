// What was asked, how it was understood, what was answered, and why. Bounded: the oldest entries go
// first. Secrets stand here in full, for the tester; whatever prints an entry masks them.

import type { Diagnosis } from './protocol/error.js'
import type { EndpointName, Reply, Request } from './protocol/messages.js'

export interface Entry {
  /** `r17`: the 17th request of this realm. Also in the header `mock-oauth2-request-id`. */
  readonly id: string
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
  /** Absent for `nowhere`. */
  readonly received?: Request
  readonly answered?: Reply
}

export type Listener = (entry: Entry) => void

const MOST = 5_000
/** Characters of parameters and bytes of bodies that all entries together may keep. */
const MOST_IN_ALL = 64 * 1024 * 1024
/** Bytes of a body or a download that an entry keeps: thousands of uploads must not fill the memory. */
const MOST_BYTES = 64 * 1024

export class Journal {
  readonly #entries: Entry[] = []
  readonly #listeners = new Set<Listener>()
  #count = 0
  #size = 0

  /** The id of the next entry; taken when a request arrives, so that its reply can name it. */
  next(): string {
    this.#count += 1
    return `r${this.#count}`
  }

  record(entry: Entry): void {
    this.#entries.push(entry)
    this.#size += sizeOf(entry)
    // In one go now and then: shifting an array at every request would cost more than keeping a few more.
    if (this.#entries.length > MOST * 1.1) this.#drop(this.#entries.length - MOST)
    while (this.#size > MOST_IN_ALL && this.#entries.length > 1) this.#drop(1)
    for (const listener of this.#listeners) listener(entry)
  }

  /** Entries, oldest first. */
  list(): readonly Entry[] {
    return this.#entries
  }

  find(id: string): Entry | undefined {
    return this.#entries.find((entry) => entry.id === id)
  }

  /** Calls `listener` for every entry from now on. Answers the function that ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  clear(): void {
    this.#drop(this.#entries.length)
  }

  #drop(count: number): void {
    for (const entry of this.#entries.splice(0, count)) this.#size -= sizeOf(entry)
  }
}

function sizeOf({ url, received, answered }: Entry): number {
  const sent = answered?.content
  const parameters = received?.form.pairs.reduce((sum, { name, value }) => sum + name.length + value.length, 0) ?? 0
  return url.length + parameters + (received?.body.length ?? 0) + (sent?.kind === 'bytes' ? sent.bytes.length : 0)
}

/** An entry from a finished exchange. */
export function entryOf(
  id: string,
  times: { readonly at: number; readonly now: number; readonly duration: number },
  received: Request,
  answered: Reply,
  faults: readonly string[],
): Entry {
  const { trace } = received
  const { client_id, sub, grant_type, scope } = trace.understood
  const error = errorOf(answered)
  return {
    id,
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
