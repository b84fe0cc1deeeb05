// Parameters that are not there, and what was sent in their place.

import { quoted } from './error.js'
import type { Diagnosis } from './error.js'
import { PARAMETERS } from './names.js'
import type { Parameters } from './parameters.js'
import { nearest } from './spelling.js'

/** Names all that is missing at once, and what was sent in its place when that is likely. */
export function missing(names: readonly string[], { pairs }: Parameters): Diagnosis {
  const sent = [...new Set(pairs.map(({ name }) => name))]
  const empty = names.filter((name) => sent.includes(name))
  const strange = sent.filter((name) => !PARAMETERS.has(name))
  const near = names.flatMap((name) => {
    const other = strange.find((one) => folded(one) === folded(name)) ?? nearest(name, strange)
    return other === undefined ? [] : [`${quoted(other, 60)} was sent; write '${name}'`]
  })
  const parts = [
    `missing ${names.join(', ')}`,
    ...(empty.length > 0 ? [`${empty.join(', ')} was sent without a value, which counts as omitted`] : []),
    ...near,
  ]
  return {
    reason: near.length > 0 ? 'param-misspelled' : empty.length > 0 ? 'param-empty' : 'param-missing',
    hint: parts.join('; '),
    expected: names.join(', '),
    received: sent.slice(0, 12).join(', ') || 'no parameters',
    fix: `send ${names.join(' and ')}`,
    spec: 'RFC 6749 §3.2',
  }
}

/** A value that says that a variable was never set. */
export function unset(name: string, value: string): Diagnosis {
  return {
    reason: 'param-undefined-string',
    hint: `${name} is the text ${quoted(value, 40)}: a variable was not set before it was sent`,
    expected: `a value for ${name}`,
    received: value,
    fix: `check where the program takes ${name} from`,
    spec: 'RFC 6749 §3.2',
  }
}

/** `redirectUri`, `redirect-uri` and `REDIRECT_URI` fold to the same word. */
function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[-_. ]/g, '')
}
