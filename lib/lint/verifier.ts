// Code verifiers that could be guessed.

import { each, issued } from './rule.js'
import type { Rule } from './rule.js'

const ENOUGH = 128

export const VERIFIER: readonly Rule[] = [
  {
    rule: 'pkce-verifier-minimum-length-low-entropy',
    severity: 'warning',
    spec: 'RFC 7636 §7.1',
    fix: 'make the code_verifier of 32 random bytes in base64url',
    find: each(issued, ({ received: { form } }) => {
      const verifier = form.peek('code_verifier')
      const bits = verifier === undefined ? ENOUGH : entropyOf(verifier)
      if (verifier === undefined || bits >= ENOUGH) return undefined
      return `code_verifier has ${verifier.length} characters of ${new Set(verifier).size} kinds: at most ${Math.floor(bits)} bits, where 256 are recommended`
    }),
  },
]

/** An upper bound, in bits, for a text of this length and these characters. */
function entropyOf(text: string): number {
  return text.length * Math.log2(new Set(text).size)
}
