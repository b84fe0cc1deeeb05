// Did you mean …? The nearest of some words, by Damerau-Levenshtein distance. Give it the right
// candidates only: the keys of this object, the flags of this command, the errors of this endpoint.

/**
 * The candidate that was probably meant: at most two edits away, or a third of the word's length in longer
 * words; upper and lower case, `_` and `-` do not count. `undefined` when none is near.
 *
 * @example nearest('secrte', ['secret', 'scope']) // 'secret'
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3))
  let best: string | undefined
  let least = limit + 1
  for (const candidate of candidates) {
    // Each letter more or less is an edit of its own; and comparing what is very long would take for ever.
    if (Math.abs(word.length - candidate.length) > limit || word.length > 1000) continue
    const apart = distance(folded(word), folded(candidate))
    if (apart < least && apart < Math.min(word.length, candidate.length)) {
      best = candidate
      least = apart
    }
  }
  return best
}

/** How many letters must be changed, added, dropped or swapped with their neighbour (optimal string alignment). */
export function distance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1]
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row[j] = Math.min(
        cell(last, j) + 1,
        cell(row, j - 1) + 1,
        cell(last, j - 1) + (same ? 0 : 1),
        swapped ? cell(beforeLast, j - 2) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = row
  }
  return cell(last, to.length)
}

const cell = (row: readonly number[], at: number): number => row[at] ?? Infinity

function folded(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '')
}
