// The journal of a realm. Bounded: the oldest entries go first.

import type { Verdict } from '../protocol/verdict.js'
import type { Entry } from './entry.js'

export { entryOf } from './entry.js'
export type { Entry, Missed } from './entry.js'
export type { Verdict } from '../protocol/verdict.js'

export type Listener = (entry: Entry) => void

const MOST = 5_000
/** Characters of parameters and bytes of bodies that all entries together may keep. */
const MOST_IN_ALL = 64 * 1024 * 1024
/** Bytes of an entry beside what it carries, as measured: headers, parameters, trace, reply. */
const ENTRY_WEIGHT = 4_000

export class Journal {
  readonly #entries: Entry[] = []
  readonly #listeners = new Set<Listener>()
  readonly #most: number
  readonly #mostBytes: number
  #count = 0
  #size = 0

  constructor({ entries = MOST, bytes = MOST_IN_ALL }: { readonly entries?: number; readonly bytes?: number } = {}) {
    this.#most = entries
    this.#mostBytes = bytes
  }

  /** The id of the next entry; taken when a request arrives, so that its reply can name it. */
  next(): string {
    this.#count += 1
    return `r${this.#count}`
  }

  /** How many requests have arrived so far. */
  get arrivals(): number {
    return this.#count
  }

  record(entry: Entry): void {
    this.#entries.push(entry)
    this.#size += sizeOf(entry)
    // In one go now and then: shifting an array at every request would cost more than keeping a few more.
    if (this.#entries.length > this.#most * 1.1) this.#drop(this.#entries.length - this.#most)
    while (this.#size > this.#mostBytes && this.#entries.length > 1) this.#drop(1)
    for (const listener of this.#listeners) listener(entry)
  }

  /** Entries, oldest first; of one tag or one flow when asked. */
  list({ tag, flow }: { readonly tag?: string; readonly flow?: string } = {}): readonly Entry[] {
    if (tag === undefined && flow === undefined) return this.#entries
    return this.#entries.filter(
      (entry) => (tag === undefined || entry.tag === tag) && (flow === undefined || entry.flow === flow),
    )
  }

  /** Notes how the application took the faults of an entry. Answers whether there is such an entry. */
  judge(id: string, verdict: readonly Verdict[]): boolean {
    const entry: { verdict?: readonly Verdict[] } | undefined = this.find(id)
    if (entry) entry.verdict = verdict
    return entry !== undefined
  }

  find(id: string): Entry | undefined {
    return this.#entries.findLast((entry) => entry.id === id)
  }

  /** Calls `listener` for every entry from now on. Answers the function that ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  clear(): void {
    this.#drop(this.#entries.length)
  }

  /** Forgets the entries of one tag. */
  forget(tag: string): void {
    const kept = this.#entries.filter((entry) => entry.tag !== tag)
    this.clear()
    for (const entry of kept) this.#size += sizeOf(entry)
    this.#entries.push(...kept)
  }

  /** About how many bytes of memory it takes. */
  get weight(): number {
    return this.#size + this.#entries.length * ENTRY_WEIGHT
  }

  /** Forgets the older half, where memory is short. */
  halve(): void {
    this.#drop(Math.ceil(this.#entries.length / 2))
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
