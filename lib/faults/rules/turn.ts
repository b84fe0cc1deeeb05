// Is it the n-th call's turn? Pure functions of the rule, the number of the call and the time, so
// that neither other rules nor concurrency can change which calls are spoiled.

import type { When } from './rule.js'

/** Is the rule in force? Outside of this time it neither fires nor counts. */
export function inForce(
  { after = 0, for: span = Infinity, until = Infinity }: When,
  armedAt: number,
  now: number,
): boolean {
  const begins = armedAt + after
  return now >= begins && now < begins + span && now < until
}

/** Does the rule spoil the `n`-th matching call? `chance` is that call's draw, from 0 to below 1. */
export function isDue({ from = 1, to = Infinity, every = 1, chance = 1 }: When, n: number, drawn: number): boolean {
  return n >= from && n <= to && n % every === 0 && drawn < chance
}

/** A number from 0 to below 1 that is always the same for the same words: FNV-1a, then murmur3's finish. */
export function draw(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5
  for (const character of words.join('\n')) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
