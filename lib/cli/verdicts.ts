// What clients made of the faults that fired: a line for each rule, with the clause and the request that decided.

import type { LocalProvider } from '../provider.js'
import { plural } from './tally.js'

type Home = LocalProvider['home']
export type Verdict = ReturnType<Home['verdicts']['list']>[number]

/** The worse, the earlier. */
const ORDER: readonly Verdict['outcome'][] = ['mishandled', 'watching', 'inconclusive', 'handled']

/** `f1 token=503:2s@1: mishandled: it came back after 0 s of the 2 s … (r4, RFC 9110 §10.2.3)`. */
export function verdictLines(verdicts: readonly Verdict[], home: Home): readonly string[] {
  const rules = new Map(home.faults.list().map(({ id, rule }) => [id, rule]))
  const stories = new Map<string, Verdict[]>()
  for (const verdict of verdicts) {
    const story = `${verdict.fault} ${verdict.effect}`
    stories.set(story, [...(stories.get(story) ?? []), verdict])
  }
  return [...stories.values()].map((own) => {
    const [{ fault = '', effect = '' } = {}] = own
    const counts = own.length === 1 ? '' : `${counted(own)}: `
    return `${fault} ${rules.get(fault) ?? effect}: ${counts}${told(worst(own))}`
  })
}

/** Sentences about what was mishandled; empty when all is well. */
export function mishandled(verdicts: readonly Verdict[], home: Home): readonly string[] {
  return verdictLines(
    verdicts.filter(({ outcome }) => outcome === 'mishandled'),
    home,
  ).map((line) => `fault ${line}`)
}

/** `mishandled: it tried 3 times more within 10 s (r4, RFC 6749 §5.2)`. */
export function told(verdict: Verdict | undefined): string {
  if (!verdict) return ''
  const { outcome, because, decided_by, spec } = verdict
  const proof = [decided_by, spec].filter((one) => one !== undefined)
  return `${outcome}: ${because}${proof.length === 0 ? '' : ` (${proof.join(', ')})`}`
}

function worst(verdicts: readonly Verdict[]): Verdict | undefined {
  return ORDER.flatMap((outcome) => verdicts.filter((verdict) => verdict.outcome === outcome))[0]
}

function counted(verdicts: readonly Verdict[]): string {
  const counts = ORDER.flatMap((outcome) => {
    const count = verdicts.filter((verdict) => verdict.outcome === outcome).length
    return count === 0 ? [] : [`${count} ${outcome}`]
  })
  return `${plural(verdicts.length, 'verdict')}, ${counts.join(', ')}`
}
