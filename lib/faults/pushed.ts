// RFC 9126 §2.2, §4: a pushed request that is over sooner than the client thinks: used up by somebody who only looked,
// or short-lived.

import type { Fault } from './fault.js'
import { OptionError, readNumber } from './options.js'

/** `seconds` that it lives; absent, it is used up at once. */
export const pushed: Fault = {
  name: 'pushed',
  summary: 'lets a pushed authorization request be used up, or over after some seconds',
  layer: 'body',
  arm(options) {
    const seconds = readNumber(options, 'seconds')
    if (seconds !== undefined && !(seconds >= 0 && seconds <= 86_400))
      throw new OptionError('seconds', `"${seconds}" is not a number of seconds up to a day`)
    return {
      explain: () =>
        seconds === undefined
          ? 'gets a request_uri that somebody else uses up at once'
          : `gets a request_uri that lives for ${seconds} s`,
      wrap:
        ({ hand }) =>
        async (_request, act) => {
          const reply = await act()
          const { content } = reply
          if (content.kind !== 'members' || typeof content.members['request_uri'] !== 'string') return reply
          const { request_uri } = content.members
          await hand.endPushed(request_uri, seconds)
          const expires_in = seconds === undefined ? {} : { expires_in: seconds }
          return { ...reply, content: { ...content, members: { ...content.members, ...expires_in } } }
        },
    }
  },
}
