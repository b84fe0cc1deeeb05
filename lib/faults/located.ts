// RFC 9728 §3.1, §5.1: protected resource metadata that is not where a client may look first: only at the root of the
// host, or only where the challenge of the resource says.

import { json, type Reply, type Request } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { OptionError, readText } from './options.js'

const WORD = 'of=challenge'

/** `only` is `root` or `challenge`. */
export const located: Fault = {
  name: 'located',
  summary: 'serves the metadata of a protected resource in one place only',
  layer: 'body',
  arm(options) {
    const only = readText(options, 'only')
    if (only !== 'root' && only !== 'challenge')
      throw new OptionError('only', `"${only}" is neither root nor challenge`)
    return {
      explain: () =>
        only === 'root'
          ? 'finds protected resource metadata at the root of the host only'
          : 'finds protected resource metadata only at the resource_metadata URL of a challenge',
      wrap: () => async (request, act) => {
        if (request.endpoint !== 'protected_resource_metadata')
          return only === 'challenge' ? pointed(await act()) : act()
        return isThere(request, only) ? act() : NOT_FOUND
      },
    }
  },
}

const NOT_FOUND = json(404, { error: 'invalid_request', error_description: 'there is nothing here' })

function isThere({ rest, url }: Request, only: 'root' | 'challenge'): boolean {
  return only === 'root' ? rest === '' || rest === '/' : url.endsWith(`?${WORD}`)
}

function pointed(reply: Reply): Reply {
  const challenge = reply.headers['www-authenticate']
  if (challenge === undefined) return reply
  const elsewhere = challenge.replace(/resource_metadata="([^"?]+)"/, `resource_metadata="$1?${WORD}"`)
  return { ...reply, headers: { ...reply.headers, 'www-authenticate': elsewhere } }
}
