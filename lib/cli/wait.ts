// wait: blocks until a server is ready. The health check of a container, or the first line of a script.

import { setTimeout } from 'node:timers/promises'
import { formatDuration } from '../protocol/duration.js'
import { ControlError } from '../tester/refusal.js'
import type { Provider } from '../tester/provider.js'
import type { WAIT } from './flags.js'
import { EXIT, Mistake } from './mistake.js'
import { answer, reach } from './running.js'
import { url as readUrl } from './values.js'
import type { Terminal } from './terminal.js'
import type { Call } from './verb.js'

const LIMIT = 30_000
const BETWEEN = 50

export async function wait({ values, operands, terminal }: Call<typeof WAIT>): Promise<number> {
  const [operand] = operands
  const said = operand === undefined ? values : { ...values, url: { value: address(operand), origin: operand } }
  const limit = values.timeout?.value ?? LIMIT
  const { issuer, url, control } = await ready(said, terminal, limit)
  answer(values, terminal, { issuer, url, control }, '')
  return EXIT.done
}

async function ready(said: Call<typeof WAIT>['values'], terminal: Terminal, limit: number): Promise<Provider> {
  const until = terminal.elapsed() + limit
  for (;;) {
    try {
      return await reach(said, terminal)
    } catch (error) {
      if (!isAbsent(error)) throw error
      if (terminal.elapsed() >= until)
        throw new Mistake(`no server was ready within ${formatDuration(limit)}`, [error.message], EXIT.absent)
    }
    await setTimeout(BETWEEN)
  }
}

/** Not there yet; what refuses us is there. */
function isAbsent(error: unknown): error is Error {
  return (
    (error instanceof ControlError && error.status === 0) || (error instanceof Mistake && error.exit === EXIT.absent)
  )
}

function address(operand: string): string {
  try {
    return readUrl(operand)
  } catch (error) {
    throw new Mistake((error as Error).message, ['write for example: wait http://localhost:2884'])
  }
}
