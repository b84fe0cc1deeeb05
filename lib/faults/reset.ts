// Closes the connection with a TCP reset after reading the request. The server does not act, unless a row of the
// catalogue says that the answer is lost and not the work.

import type { Fault } from './fault.js'

export const reset: Fault = {
  name: 'reset',
  summary: 'closes the connection with a TCP reset instead of answering',
  arm: ({ act: acts }) => ({
    explain: () => (acts === true ? 'is done and ends in a connection reset' : 'ends in a connection reset'),
    wrap: () => async (_request, act) => {
      if (acts === true) await act()
      // 502: what a gateway would make of it, for whoever reads the journal; it is not sent.
      return { status: 502, headers: {}, content: { kind: 'empty' }, delivery: { reset: true } }
    },
  }),
}
