// Closes the connection with a TCP reset after reading the request. The server does not act.

import type { Fault } from './fault.js'

export const reset: Fault = {
  name: 'reset',
  summary: 'closes the connection with a TCP reset instead of answering',
  arm: () => ({
    explain: () => 'ends in a connection reset',
    // 502: what a gateway would make of it, for whoever reads the journal; it is not sent.
    wrap: () => async () => ({ status: 502, headers: {}, content: { kind: 'empty' }, delivery: { reset: true } }),
  }),
}
