// verify: whether the requests came that should have come.

import type { VERIFY } from './flags.js'
import { EXIT, Mistake } from './mistake.js'
import { answer, reach } from './running.js'
import type { Call } from './verb.js'

export async function verify({ values, operands, terminal }: Call<typeof VERIFY>): Promise<number> {
  if (values.strict?.value && !values.flow?.value)
    throw new Mistake('--strict is about the order of steps', ['write: verify --flow --strict authorize token.code'])
  const expected = values.flow?.value ? [] : operands.map(counted)
  const provider = await reach(values, terminal)
  if (values.flow?.value) await provider.expectFlow(operands, { strict: values.strict?.value === true })
  for (const [selector, count] of expected) await provider.verify(selector, count)
  answer(values, terminal, { verified: operands }, '')
  return EXIT.done
}

/** `token.refresh=1`; without a count it is at least once. */
function counted(written: string): readonly [string, string] {
  const [, selector = written, count = '1..'] = /^([^=]*)=(.*)$/s.exec(written) ?? []
  if (/^(?:\d+|\d+\.\.\d*|\.\.\d+)$/.test(count)) return [selector, count]
  throw new Mistake(`"${count}" in ${written} is not a count`, ['write 0, 1, 1.. (at least one), ..2 or 1..3'])
}
