// Which entries of a journal a selector means, and why another one does not count: in the words of fault rules, with
// what became known only afterwards: who it was, and the status.

import { carries } from '../faults/rules/carried.js'
import { factsOf, selects, type Facts } from '../faults/rules/facts.js'
import { TOKEN_PARTS, covers, isArtifact, type Point } from '../faults/points.js'
import type { Condition, Selector } from '../faults/rules/rule.js'
import type { Entry } from '../journal/journal.js'

/** The names of a user by its `sub`, so that people can be meant as they are called. */
export type Names = (sub: string) => readonly string[]

export class Selection {
  readonly #selector: Selector
  readonly #names: Names

  constructor(selector: Selector, names: Names = () => []) {
    this.#selector = selector
    this.#names = names
  }

  has(entry: Entry): boolean {
    const facts = this.#facts(entry)
    if (!facts) return false
    const { point } = this.#selector
    if (!isArtifact(point)) return selects(this.#selector, facts)
    return carried(point, entry) && this.#failures(facts).length === 0
  }

  /** What keeps an entry from counting; empty for one that counts. The place counts first. */
  against(entry: Entry): readonly string[] {
    const { point, part } = this.#selector
    const facts = this.#facts(entry)
    if (!facts) return [`was at ${entry.url}, which is no endpoint of this realm`]
    const there = isArtifact(point) ? carried(point, entry) : covers(point, facts.endpoint)
    const where = isArtifact(point) ? `carried no ${point}` : `was at ${entry.endpoint}, not ${point}`
    if (!there) return [where]
    const other = !isArtifact(point) && part !== undefined && part !== facts.part
    return [...(other ? [partSaid(point, part, facts.part)] : []), ...this.#failures(facts)]
  }

  #failures(facts: Facts): readonly string[] {
    const { conditions, ...alone } = this.#selector
    const anywhere = { ...alone, point: 'any', conditions: [] } as const
    return conditions.flatMap((condition) => {
      const { part: _part, ...one } = { ...anywhere, conditions: [condition] }
      return selects(one, facts) ? [] : [said(condition, facts)]
    })
  }

  #facts(entry: Entry): Facts | undefined {
    const { received, client_id, user, scope, tag, status } = entry
    if (!received) return undefined
    const names = user === undefined ? undefined : [user, ...this.#names(user)]
    const facts = factsOf(received, { client: client_id, user: names, scope, tag })
    return Object.assign(Object.create(facts) as Facts, { status })
  }
}

function carried(point: Point, { answered }: Entry): boolean {
  return answered !== undefined && carries(point, answered)
}

function partSaid(point: Point, wanted: string, found: string | undefined): string {
  if (found === undefined) return `had no ${point === 'token' ? 'grant_type' : 'response_type'}`
  return `was ${point}.${word(found)}, not ${point}.${word(wanted)}`
}

/** As selectors call it, where they have a word of their own. */
function word(part: string): string {
  return Object.keys(TOKEN_PARTS).find((name) => TOKEN_PARTS[name] === part) ?? part
}

/** `client was "wbe", not "web"`. */
function said({ key, name = '', value }: Condition, facts: Facts): string {
  const found =
    key === 'param' ? facts.param(name) : [facts[key]].flat().filter((one) => one !== undefined && one !== '')
  const what = key === 'param' ? `parameter ${name}` : key
  if (found.length === 0) return `had no ${what}, not "${value}"`
  if (key === 'status') return `status was ${String(found[0])}, not ${value}`
  return `${what} was "${found.join(' ')}", not "${value}"`
}
