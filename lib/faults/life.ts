// The life of codes and tokens, cut short or drawn out behind the client's back (RFC 6749 §4.1.2, §5.2, RFC 6750 §3.1,
// RFC 9700 §4.14.2). What follows is judged by the server itself, with the reasons that it has for it.

import type { Reply, Request } from '../protocol/messages.js'
import { chosen, readWord } from './edit.js'
import type { Act, Fault } from './fault.js'
import { FATES, type Fate } from './fates.js'
import { HELD, handedOut, presented, type Held } from './holding.js'
import { OptionError, readNumber, readText } from './options.js'
import type { Stagehand } from './stagehand.js'

/**
 * `fate` says what becomes of the artifact `of`: the one that the request presents, before the server looks at it, or
 * else the one that its answer hands out; `either` is a refresh token or an access token. `share` is that of `shorten`, between 0 and 1.
 */
export const life: Fault = {
  name: 'life',
  summary: 'ends or prolongs the life of a code or token',
  layer: 'claims',
  arm(given) {
    const options = chosen(given)
    const fate = readWord(options, 'fate', Object.keys(FATES))
    const of = readWord(options, 'of', [...HELD, 'either'])
    if (fate === undefined || of === undefined) throw new OptionError('fate', 'it does not say what becomes of what')
    const share = readNumber(options, 'share') ?? 0
    if (!(share >= 0 && share < 1))
      throw new OptionError('share', `"${share}" is not a share of a life`, 'write 0 to below 1')
    return {
      explain: () => readText(options, 'words') ?? `meets its fate: ${fate}`,
      wrap:
        ({ hand }) =>
        (request, act) =>
          met(
            FATES[fate] as Fate,
            of === 'either' ? ['refresh_token', 'access_token'] : [of],
            share,
            request,
            act,
            hand,
          ),
    }
  },
}

async function met(
  fate: Fate,
  of: readonly Held[],
  share: number,
  request: Request,
  act: Act,
  hand: Stagehand,
): Promise<Reply> {
  const sent = of.map((held) => presented(request, held)).find((value) => value !== undefined)
  if (sent !== undefined && fate.before) await fate.before(hand, sent)
  const reply = await act()
  const issued = of.map((held) => handedOut(reply, held)).find((value) => value !== undefined)
  if (!fate.after || issued === undefined || (sent !== undefined && fate.before)) return reply
  return fate.after(reply, { hand, issued, sent, share })
}
