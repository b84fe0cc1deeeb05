// RFC 9700 §4.14.2: two refreshes at once with the same token. The first one to arrive wins; for a while whoever comes
// with the same token has lost, even where the server would have been lenient.

import { describable } from '../protocol/error.js'
import { json } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { readDuration } from './options.js'

const USUAL = 10_000
const MOST = 10_000

/** `within` is how long after the first one the others lose, on the realm's clock. */
export const race: Fault = {
  name: 'race',
  summary: 'refuses the second of two refreshes with the same token',
  layer: 'claims',
  arm(options) {
    const within = readDuration(options, 'within') ?? USUAL
    const seen = new Map<string, number>()
    return {
      explain: () => 'loses against an earlier one with the same refresh token',
      wrap:
        ({ hand, cause }) =>
        async (request, act) => {
          const token = request.form.peek('refresh_token')
          if (token === undefined) return act()
          const [first, now] = [seen.get(token), hand.now()]
          if (first !== undefined && now - first < within)
            return json(400, { error: 'invalid_grant', error_description: describable(`requested by fault ${cause}`) })
          seen.set(token, now)
          if (seen.size > MOST) seen.delete(String(seen.keys().next().value))
          return act()
        },
    }
  },
}
