// --expect: what must hold when the command is over. Read before anything starts.

import { parseSelector } from '../faults/rules/grammar.js'
import type { LocalProvider } from '../provider.js'
import { Mistake } from './mistake.js'
import { mishandled, type Verdict } from './verdicts.js'

export interface Expectation {
  readonly written: string
  /** Absent for `handled`. */
  readonly requests?: { readonly selector: string; readonly count: string }
}

/** @throws Mistake, and RuleError for a bad selector. */
export function expectations(given: readonly string[]): readonly Expectation[] {
  return given.map((written) => {
    if (written === 'handled') return { written }
    const [, selector = '', count = ''] = /^([^=]+)=(.+)$/.exec(written) ?? []
    if (selector === '')
      throw new Mistake(`--expect: "${written}" is no expectation`, [
        'write handled, or SELECTOR=COUNT as in token.code=1..',
      ])
    if (!/^(?:\d+|\d+\.\.\d*|\.\.\d+)$/.test(count))
      throw new Mistake(`--expect: "${count}" in ${written} is not a count`, [
        'write 0, 1, 1.. (at least one), ..2 or 1..3',
      ])
    parseSelector(selector)
    return { written, requests: { selector, count } }
  })
}

/** Sentences about what did not hold. */
export async function unmet(
  expected: readonly Expectation[],
  provider: LocalProvider,
  verdicts: readonly Verdict[],
): Promise<readonly string[]> {
  const sentences: string[] = []
  for (const { written, requests } of expected) {
    if (!requests) sentences.push(...mishandled(verdicts, provider.home))
    else
      await provider
        .verify(requests.selector, requests.count)
        .catch((error: unknown) =>
          sentences.push(`--expect ${written}: ${error instanceof Error ? error.message : String(error)}`),
        )
  }
  return sentences
}
