// Runs the command of `exec` to its end, and to the end of what it started.

import { Escalation } from './escalation.js'
import { Group } from './group.js'
import { EXIT, Mistake } from './mistake.js'
import type { Surroundings, Terminal } from './terminal.js'

export interface Outcome {
  readonly code: number
  /** Whether it was stopped because its time was over. */
  readonly timedOut: boolean
}

export interface Errand {
  /** The file to run. */
  readonly program: string
  /** What was typed: the program's name and its arguments. */
  readonly operands: readonly string[]
  readonly env: Surroundings['env']
  readonly terminal: Terminal
  /** Milliseconds that the command may take to stop. */
  readonly grace: number
  /** Milliseconds that the command may take at all. */
  readonly timeout: number | undefined
}

/** @throws Mistake with exit 126 or 127 when the system does not run the program. */
export async function child({ program, operands, env, terminal, grace, timeout }: Errand): Promise<Outcome> {
  const [name = '', ...rest] = operands
  const { cwd, stdio } = terminal
  const shared = terminal.stdin.isTTY === true
  const group = new Group({ program, arguments: rest, name, env, cwd, stdio, shared })
  const escalation = new Escalation(group, terminal, { grace, timeout })
  try {
    const code = await group.ended.catch((error: unknown) => Promise.reject(refused(error, name)))
    await group.dissolve(grace)
    return { code: escalation.timedOut ? EXIT.timeout : code, timedOut: escalation.timedOut }
  } finally {
    escalation.end()
  }
}

/** The program was found, and the system would not run it all the same. */
function refused(error: unknown, name: string): Mistake {
  const { code } = error as NodeJS.ErrnoException
  const exit = code === 'ENOENT' ? EXIT.notFound : EXIT.notExecutable
  const why =
    code === 'ENOENT'
      ? 'the interpreter in its first line was not found'
      : `the system refuses to (${code ?? String(error)})`
  return new Mistake(`cannot run "${name}": ${why} (exit ${exit})`, [], exit)
}
