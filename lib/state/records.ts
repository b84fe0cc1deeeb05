// What was issued and what became of it. Asynchronous and atomic, so that a shared store can stand
// behind it later. Spent, expired and revoked records stay for a while: a refusal can then say which.

import type { Clock } from './clock.js'

export interface Kept<T> {
  readonly id: string
  readonly value: T
  /** Everything issued from one authorization; revoked together (RFC 6749 §4.1.2, RFC 9700 §4.14.2). */
  readonly family: string
  /** Milliseconds on the realm's clock; `Infinity` for never. */
  readonly issued_at: number
  readonly expires_at: number
  readonly taken_at?: number
  readonly revoked_at?: number
  readonly revoked_because?: string
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

const MOST_REVOKED = 10_000

export class Records<T> {
  readonly #clock: Clock
  readonly #most: number
  readonly #kept = new Map<string, Writable<Kept<T>>>()
  readonly #families = new Map<string, string[]>()
  /** Revoked families and why: what a race still issues into one of them is born revoked. */
  readonly #revoked = new Map<string, string>()

  /** @param most How many records are kept; beyond it the oldest go first. */
  constructor(clock: Clock, most = 200_000) {
    this.#clock = clock
    this.#most = most
  }

  async keep(id: string, value: T, { family, expires_at, issued_at = this.#clock.now() }: {
    readonly family: string
    readonly expires_at: number
    readonly issued_at?: number
  }): Promise<void> {
    const record: Writable<Kept<T>> = { id, value, family, issued_at, expires_at }
    this.#kept.set(id, record)
    const because = this.#revoked.size > 0 ? this.#revoked.get(family) : undefined
    if (because !== undefined) this.#revoke(record, because)
    if (family !== id) {
      const members = this.#families.get(family)
      if (members) members.push(id)
      else this.#families.set(family, [id])
    }
    if (this.#kept.size > this.#most) this.#dropOldest()
  }

  /** Whatever is known under this id, dead or alive: which of the two is the caller's ladder to say. */
  async find(id: string): Promise<Kept<T> | undefined> {
    return this.#kept.get(id)
  }

  /**
   * At most once: the first caller gets the record, every later one `undefined`. Dead records are not
   * given. `spent` is written into the value in the same step.
   */
  async take(id: string, spent?: Partial<T>): Promise<Kept<T> | undefined> {
    const record = this.#kept.get(id)
    if (!record || !this.alive(record)) return undefined
    record.taken_at = this.#clock.now()
    if (spent) record.value = { ...record.value, ...spent }
    return record
  }

  /** Marks as spent, dead or alive; for seeds and for policies that burn. Answers whether this call was the first. */
  async spend(id: string): Promise<boolean> {
    const record = this.#kept.get(id)
    if (!record || record.taken_at !== undefined) return false
    record.taken_at = this.#clock.now()
    return true
  }

  /** Changes the value by what it is, in one step; answers the record then, `undefined` for a dead one. */
  async revise(id: string, change: (value: T) => T): Promise<Kept<T> | undefined> {
    const record = this.#kept.get(id)
    if (!record || !this.alive(record)) return undefined
    record.value = change(record.value)
    return record
  }

  /** Changes the value in place of the old one; expiry may move with it. */
  async change(id: string, value: T, expires_at?: number): Promise<void> {
    const record = this.#kept.get(id)
    if (!record) return
    record.value = value
    if (expires_at !== undefined) record.expires_at = expires_at
  }

  async revoke(id: string, because: string): Promise<void> {
    const record = this.#kept.get(id)
    if (record) this.#revoke(record, because)
  }

  /** Revokes all that was and will be issued from one authorization, save what was spent. Answers how many. */
  async revokeFamily(family: string, because: string): Promise<number> {
    let count = 0
    this.#revoked.set(family, because)
    if (this.#revoked.size > MOST_REVOKED) this.#revoked.delete(this.#revoked.keys().next().value ?? '')
    for (const id of [family, ...(this.#families.get(family) ?? [])]) {
      const record = this.#kept.get(id)
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
    return [...this.#kept.values()]
  }

  get size(): number {
    return this.#kept.size
  }

  clear(): void {
    this.#kept.clear()
    this.#families.clear()
    this.#revoked.clear()
  }

  #revoke(record: Writable<Kept<T>>, because: string): void {
    record.revoked_at ??= this.#clock.now()
    record.revoked_because ??= because
  }

  #dropOldest(): void {
    const oldest = this.#kept.values().next().value
    if (!oldest) return
    this.#kept.delete(oldest.id)
    const members = this.#families.get(oldest.family)?.filter((id) => id !== oldest.id) ?? []
    if (members.length > 0) this.#families.set(oldest.family, members)
    else this.#families.delete(oldest.family)
  }
}
