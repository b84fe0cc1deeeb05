// Records of one age, which are forgotten together.

import type { Kept } from './records.js'

export type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Records of one age, and the ids of each family among them. Forgotten as a whole, which costs nothing. */
export class Generation<T> {
  readonly records = new Map<string, Writable<Kept<T>>>()
  readonly families = new Map<string, string[]>()

  add(record: Writable<Kept<T>>): void {
    this.records.set(record.id, record)
    if (record.family === record.id) return
    const members = this.families.get(record.family)
    if (members) members.push(record.id)
    else this.families.set(record.family, [record.id])
  }
}
