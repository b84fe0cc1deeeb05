// refetch: a key that is not known is looked up once more, and a signature that cannot be judged is not taken on trust
// (OpenID Connect Core §10.1.1).

import { useOf } from './artifacts.js'
import type { Finding, Judge, Watch } from './judge.js'
import { tagsFit } from './kinship.js'
import { gone, times } from './retry.js'
import type { Heard } from './heard.js'

/** Seconds within which `most` fetches are enough. */
const COOLDOWN = 10

export const refetch: Judge = {
  hear(watch, heard) {
    if (heard.entry.endpoint === 'jwks')
      return tagsFit(watch.spoiled.entry, heard.entry) ? fetched(watch, heard) : undefined
    const use =
      watch.spoiled.entry.endpoint === 'jwks' || watch.calls.length > 0 ? undefined : useOf(watch.spoiled, heard)
    if (use === undefined) return undefined
    if (watch.duty !== 'cope') return { outcome: 'mishandled', because: `${use} without a look at the keys` }
    const because = `${use} without a look at the keys, which TLS may stand in for (OpenID Connect Core §3.1.3.7)`
    return { outcome: 'inconclusive', because }
  },
  end: ({ calls }) => (calls.length === 0 ? gone('fetched the JWK Set again') : found(calls.length)),
}

/** Without a bound the first fetch decides. */
function fetched({ calls, probe: { most, seconds = COOLDOWN } }: Watch, heard: Heard): Finding | 'counts' {
  if (most === undefined) return found(1)
  const recent = calls.filter(({ entry }) => entry.at > heard.entry.at - seconds * 1000).length + 1
  if (recent <= most) return 'counts'
  return { outcome: 'mishandled', because: `it fetched the JWK Set ${times(recent)} within ${seconds} s` }
}

function found(count: number): Finding {
  return { outcome: 'handled', because: `it fetched the JWK Set again${count === 1 ? '' : `, ${times(count)}`}` }
}
