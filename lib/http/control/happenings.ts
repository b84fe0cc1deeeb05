// What happens in a realm, as numbered events: requests, faults that fired, verdicts, and what testers did. A ring keeps
// the last ones, so that whoever was cut off goes on where it stopped. It is filled from the first listener on; a realm
// that nobody listens to pays nothing.

import type { Members } from '../../protocol/messages.js'
import type { Realm } from '../../realm/realm.js'
import { summary } from './entry.js'

export interface Happening {
  readonly id: number
  /** `request`, `fired`, `verdict`, or the topic of what a tester did: `clock`, `faults`, `realms`. */
  readonly type: string
  readonly data: Members
}

const MOST = 1_000

export class Happenings {
  readonly #ring: Happening[] = []
  readonly #waiting = new Set<() => void>()
  #last = 0

  constructor({ journal, verdicts }: Realm) {
    journal.subscribe((entry) => {
      this.tell('request', summary(entry))
      for (const { id, point, effect } of entry.fired)
        this.tell('fired', { fault: id, point, effect, request: entry.id })
    })
    verdicts.subscribe((verdict) => this.tell('verdict', { ...verdict }))
  }

  get last(): number {
    return this.#last
  }

  tell(type: string, data: Members): void {
    this.#last += 1
    this.#ring.push({ id: this.#last, type, data })
    if (this.#ring.length > MOST) this.#ring.shift()
    for (const wake of [...this.#waiting]) wake()
  }

  /** What came after an event, and how many of them the ring has lost. An id from before a restart begins anew. */
  after(id: number): { readonly events: readonly Happening[]; readonly missed: number } {
    const from = id > this.#last ? 0 : id
    const events = this.#ring.filter((event) => event.id > from)
    const first = events[0]?.id ?? from + 1
    return { events, missed: first - from - 1 }
  }

  /** Resolves when something happens, after `most` milliseconds, or when the signal says so. */
  next(most: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(done)
        gone.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, most)
      this.#waiting.add(done)
      gone.addEventListener('abort', done)
      if (gone.aborted) done()
    })
  }
}

const OF = new WeakMap<Realm, Happenings>()

/** The events of a realm; begun when they are first asked for. */
export function happeningsOf(realm: Realm): Happenings {
  const known = OF.get(realm)
  if (known) return known
  const happenings = new Happenings(realm)
  OF.set(realm, happenings)
  return happenings
}

/** Tells of what a tester did, where somebody listens. */
export function tell(realm: Realm, type: string, data: Members): void {
  OF.get(realm)?.tell(type, data)
}
