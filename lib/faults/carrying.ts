// RFC 6750 §2, OpenID Connect Core §5.3.1: a resource that takes the token in one way only, as some do.

import { describable } from '../protocol/error.js'
import { json, type Request } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { OptionError, readText } from './options.js'

const REFUSED: Readonly<Record<string, { readonly explain: string; fits(request: Request): boolean }>> = {
  body: {
    explain: 'is refused with 400 when the token is in the body',
    fits: ({ form, authorizations }) => authorizations.length === 0 && form.peek('access_token') !== undefined,
  },
  post: { explain: 'is refused with 405 when it is a POST', fits: ({ method }) => method === 'POST' },
}

/** `refuses` is `body` or `post`. */
export const carrying: Fault = {
  name: 'carrying',
  summary: 'refuses tokens in the body, or POST requests',
  arm(options) {
    const word = readText(options, 'refuses') ?? 'body'
    const refused = REFUSED[word]
    if (!refused) throw new OptionError('refuses', `"${word}" is neither body nor post`)
    return {
      explain: () => refused.explain,
      wrap:
        ({ cause }) =>
        async (request, act) => {
          if (!refused.fits(request)) return act()
          const error_description = describable(`requested by fault ${cause}`)
          const members = { error: 'invalid_request', error_description }
          return word === 'post' ? json(405, members, { allow: 'GET' }) : json(400, members, CHALLENGE)
        },
    }
  },
}

const CHALLENGE = { 'www-authenticate': 'Bearer error="invalid_request"' }
