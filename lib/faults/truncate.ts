// Sends only the beginning of the body, with consistent lengths. The answer is real: the work is done.

import type { Fault } from './fault.js'
import { OptionError, readNumber } from './options.js'

export const truncate: Fault = {
  name: 'truncate',
  summary: 'sends only the given share of the body (half of it unless told)',
  arm(options) {
    const share = readNumber(options, 'share') ?? 0.5
    if (!(share >= 0 && share < 1))
      throw new OptionError('share', `"${share}" is not a share of the body`, 'write 0 to below 1, as truncate:0.5')
    return {
      explain: () => `gets only the first ${Math.round(share * 1000) / 10} % of its body`,
      wrap: () => async (_request, act) => {
        const reply = await act()
        return { ...reply, delivery: { ...reply.delivery, truncate: share } }
      },
    }
  },
}
