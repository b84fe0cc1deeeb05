// The documents that the protected document API serves: fed from fixtures, changed by uploads, and bounded,
// because tests upload the same file a thousand times.

import type { Clock } from '../state/clock.js'
import { mimeTypeOf } from './mimetype.js'

export interface DocumentSeed {
  readonly id: string
  readonly title: string
  readonly kind: 'file' | 'folder'
  /** The id of its folder; absent: the root. */
  readonly parent?: string
  readonly mimeType?: string
  readonly content?: string
  readonly readOnly?: boolean
  /** Usernames of those who may not see it, nor what is below it. */
  readonly forbidden?: readonly string[]
}

export interface Item {
  readonly id: string
  readonly title: string
  readonly kind: 'file' | 'folder'
  readonly parent: string
  readonly mimeType: string
  readonly bytes: Uint8Array
  /** Milliseconds on the realm's clock. */
  readonly modified: number
  readonly readOnly: boolean
  readonly forbidden: readonly string[]
}

/** The id of the root folder, which is always there. */
export const ROOT = '/'

/** All documents together, in bytes. */
export const MOST_BYTES = 256 * 1024 * 1024
export const MOST_ITEMS = 10_000

const EMPTY = new Uint8Array(0)

export class Drawer {
  readonly #clock: Clock
  readonly #items = new Map<string, Item>()
  #bytes = 0
  #last = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Throws away what is there and takes these instead. */
  fill(documents: readonly DocumentSeed[]): void {
    this.#items.clear()
    this.#bytes = 0
    this.#last = 0
    for (const seed of [{ id: ROOT, title: ROOT, kind: 'folder' } as const, ...documents]) this.#plant(seed)
  }

  save(): { readonly items: readonly Item[]; readonly last: number } {
    return { items: [...this.#items.values()], last: this.#last }
  }

  load({ items, last }: ReturnType<Drawer['save']>): void {
    this.#items.clear()
    for (const item of items) this.#items.set(item.id, item)
    this.#bytes = items.reduce((sum, { bytes }) => sum + bytes.length, 0)
    this.#last = last
  }

  find(id: string): Item | undefined {
    return this.#items.get(id)
  }

  /** How many bytes all documents have together. */
  get weight(): number {
    return this.#bytes
  }

  get ids(): readonly string[] {
    return [...this.#items.keys()]
  }

  /** What lies right in a folder. */
  inside(folder: string): readonly Item[] {
    return [...this.#items.values()].filter((item) => item.parent === folder && item.id !== ROOT)
  }

  /** Everything below a folder whose title contains the term, whatever its case. */
  search(term: string, folder: string): readonly Item[] {
    const wanted = term.toLowerCase()
    return [...this.#items.values()].filter(
      (item) => item.id !== folder && item.title.toLowerCase().includes(wanted) && this.#lineage(item).includes(folder),
    )
  }

  /** The item, or the folder above it, that is forbidden to this user; `undefined` when none is. */
  barrier(item: Item, username: string): Item | undefined {
    return [item.id, ...this.#lineage(item)]
      .map((id) => this.#items.get(id))
      .find((one) => one?.forbidden.includes(username))
  }

  /** A new item with an id of its own; `undefined` when the drawer is full. */
  add(folder: string, title: string, kind: Item['kind']): Item | undefined {
    if (this.#items.size >= MOST_ITEMS) return undefined
    do this.#last += 1
    while (this.#items.has(String(this.#last)))
    return this.#plant({ id: String(this.#last), title, kind, parent: folder })
  }

  /** Puts bytes in the place of those of a file; false when they would be too many. */
  store(id: string, bytes: Uint8Array, mimeType?: string): boolean {
    const item = this.#items.get(id)
    if (!item) return false
    const total = this.#bytes - item.bytes.length + bytes.length
    if (total > MOST_BYTES) return false
    this.#bytes = total
    this.#items.set(id, { ...item, bytes, modified: this.#clock.now(), mimeType: mimeType ?? item.mimeType })
    return true
  }

  rename(id: string, title: string): void {
    const item = this.#items.get(id)
    if (item) this.#items.set(id, { ...item, title, modified: this.#clock.now() })
  }

  /** Removes an item and all below it. */
  remove(id: string): void {
    for (const item of [...this.#items.values()]) {
      if (item.id === ROOT || (item.id !== id && !this.#lineage(item).includes(id))) continue
      this.#bytes -= item.bytes.length
      this.#items.delete(item.id)
    }
  }

  #plant(seed: DocumentSeed): Item {
    const bytes = seed.content === undefined ? EMPTY : new TextEncoder().encode(seed.content)
    const item: Item = {
      id: seed.id,
      title: seed.title,
      kind: seed.kind,
      parent: seed.parent ?? ROOT,
      mimeType: seed.kind === 'folder' ? '' : (seed.mimeType ?? mimeTypeOf(seed.title)),
      bytes,
      modified: this.#clock.now(),
      readOnly: seed.readOnly ?? false,
      forbidden: seed.forbidden ?? [],
    }
    this.#bytes += bytes.length - (this.#items.get(seed.id)?.bytes.length ?? 0)
    this.#items.set(seed.id, item)
    return item
  }

  /** The folders above an item, from the nearest to the root; ends where fixtures go round in a circle. */
  #lineage(item: Item): readonly string[] {
    const above: string[] = []
    for (let at: Item | undefined = item; at && at.id !== ROOT; at = this.#items.get(at.parent)) {
      if (above.includes(at.parent)) break
      above.push(at.parent)
    }
    return above
  }
}
