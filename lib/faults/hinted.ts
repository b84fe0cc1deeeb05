// RFC 6750 §3, RFC 9728 §5.1: a challenge that names the scope that would do, or does not. The server does its work.

import { describable } from '../protocol/error.js'
import type { Reply } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { readText } from './options.js'

/** `scope` is put into each challenge; absent, none is left in it. */
export const hinted: Fault = {
  name: 'hinted',
  summary: 'names a scope in the challenges of a resource, or takes it out',
  layer: 'body',
  arm(options) {
    const scope = readText(options, 'scope')
    return {
      explain: () =>
        scope === undefined
          ? 'is refused without a word about scope'
          : `is refused with the scope ${scope} in the challenge`,
      wrap: () => async (_request, act) => changed(await act(), scope),
    }
  },
}

function changed(reply: Reply, scope: string | undefined): Reply {
  const before = reply.headers['www-authenticate']
  if (before === undefined) return reply
  const bare = before.replace(/(, *| +)scope="[^"]*"/, (_all, gap: string) => (gap.startsWith(',') ? '' : ' '))
  const challenge = scope === undefined ? bare : `${bare}, scope="${describable(scope)}"`
  return { ...reply, headers: { ...reply.headers, 'www-authenticate': challenge } }
}
