// Never answers; the client has to give up. The server does not act: its state stays as it was.

import type { Fault } from './fault.js'

export const hang: Fault = {
  name: 'hang',
  summary: 'never answers; the client has to give up',
  arm: () => ({
    explain: () => 'is never answered',
    // 504: what a gateway would make of it, for whoever reads the journal; it is not sent.
    wrap: () => async () => ({ status: 504, headers: {}, content: { kind: 'empty' }, delivery: { hang: true } }),
  }),
}
