// What was issued and what became of it. Asynchronous and atomic, so that a shared store can stand
// behind it later. Spent, expired and revoked records stay for a while: a refusal can then say which.

import type { Clock } from './clock.js'
import { Generation } from './generation.js'
import type { Writable } from './generation.js'

export interface Kept<T> {
  readonly id: string
  readonly value: T
  /** Everything issued from one authorization; revoked together (RFC 6749 §4.1.2, RFC 9700 §4.14.2). */
  readonly family: string
  /** Milliseconds on the realm's clock; `Infinity` for never. */
  readonly issued_at: number
  readonly expires_at: number
  readonly taken_at?: number
  /** Who took it when it was no request, as the end of a sentence. */
  readonly taken_because?: string
  readonly revoked_at?: number
  readonly revoked_because?: string
}

export interface SavedRecords<T> {
  readonly records: readonly Kept<T>[]
  readonly revoked: ReadonlyMap<string, string>
}

const MOST_REVOKED = 10_000

export class Records<T> {
  readonly #clock: Clock
  readonly #most: number
  #young = new Generation<T>()
  #old = new Generation<T>()
  /** Revoked families and why: what a race still issues into one of them is born revoked. */
  readonly #revoked = new Map<string, string>()

  /** @param most How many records are kept; beyond it, those longest unused go, half of all at a time. */
  constructor(clock: Clock, most = 200_000) {
    this.#clock = clock
    this.#most = most
  }

  async keep(
    id: string,
    value: T,
    {
      family,
      expires_at,
      issued_at = this.#clock.now(),
    }: {
      readonly family: string
      readonly expires_at: number
      readonly issued_at?: number
    },
  ): Promise<void> {
    const record: Writable<Kept<T>> = { id, value, family, issued_at, expires_at }
    this.#add(record)
    const because = this.#revoked.size > 0 ? this.#revoked.get(family) : undefined
    if (because !== undefined) this.#revoke(record, because)
  }

  /** Whatever is known under this id, dead or alive: which of the two is the caller's ladder to say. */
  async find(id: string): Promise<Kept<T> | undefined> {
    return this.#get(id)
  }

  /**
   * At most once: the first caller gets the record, every later one `undefined`. Dead records are not
   * given. `spent` is written into the value in the same step.
   */
  async take(id: string, spent?: Partial<T>): Promise<Kept<T> | undefined> {
    const record = this.#get(id)
    if (!record || !this.alive(record)) return undefined
    record.taken_at = this.#clock.now()
    if (spent) record.value = { ...record.value, ...spent }
    return record
  }

  /**
   * Marks as spent, dead or alive; for seeds, faults and policies that burn. Answers whether this call was the first.
   * @param because Who did it, when it was no request: the end of a sentence.
   */
  async spend(id: string, because?: string): Promise<boolean> {
    const record = this.#get(id)
    if (!record || record.taken_at !== undefined) return false
    record.taken_at = this.#clock.now()
    if (because !== undefined) record.taken_because = because
    return true
  }

  /** Changes the value by what it is, in one step; answers the record then, `undefined` for a dead one. */
  async revise(id: string, change: (value: T) => T): Promise<Kept<T> | undefined> {
    const record = this.#get(id)
    if (!record || !this.alive(record)) return undefined
    record.value = change(record.value)
    return record
  }

  /** Changes the value in place of the old one; expiry may move with it. */
  async change(id: string, value: T, expires_at?: number): Promise<void> {
    const record = this.#get(id)
    if (!record) return
    record.value = value
    if (expires_at !== undefined) record.expires_at = expires_at
  }

  /** Alive again, whatever ended it. */
  async revive(id: string, expires_at: number): Promise<void> {
    const record = this.#get(id)
    if (!record) return
    delete record.taken_at
    delete record.taken_because
    delete record.revoked_at
    delete record.revoked_because
    record.expires_at = expires_at
  }

  async revoke(id: string, because: string): Promise<void> {
    const record = this.#get(id)
    if (record) this.#revoke(record, because)
  }

  /** Revokes all that was and will be issued from one authorization, save what was spent. Answers how many. */
  async revokeFamily(family: string, because: string): Promise<number> {
    let count = 0
    this.#revoked.set(family, because)
    if (this.#revoked.size > MOST_REVOKED) this.#revoked.delete(this.#revoked.keys().next().value ?? '')
    const members = [this.#old, this.#young].flatMap(({ families }) => families.get(family) ?? [])
    for (const id of new Set([family, ...members])) {
      const record = this.#get(id)
      if (record && record.revoked_at === undefined && record.taken_at === undefined) {
        this.#revoke(record, because)
        count += 1
      }
    }
    return count
  }

  expired(record: Kept<T>): boolean {
    return this.#clock.now() >= record.expires_at
  }

  alive(record: Kept<T>): boolean {
    return record.taken_at === undefined && record.revoked_at === undefined && !this.expired(record)
  }

  /** Every record, oldest first. */
  snapshot(): readonly Kept<T>[] {
    return [...this.#old.records.values(), ...this.#young.records.values()]
  }

  get size(): number {
    return this.#old.records.size + this.#young.records.size
  }

  /** All of it, for a snapshot. */
  save(): SavedRecords<T> {
    return { records: this.snapshot().map((record) => ({ ...record })), revoked: new Map(this.#revoked) }
  }

  /** What was saved, in place of what is there. */
  load({ records, revoked }: SavedRecords<T>): void {
    this.clear()
    for (const record of records) this.#add({ ...record })
    for (const [family, because] of revoked) this.#revoked.set(family, because)
  }

  clear(): void {
    this.#old = new Generation()
    this.#young = new Generation()
    this.#revoked.clear()
  }

  #add(record: Writable<Kept<T>>): void {
    if (this.#young.records.size >= Math.ceil(this.#most / 2)) {
      this.#old = this.#young
      this.#young = new Generation()
    }
    this.#young.add(record)
  }

  /** What is used becomes young again, so that a refresh token in use outlives the tokens of a load test. */
  #get(id: string): Writable<Kept<T>> | undefined {
    const young = this.#young.records.get(id)
    if (young) return young
    const old = this.#old.records.get(id)
    if (!old) return undefined
    this.#old.records.delete(id)
    this.#add(old)
    return old
  }

  #revoke(record: Writable<Kept<T>>, because: string): void {
    record.revoked_at ??= this.#clock.now()
    record.revoked_because ??= because
  }
}
