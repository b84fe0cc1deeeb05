// Where every failure ends: a sentence on stderr and an exit code. Only what is our own fault comes with a trace.

import { annotate } from './annotate.js'
import { manifest } from './manifest.js'
import { ControlError } from '../tester/refusal.js'
import { VerificationError } from '../tester/verification.js'
import { EXIT, Mistake } from './mistake.js'
import type { Terminal } from './terminal.js'

/** Tells what went wrong. @returns the exit code. */
export async function report(error: unknown, terminal: Terminal): Promise<number> {
  const say = (text: string): void => terminal.say(`${terminal.paint('red', 'error:')} ${text}`)
  if (error instanceof Mistake) {
    say([error.message, ...error.advice].join('\n  '))
    return error.exit
  }
  if (error instanceof ControlError) return (say(error.message), error.status === 0 ? EXIT.absent : EXIT.usage)
  if (error instanceof VerificationError) return (say(error.message), EXIT.unverified)
  const { CannotListen, FixturesError, RuleError } = await import('./failures.js')
  if (error instanceof FixturesError) {
    say(error.message)
    annotate('error', error.problems, terminal)
    return EXIT.fixtures
  }
  if (error instanceof RuleError) return (say(error.message), EXIT.usage)
  if (error instanceof CannotListen) return (say(error.message), EXIT.listen)
  say(
    `this is a bug in ${manifest.name} ${manifest.version}, not a mistake of yours; please report it with these lines:`,
  )
  terminal.say(trace(error))
  return EXIT.internal
}

function trace(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
