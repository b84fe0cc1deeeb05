// How often the documents of the server are fetched, and whether.

import type { Entry } from '../journal/journal.js'
import { at, issued, plural } from './rule.js'
import type { Hit, Rule } from './rule.js'

/** Fewer may be a program that starts and stops. */
const MANY = 4

export const DISCOVERY: readonly Rule[] = [
  {
    rule: 'jwks-fetched-per-request',
    severity: 'notice',
    spec: 'OpenID Connect Core §10.1.1',
    fix: 'cache the JWK Set, and fetch it again for an unknown kid alone',
    find: (entries) =>
      tooOften(entries, 'jwks', at('token', 'userinfo', 'resource', 'documents')(entries).length, 'JWK Set', 'request'),
  },
  {
    rule: 'discovery-fetched-per-request',
    severity: 'notice',
    spec: 'RFC 8414 §3.2',
    fix: 'fetch the metadata once when the program starts, and as its cache-control says',
    find: (entries) =>
      tooOften(entries, 'metadata', at('authorization', 'token')(entries).length, 'metadata document', 'request'),
  },
  {
    rule: 'discovery-never-fetched',
    severity: 'notice',
    spec: 'RFC 8414 §3',
    fix: 'let the client read /.well-known/openid-configuration: endpoints and keys may move',
    find: (entries) => {
      const [first] = issued(entries)
      if (!first || at('metadata')(entries).length > 0) return []
      return [
        {
          entry: first,
          hint: 'tokens were issued, and nobody ever fetched the metadata: its URLs are configured by hand',
        },
      ]
    },
  },
]

/** One finding with all of them, when they keep pace with what they are fetched for. */
function tooOften(
  entries: readonly Entry[],
  endpoint: 'jwks' | 'metadata',
  occasions: number,
  what: string,
  noun: string,
): readonly Hit[] {
  const fetched = at(endpoint)(entries).filter(({ status }) => status === 200)
  if (fetched.length < MANY || fetched.length < occasions / 2) return []
  const hint = `the ${what} was fetched ${plural(fetched.length, 'time')} for ${plural(occasions, noun)}; it may be cached`
  return fetched.map((entry) => ({ entry, hint }))
}
