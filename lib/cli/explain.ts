// explain: why a request was answered as it was, or what a rule does, in words.

import type { Explanation } from '../tester/provider.js'
import type { RUNNING } from './flags.js'
import { EXIT, Mistake } from './mistake.js'
import { answer, reach } from './running.js'
import type { Call } from './verb.js'

export async function explain({ values, operands, terminal }: Call<typeof RUNNING>): Promise<number> {
  const [what = ''] = operands
  if (!what.includes('=') && !/^r\d+$/.test(what))
    throw new Mistake(`"${what}" is neither a request nor a fault rule`, [
      'a request is r17, as in the journal and in the header mock-oauth2-request-id',
      'a rule has an "=", as token=503@2',
    ])
  const provider = await reach(values, terminal)
  const told: Explanation = what.includes('=')
    ? { id: what, text: await provider.faults.explain(what) }
    : await provider.explain(what)
  answer(values, terminal, told, told.text)
  return EXIT.done
}
