// stop: ends a running server, and returns when it is gone.

import { setTimeout } from 'node:timers/promises'
import { ControlError } from '../tester/refusal.js'
import type { RUNNING } from './flags.js'
import { EXIT, Mistake } from './mistake.js'
import { answer, asker, whereIs } from './running.js'
import type { Call } from './verb.js'

const LIMIT = 10_000

export async function stop({ values, terminal }: Call<typeof RUNNING>): Promise<number> {
  if (values.realm) throw new Mistake('stop ends the whole server, not a realm', ['leave --realm out'])
  const [ask, url] = [asker(values, terminal), whereIs(values, terminal)]
  await ask('POST', '/shutdown')
  for (const until = terminal.elapsed() + LIMIT; terminal.elapsed() < until; await setTimeout(20)) {
    const gone = await ask('GET', '/health').then(() => false, isGone)
    if (!gone) continue
    answer(values, terminal, { stopped: url }, `stopped ${url}`)
    return EXIT.done
  }
  throw new Mistake(`${url} still answers after ten seconds`, [], EXIT.absent)
}

function isGone(error: unknown): boolean {
  return error instanceof ControlError && error.status === 0
}
