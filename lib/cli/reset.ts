// reset: a running server back to its fixtures.

import type { RESET } from './flags.js'
import { EXIT, Mistake } from './mistake.js'
import { answer, reach } from './running.js'
import type { Call } from './verb.js'

export async function reset({ values, terminal }: Call<typeof RESET>): Promise<number> {
  const only = values.only?.value ?? []
  if (values.tag && only.length > 0)
    throw new Mistake('--only and --tag do not go together', ['a tag has faults and a journal of its own, and both go'])
  await (await reach(values, terminal)).reset(...only)
  answer(values, terminal, { reset: only.length > 0 ? only : true }, '')
  return EXIT.done
}
