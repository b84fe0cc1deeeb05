// RFC 9110 §11.6.1, RFC 6750 §3: a resource that refuses with challenges given word for word: none, several, broken ones.
// The server does not act.

import { describable } from '../protocol/error.js'
import { json, type Request } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { OptionError, readNumber, readText, type Options } from './options.js'

/**
 * `status`, `error` and the WWW-Authenticate values in `challenges`. `unless: 'dpop'` spares requests with the DPoP
 * scheme, `unless: 'token'` spares those with any token; `only: 'first-token'` refuses one token, whenever it comes.
 */
export const unauthorized: Fault = {
  name: 'unauthorized',
  summary: 'refuses a call to a resource with the WWW-Authenticate headers given, word for word',
  arm(options) {
    const status = readNumber(options, 'status') ?? 401
    const error = readText(options, 'error') ?? 'invalid_token'
    const challenges = challengesOf(options)
    const spares = sparing(readText(options, 'unless'), readText(options, 'only'))
    return {
      explain: () => `is refused with ${error} (${status})`,
      wrap:
        ({ cause }) =>
        async (request, act) => {
          if (spares(request)) return act()
          const error_description = describable(`requested by fault ${cause}`)
          const beside = challenges.map((value) => ['www-authenticate', value] as const)
          return { ...json(status, { error, error_description }), delivery: { beside } }
        },
    }
  },
}

function challengesOf({ challenges = [] }: Options): readonly string[] {
  if (!Array.isArray(challenges)) throw new OptionError('challenges', 'challenges is not a list')
  return challenges.map(String)
}

function sparing(unless: string | undefined, only: string | undefined): (request: Request) => boolean {
  let first: string | undefined
  return ({ authorizations: [sent] }) => {
    if (unless === 'dpop') return /^dpop /i.test(sent ?? '')
    if (unless === 'token') return sent !== undefined
    if (only !== 'first-token') return false
    if (sent === undefined) return true
    first ??= sent
    return sent !== first
  }
}
