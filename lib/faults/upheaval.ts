// What happens to a whole server between two calls of a client: a restart that forgets, keys that change (OpenID Connect
// Core §10.1.1), an answer that is lost after the work was done.

import type { Reply } from '../protocol/messages.js'
import { readWord } from './edit.js'
import type { Act, Fault } from './fault.js'
import { WEAK_RSA } from './foreign.js'
import { OptionError } from './options.js'
import type { Stagehand } from './stagehand.js'

type Upheaval = (hand: Stagehand) => Promise<unknown>

const WORDS: Readonly<Record<string, string>> = {
  restart: 'finds a server that has lost its state',
  'rotate-announced': 'sees the signing key replaced by one that was announced',
  'rotate-abrupt': 'sees the signing key replaced at once',
  'rotate-same-kid': 'sees the signing key replaced under the same kid',
  'weak-key': 'sees the signing key replaced by one of 1024 bits',
  'lost-answer': 'ends in a connection reset after the work was done',
}

const UPHEAVALS: Readonly<Record<string, Upheaval>> = {
  restart: (hand) => hand.forget(),
  'rotate-announced': (hand) => hand.rotateKeys({ announce: true }),
  'rotate-abrupt': (hand) => hand.rotateKeys({ announce: false }),
  'rotate-same-kid': (hand) => hand.rotateKeys({ announce: false, sameKid: true }),
  'weak-key': (hand) => hand.rotateKeys({ announce: false, alg: 'RS256', key: { ...WEAK_RSA, kid: 'weak-1024' } }),
}

/** `what` happens before the server acts; at the JWK Set, once it is on its way, so that the client has the old one. */
export const upheaval: Fault = {
  name: 'upheaval',
  summary: 'restarts the server, replaces its keys, or loses an answer after the work was done',
  layer: 'claims',
  arm(options) {
    const what = readWord(options, 'what', Object.keys(WORDS))
    if (what === undefined) throw new OptionError('what', 'it does not say what happens')
    return {
      explain: () => WORDS[what] ?? what,
      wrap:
        ({ hand }) =>
        (request, act) =>
          request.endpoint === 'jwks' ? after(what, act, hand) : before(what, act, hand),
    }
  },
}

async function before(what: string, act: Act, hand: Stagehand): Promise<Reply> {
  await UPHEAVALS[what]?.(hand)
  const reply = await act()
  return what === 'lost-answer' ? { ...reply, delivery: { ...reply.delivery, reset: true } } : reply
}

async function after(what: string, act: Act, hand: Stagehand): Promise<Reply> {
  const reply = await act()
  await UPHEAVALS[what]?.(hand)
  return reply
}
