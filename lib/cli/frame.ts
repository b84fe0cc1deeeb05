// The lines before and after the command that `exec` runs. Its own output stands untouched between them.

import { formatDuration } from '../protocol/duration.js'
import type { LocalProvider } from '../provider.js'
import type { Outcome } from './child.js'
import type { Config } from './config.js'
import type { Expectation } from './expect.js'
import type { Log } from './log.js'
import { SHORT } from './manifest.js'
import { EXIT } from './mistake.js'
import { requestLine } from './pretty.js'
import type { Mask } from './secrets.js'
import type { EXEC } from './settings.js'
import { neverFired, plural, type Tally } from './tally.js'
import type { Renamed } from './tell.js'
import type { Terminal } from './terminal.js'
import type { Call } from './verb.js'
import { findingLines } from './findings.js'
import { verdictLines } from './verdicts.js'

/** Without --log: two lines, and none for each request. */
export const BRIEF = 'brief'

/** All that `exec` has settled before it starts anything. */
export interface Plan {
  readonly call: Call<typeof EXEC>
  readonly config: Config
  /** The file to run. */
  readonly program: string
  readonly renamed: readonly Renamed[]
  readonly log: Log
  readonly mask: Mask
  /** --expect, read. */
  readonly expected: readonly Expectation[]
}

interface Introduction {
  readonly config: Config
  readonly log: Log
  readonly terminal: Terminal
  readonly provider: LocalProvider
  /** The variables that the command gets. */
  readonly told: Readonly<Record<string, string>>
}

export function introduce({ config, log, terminal, provider, told }: Introduction): void {
  log.ready({ provider, fixtures: config.read.names, seed: config.seed })
  const { env } = terminal
  const replaced = Object.keys(told).filter((name) => env[name] !== undefined && env[name] !== told[name])
  const verb = replaced.length === 1 ? 'is' : 'are'
  // A real issuer left in the environment must never be used by a test, nor vanish without a word.
  if (replaced.length > 0) log.warning(`${replaced.join(', ')} in the environment ${verb} replaced for this command`)
  if (config.log !== BRIEF) return
  const names = Object.keys(told).filter((name) => !/_(?:CONTROL|CLIENT)_[A-Z]+$/.test(name))
  frame(terminal, `${provider.issuer} (seed ${config.seed})  →  ${names.join(', ')}`)
}

/** Tells what came of it. @param missed Expectations that did not hold, a sentence each. @returns the exit code of `exec`. */
export function conclude(
  plan: Plan,
  provider: LocalProvider,
  tally: Tally,
  { code, timedOut }: Outcome,
  missed: readonly string[],
): number {
  const { config, log } = plan
  const { values, terminal } = plan.call
  const unused = neverFired(provider, tally)
  const strict = unused.length > 0 && values.strictFaults?.value === true
  const broken = code === 0 && (strict || missed.length > 0)
  const exit = broken ? EXIT.unmet : code
  if (timedOut) log.warning(`the command was stopped after ${formatDuration(values.timeout?.value ?? 0)} (--timeout)`)
  if (code !== 0) explain(plan, tally)
  for (const sentence of unused) log.warning(sentence)
  for (const sentence of missed) log.warning(sentence)
  if (broken) log.warning(disappointment(strict, missed.length > 0, exit))
  const { requests, faults, refusals } = tally
  log.stop({ exit, requests, faults, refusals, unused: unused.length })
  const sums = [plural(requests, 'request'), `${plural(faults, 'fault')} fired`, plural(refusals, 'unexplained error')]
  if (config.log === BRIEF) for (const line of verdictLines(tally.verdicts, provider.home)) frame(terminal, line)
  if (config.log === BRIEF) for (const line of findingLines(provider.home)) frame(terminal, plan.mask(line))
  if (config.log === BRIEF) frame(terminal, [...sums, `${(terminal.elapsed() / 1000).toFixed(1)} s`].join(', '))
  return exit
}

/** @param strict Not every fault fired. @param missed Not every expectation held. */
function disappointment(strict: boolean, missed: boolean, exit: number): string {
  const words = [
    ...(strict ? ['not every fault fired'] : []),
    ...(missed ? ['not all that was expected came true'] : []),
  ]
  const flags = [...(strict ? ['--strict-faults'] : []), ...(missed ? ['--expect'] : [])]
  return `the command succeeded, but ${words.join(', and ')} (${[...flags, `exit ${exit}`].join(', ')})`
}

/** The reasons for refusals that no fault caused, in the same place as the assertion that failed over them. */
function explain({ config, call: { terminal }, mask }: Plan, tally: Tally): void {
  if (config.log === 'json' || config.log === 'pretty') return // they have told each request already
  for (const entry of tally.refused) terminal.say(requestLine(entry, terminal, mask))
}

function frame(terminal: Terminal, text: string): void {
  terminal.say(`${terminal.paint('bold', SHORT)} ${terminal.paint('dim', '│')} ${text}`)
}
