// RFC 8259: a body that is not JSON under the honest status and headers. The work is done.

import type { Fault } from './fault.js'

export const badjson: Fault = {
  name: 'badjson',
  summary: 'sends a body that is not JSON, under the honest status and headers',
  arm: () => ({
    explain: () => 'gets a body that is not JSON',
    wrap:
      ({ cause }) =>
      async (_request, act) => {
        const reply = await act()
        const raw = `{"error_description": "spoiled by fault ${cause}", oops`
        return { ...reply, delivery: { ...reply.delivery, raw } }
      },
  }),
}
