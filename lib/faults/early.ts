// RFC 9112 §9.6: answers before the body has been read, and closes the connection. Selectors see what stands in the request
// line and in the headers alone. The server does not act.

import { json } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { readNumber } from './options.js'

export const early: Fault = {
  name: 'early',
  summary: 'answers before the body has been read, and closes the connection',
  ahead: 'early',
  arm(options) {
    const status = readNumber(options, 'status') ?? 503
    return {
      explain: () => `is answered with HTTP ${status} before its body is read`,
      wrap:
        ({ cause }) =>
        async () => ({
          ...json(status, { error: 'temporarily_unavailable', error_description: `requested by fault ${cause}` }),
          delivery: { close: true, headers: { connection: 'close' } },
        }),
    }
  },
}
