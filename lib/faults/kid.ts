// RFC 7515 §4.1.4: which key a forged JWT names. Its signature stays that of whoever signed it.

import type { DraftContent } from '../protocol/draft.js'
import type { Turn } from './fault.js'

export const KIDS = ['unknown', 'fresh', 'another', 'missing'] as const
export type Kid = (typeof KIDS)[number]

export function namedKey(kid: Kid, content: DraftContent, turn: Turn): Partial<DraftContent> {
  return { header: { ...content.header, kid: kidOf(kid, content, turn) } }
}

function kidOf(kid: Kid, { alg }: DraftContent, { hand, chance }: Turn): string | undefined {
  switch (kid) {
    case 'unknown':
      return 'a-key-that-is-not-published'
    case 'fresh': // another one for every token
      return `a-key-that-is-not-published-${chance.toString(36).slice(2, 12)}`
    case 'another':
      return hand.keys().find((key) => key.alg !== alg)?.kid ?? 'a-key-that-is-not-published'
    case 'missing':
      return undefined
  }
}
