// Whether what happened is what was expected, and what came nearest when it is not.

import type { Entry } from '../journal/journal.js'
import { wanted, type Question } from './question.js'
import { Selection, type Names } from './selection.js'

export interface NearMiss {
  /** Of the entry. */
  readonly id: string
  /** `client was "wbe", not "web"`. */
  readonly why: string
}

export interface Finding {
  readonly satisfied: boolean
  /** Whether more requests could still make it so. */
  readonly hopeless: boolean
  readonly count: number
  /** Those that counted. */
  readonly entries: readonly Entry[]
  /** `saw 0 of at least 1: token.refresh+client:web`. */
  readonly title: string
  readonly detail: string
  readonly nearest: readonly NearMiss[]
}

const MOST_NEAR = 5
const MOST_LOOKED_AT = 1_000

/** Counts the requests that a question means. */
export function counted(question: Question, entries: readonly Entry[], names?: Names): Finding {
  const selection = new Selection(question.selector, names)
  const found = entries.filter((entry) => selection.has(entry))
  const { length: count } = found
  const hopeless = count > question.most
  const satisfied = count >= question.least && !hopeless
  const title = `saw ${count} of ${wanted(question)}: ${question.text}`
  const nearest = satisfied ? [] : hopeless ? surplus(found, question) : near(selection, entries)
  return { satisfied, hopeless, count, entries: found, title, detail: detailOf(title, nearest), nearest }
}

/** Whether the steps were taken in this order; with `strict`, nothing else was done. */
export function ordered(
  steps: readonly Question[],
  entries: readonly Entry[],
  strict: boolean,
  names?: Names,
): Finding {
  const selections = steps.map(({ selector }) => new Selection(selector, names))
  const taken: Entry[] = []
  const strangers: Entry[] = []
  for (const entry of entries) {
    if (selections[taken.length]?.has(entry)) taken.push(entry)
    else strangers.push(entry)
  }
  const complete = taken.length === steps.length
  const hopeless = strict && strangers.length > 0
  if (complete && !hopeless) return finding(taken, '', [], true, false)
  const next = selections[taken.length]
  const missing = steps[taken.length]
  if (complete || !next || !missing) {
    const others = strangers
      .slice(0, MOST_NEAR)
      .map((entry) => ({ id: entry.id, why: `${placeOf(entry)} was not asked for` }))
    return finding(
      taken,
      `saw ${strangers.length} requests beside the ${steps.length} of the flow`,
      others,
      false,
      true,
    )
  }
  const last = taken.at(-1)
  const after = last ? ` after ${steps[taken.length - 1]?.text ?? ''} (${last.id})` : ''
  const title = `saw ${taken.length} of ${steps.length} steps: no ${missing.text}${after}`
  return finding(
    taken,
    title,
    [...early(next, entries, last), ...near(next, strangers)].slice(0, MOST_NEAR),
    false,
    hopeless,
  )
}

function finding(
  entries: readonly Entry[],
  title: string,
  nearest: readonly NearMiss[],
  satisfied: boolean,
  hopeless: boolean,
): Finding {
  return { satisfied, hopeless, count: entries.length, entries, title, detail: detailOf(title, nearest), nearest }
}

function detailOf(title: string, nearest: readonly NearMiss[]): string {
  const [first] = nearest
  return first ? `${title}; nearest: ${first.id} ${first.why}` : `${title}; nothing came near`
}

/** A step that came, but not in its turn. */
function early(step: Selection, entries: readonly Entry[], last: Entry | undefined): readonly NearMiss[] {
  const end = last ? entries.indexOf(last) : 0
  const before = entries.slice(0, end).filter((entry) => step.has(entry))
  return before.slice(-1).map(({ id }) => ({ id, why: `came before ${last?.id ?? 'it was its turn'}` }))
}

function surplus(found: readonly Entry[], { most }: Question): readonly NearMiss[] {
  return found
    .slice(most, most + MOST_NEAR)
    .map((entry) => ({ id: entry.id, why: `${placeOf(entry)} is one too many` }))
}

/** Those with the least against them, newest first; never those of another place while there are others. */
function near(selection: Selection, entries: readonly Entry[]): readonly NearMiss[] {
  const judged = entries.slice(-MOST_LOOKED_AT).flatMap((entry, at) => {
    const against = selection.against(entry)
    return against.length === 0
      ? []
      : [{ entry, at, against, elsewhere: /^(was at|carried no) /.test(against[0] ?? '') }]
  })
  const here = judged.filter(({ elsewhere }) => !elsewhere)
  const candidates = (here.length > 0 ? here : judged).toSorted(
    (one, other) => one.against.length - other.against.length || other.at - one.at,
  )
  return candidates.slice(0, MOST_NEAR).map(({ entry, against }) => ({ id: entry.id, why: against.join(', ') }))
}

function placeOf({ method, url }: Entry): string {
  return `${method} ${url.split('?')[0] ?? url}`
}
