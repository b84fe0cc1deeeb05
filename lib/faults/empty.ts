// Zero bytes under the honest status and headers, the catalogue's `http-empty-200`. The work is done.

import type { Reply } from '../protocol/messages.js'
import type { Fault } from './fault.js'

export const empty: Fault = {
  name: 'empty',
  summary: 'sends no body at all, under the honest status and headers',
  arm: () => ({
    explain: () => 'gets an empty body',
    wrap: () => async (_request, act) => emptied(await act()),
  }),
}

/** A redirection has nothing to lose but its way: it ends in a blank page. */
function emptied(reply: Reply): Reply {
  if (reply.content.kind === 'redirection') return { ...reply, status: 200, content: { kind: 'empty' } }
  return { ...reply, delivery: { ...reply.delivery, raw: '' } }
}
