// test: nothing that a client does on the wire tells whether it coped.

import type { Judge } from './judge.js'

export const program: Judge = {
  hear: () => undefined,
  end: () => ({
    outcome: 'inconclusive',
    because: 'only the test program can tell: nothing on the wire shows whether it coped',
  }),
}
