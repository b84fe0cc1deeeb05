// Verdicts: watches what clients do after an answer was spoiled, and says what they made of it. Costs nothing until a
// rule has fired.

import type { Fired } from '../faults/rules/plan.js'
import type { Entry, Journal } from '../journal/journal.js'
import type { Verdict } from '../protocol/verdict.js'
import { demandOf } from './demand.js'
import { Heard } from './heard.js'
import { JUDGES } from './index.js'
import { clientsAround, nobodys } from './kinship.js'
import type { Finding, Judge, Watch } from './judge.js'

export type { Verdict } from '../protocol/verdict.js'

const MOST_WATCHES = 500
const MOST_VERDICTS = 5_000
/** Calls of one story that are remembered. */
const MOST_CALLS = 100
/** Milliseconds of the realm's clock after which nobody is expected to come back. */
const PATIENCE = 24 * 60 * 60 * 1000

type Writable<T> = { -readonly [K in keyof T]: T[K] }

interface Open {
  readonly watch: Watch
  readonly judge: Judge
  readonly verdict: Writable<Verdict>
  /** How many requests had arrived when the answer left: those under way are no reaction to it. */
  readonly arrivals: number
  readonly deadline: number
}

export class Verdicts {
  readonly #journal: Journal
  readonly #listeners = new Set<(verdict: Verdict) => void>()
  /** Oldest first. Those with a bad verdict stay, so that a client that goes on and on is told of once. */
  #open: Open[] = []
  #verdicts: Verdict[] = []

  constructor(journal: Journal) {
    this.#journal = journal
    journal.subscribe((entry) => this.#observe(entry))
  }

  /** All verdicts, oldest first; those that are still open say `watching`. */
  list(): readonly Verdict[] {
    return this.#verdicts
  }

  /** Calls `listener` for every verdict that becomes final. Answers the function that ends it. */
  subscribe(listener: (verdict: Verdict) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Ends all watches: whoever has not come back by now does not come back. Answers all verdicts. */
  settle(): readonly Verdict[] {
    for (const open of this.#open.splice(0)) this.#end(open)
    return this.#verdicts
  }

  /** Settles, and forgets. */
  clear(): void {
    this.settle()
    this.#verdicts = []
  }

  #observe(entry: Entry): void {
    const { fired } = entry
    if (fired.length === 0 && this.#open.length === 0) return
    const heard = new Heard(entry, this.#journal)
    const joined = this.#hear(heard)
    if (fired.length > 0) {
      const verdicts = fired.map((one) => joined.get(one.id) ?? this.#begin(one, heard))
      this.#journal.judge(entry.id, verdicts)
    }
    while (this.#open[0] && (this.#open.length > MOST_WATCHES || this.#open[0].deadline <= entry.now))
      this.#end(this.#open.shift() as Open)
  }

  /** Tells the open watches of a request. Answers the stories that it goes on with, by the rules that spoil it. */
  #hear(heard: Heard): ReadonlyMap<string, Verdict> {
    const joined = new Map<string, Verdict>()
    this.#open = this.#open.filter((open) => {
      const finding = arrivedAfter(heard.entry, open) ? open.judge.hear(open.watch, heard) : undefined
      if (finding === 'passes') open.watch.passes += 1
      if (finding === undefined || finding === 'passes') return true
      this.#join(joined, open, heard)
      const decided = open.verdict.outcome !== 'watching'
      if (finding === 'counts') {
        if (!decided && open.watch.calls.length < MOST_CALLS) open.watch.calls.push(heard)
        return true
      }
      if (!decided) this.#conclude(open, finding, heard)
      return open.judge.chain === true && finding.outcome === 'mishandled'
    })
    return joined
  }

  #join(joined: Map<string, Verdict>, { judge, watch, verdict }: Open, { entry }: Heard): void {
    if (judge.chain && entry.fired.some(({ id }) => id === watch.fault)) joined.set(watch.fault, verdict)
  }

  #begin(fired: Fired, spoiled: Heard): Verdict {
    const { entry, client } = spoiled
    const { name, probe, duty, spec } = demandOf(fired, spoiled)
    const verdict: Writable<Verdict> = {
      ...{ fault: fired.id, effect: name, request: entry.id },
      ...(client !== undefined && { client_id: client }),
      ...{ outcome: 'watching', because: `what the client does next will tell` },
      ...(spec !== undefined && { spec }),
    }
    const since = entry.at + entry.duration + (entry.answered?.delivery?.delay ?? 0)
    const watch: Watch = { spoiled, fault: fired.id, probe, duty, since, calls: [], passes: 0 }
    const judge = JUDGES[probe.kind]
    const open = { watch, judge, verdict, arrivals: this.#journal.arrivals, deadline: entry.now + PATIENCE }
    this.#verdicts.push(verdict)
    if (this.#verdicts.length > MOST_VERDICTS * 1.1) this.#verdicts.splice(0, this.#verdicts.length - MOST_VERDICTS)
    if (probe.kind === 'test') this.#end(open)
    else this.#open.push(open)
    return verdict
  }

  #end(open: Open): void {
    if (open.verdict.outcome === 'watching') this.#conclude(open, open.judge.end(open.watch))
  }

  #conclude({ verdict, watch }: Open, { outcome, because }: Finding, by?: Heard): void {
    const doubt = outcome === 'mishandled' ? this.#doubt(watch, by) : undefined
    verdict.outcome = doubt === undefined ? outcome : 'inconclusive'
    verdict.because = doubt === undefined ? because : `${because}; ${doubt}`
    if (by) verdict.decided_by = by.entry.id
    for (const listener of this.#listeners) listener(verdict)
  }

  /** Why what looks like a mistake need not be one. */
  #doubt({ duty, spoiled }: Watch, by: Heard | undefined): string | undefined {
    if (duty === 'undefined') return 'no specification says what is right'
    if (!nobodys(spoiled) && !(by && nobodys(by))) return undefined
    const clients = clientsAround(this.#journal, spoiled)
    if (clients.length <= 1) return undefined
    return `but ${clients.slice(0, 5).join(', ')} were there, and who fetched what can only be told with tags`
  }
}

function arrivedAfter({ id, at }: Entry, { arrivals, watch }: Open): boolean {
  return Number(id.slice(1)) > arrivals && at >= watch.since
}
