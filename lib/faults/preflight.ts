// The Fetch standard's CORS preflight, refused. The call that would follow is none of this rule's business: a browser does
// not send it.

import type { Fault } from './fault.js'
import { readNumber } from './options.js'

export const preflight: Fault = {
  name: 'preflight',
  summary: 'refuses the CORS preflight of browsers',
  ahead: 'preflight',
  arm(options) {
    const status = readNumber(options, 'status') ?? 403
    return {
      explain: () => `has its CORS preflight answered with HTTP ${status}`,
      wrap: () => async () => ({ status, headers: {}, content: { kind: 'empty' } }),
    }
  },
}
