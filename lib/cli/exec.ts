// exec: starts a server, runs a command with the issuer in its environment, stops; answers with the
// command's own exit code. Everything that can be wrong is found out before anything starts.

import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { formatDuration } from '../protocol/duration.js'
import type { Provider } from '../provider.js'
import { configure, table, type Config } from './config.js'
import { Escalation } from './escalation.js'
import { findProgram } from './find.js'
import { strangers } from './gather.js'
import { Group } from './group.js'
import { launch } from './launch.js'
import { createLog, type Log } from './log.js'
import { manifest, SHORT } from './manifest.js'
import { EXIT, Mistake } from './mistake.js'
import { requestLine } from './pretty.js'
import { announceFile } from './readyfile.js'
import { masking, type Mask } from './secrets.js'
import type { EXEC } from './settings.js'
import { neverFired, plural, Tally } from './tally.js'
import { checkTemplates, dotenv, renames, variables, type Renamed } from './tell.js'
import type { Terminal } from './terminal.js'
import type { Call } from './verb.js'

const GRACE = 5_000

/** Without --log the run is framed by two lines; no line for each request. */
const BRIEF = 'brief'

interface Plan {
  readonly call: Call<typeof EXEC>
  readonly config: Config
  readonly program: string
  readonly renamed: readonly Renamed[]
  readonly log: Log
  readonly mask: Mask
}

export async function exec(call: Call<typeof EXEC>): Promise<number> {
  const plan = await prepare(call)
  if (call.values.printConfig?.value) {
    call.terminal.print(table(plan.config.rows))
    return EXIT.done
  }
  const provider = await launch(plan.config)
  const tally = new Tally()
  const leave = provider.journal.subscribe((entry) => {
    tally.count(entry)
    plan.log.request(entry)
  })
  try {
    const code = await perform(plan, provider)
    leave()
    return report(plan, provider, tally, code)
  } finally {
    await provider.close()
  }
}

async function prepare(call: Call<typeof EXEC>): Promise<Plan> {
  const { values, operands, terminal } = call
  const [name] = operands
  const runs = values.printConfig?.value !== true
  if (runs && name === undefined) {
    throw new Mistake('exec needs a command to run', [`write: ${manifest.name} exec -- npm test`])
  }
  if (values.fixtures?.value.includes('-')) {
    throw new Mistake('exec cannot read fixtures from stdin: that belongs to the command', [
      'use a file, or MOCK_OAUTH2_FIXTURES_INLINE',
    ])
  }
  const config = await configure(values, [], terminal, { port: 0, login: 'auto', log: BRIEF })
  const fixtures = config.read.loaded?.fixtures ?? {}
  const renamed = renames(fixtures, values.env?.value ?? [], values.env?.origin ?? 'default')
  checkTemplates(renamed, fixtures)
  const program = runs ? findProgram(name ?? '', terminal) : ''
  const mask = masking(fixtures)
  const log = createLog(config.log, terminal, mask)
  for (const sentence of strangers(terminal.env)) log.warning(sentence)
  return { call, config, program, renamed, log, mask }
}

async function perform(plan: Plan, provider: Provider): Promise<number> {
  const {
    call: {
      values,
      operands: [name = '', ...rest],
      terminal,
    },
    program,
    renamed,
  } = plan
  const told = variables(provider, renamed)
  if (values.envFile) writeFileSync(resolve(terminal.cwd, values.envFile.value), dotenv(told), { mode: 0o600 })
  const withdraw = announceFile(values.readyFile?.value, provider, terminal.cwd)
  introduce(plan, provider, told)
  const env = { ...terminal.env, MOCK_OAUTH2_CLIENT_ID: undefined, MOCK_OAUTH2_CLIENT_SECRET: undefined, ...told }
  const { cwd, stdio } = terminal
  const group = new Group({ program, arguments: rest, name, env, cwd, stdio, shared: terminal.stdin.isTTY === true })
  const grace = values.grace?.value ?? GRACE
  const escalation = new Escalation(group, terminal, { grace, timeout: values.timeout?.value })
  try {
    const code = await group.ended
    await group.dissolve(grace)
    return escalation.timedOut ? EXIT.timeout : code
  } catch (error) {
    throw refused(error, name)
  } finally {
    escalation.end()
    withdraw()
  }
}

/** The system found the program and would not run it. */
function refused(error: unknown, name: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT')
    return new Mistake(
      `cannot run "${name}": the interpreter in its first line was not found (exit ${EXIT.notFound})`,
      [],
      EXIT.notFound,
    )
  if (code === 'EACCES' || code === 'ENOEXEC')
    return new Mistake(
      `cannot run "${name}": the system refuses to (${code}, exit ${EXIT.notExecutable})`,
      [],
      EXIT.notExecutable,
    )
  return error
}

function introduce(
  { call: { terminal }, config, log }: Plan,
  provider: Provider,
  told: Readonly<Record<string, string>>,
): void {
  log.ready({ provider, fixtures: config.read.names, seed: config.seed })
  const overridden = Object.keys(told).filter(
    (name) => terminal.env[name] !== undefined && terminal.env[name] !== told[name],
  )
  if (overridden.length > 0)
    log.warning(
      `${overridden.join(', ')} in the environment ${overridden.length === 1 ? 'is' : 'are'} replaced for this command`,
    )
  if (config.log !== BRIEF) return
  const names = Object.keys(told).filter((name) => !/_(?:CONTROL_URL|CLIENT_ID|CLIENT_SECRET)$/.test(name))
  frame(terminal, `${provider.issuer} (seed ${config.seed})  →  ${names.join(', ')}`)
}

function report(plan: Plan, provider: Provider, tally: Tally, code: number): number {
  const {
    call: { values, terminal },
    config,
    log,
    mask,
  } = plan
  const unused = neverFired(provider)
  if (code === EXIT.timeout)
    log.warning(`the command was stopped after ${formatDuration(values.timeout?.value ?? 0)} (--timeout)`)
  if (code !== 0 && config.log !== 'json' && config.log !== 'pretty')
    for (const entry of tally.refused) terminal.say(requestLine(entry, terminal, mask))
  for (const sentence of unused) log.warning(sentence)
  const strict = code === 0 && unused.length > 0 && values.strictFaults?.value === true
  const exit = strict ? EXIT.unmet : code
  const { requests, faults, refusals } = tally
  log.stop({ exit, requests, faults, refusals, unused: unused.length })
  const sums = [plural(requests, 'request'), `${plural(faults, 'fault')} fired`, plural(refusals, 'unexplained error')]
  if (config.log === BRIEF) frame(terminal, [...sums, `${(terminal.elapsed() / 1000).toFixed(1)} s`].join(', '))
  if (strict) terminal.say(`error: the command succeeded, but not every fault fired (--strict-faults, exit ${exit})`)
  return exit
}

function frame(terminal: Terminal, text: string): void {
  terminal.say(`${terminal.paint('bold', SHORT)} ${terminal.paint('dim', '│')} ${text}`)
}
