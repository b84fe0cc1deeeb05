// exec: starts a server, runs a command with the issuer in its environment, stops; answers with the
// command's own exit code. Everything that can be wrong is found out before anything starts.

import type { Provider } from '../provider.js'
import { authorityOf } from './authority.js'
import { child, type Outcome } from './child.js'
import { configure, table } from './config.js'
import { announceFile, withdrawStale, writeWhole } from './files.js'
import { findProgram } from './find.js'
import { BRIEF, conclude, introduce, type Plan } from './frame.js'
import { strangers, TOLD } from './gather.js'
import { launch } from './launch.js'
import { createLog } from './log.js'
import { manifest } from './manifest.js'
import { EXIT, Mistake } from './mistake.js'
import { masking } from './secrets.js'
import { sentence } from './sentence.js'
import type { EXEC } from './settings.js'
import { Tally } from './tally.js'
import { checkTemplates, dotenv, renames, variables } from './tell.js'
import type { Call } from './verb.js'

const GRACE = 5_000

export async function exec(call: Call<typeof EXEC>): Promise<number> {
  const plan = await prepare(call)
  if (call.values.printConfig?.value) {
    call.terminal.print(table(plan.config.rows))
    return EXIT.done
  }
  withdrawStale(call.values.readyFile?.value, call.terminal.cwd)
  const provider = await launch(plan.config)
  const tally = new Tally()
  const leave = provider.journal.subscribe((entry) => {
    tally.count(entry)
    plan.log.request(entry)
  })
  try {
    const outcome = await perform(plan, provider)
    leave()
    return conclude(plan, provider, tally, outcome)
  } finally {
    await provider.close()
  }
}

async function prepare(call: Call<typeof EXEC>): Promise<Plan> {
  const { values, operands, terminal } = call
  const [name = ''] = operands
  const runs = values.printConfig?.value !== true
  if (runs && name === '')
    throw new Mistake('exec needs a command to run', [`write: ${manifest.name} exec -- npm test`])
  if (values.fixtures?.value.includes('-')) {
    const advice = 'use a file, or MOCK_OAUTH2_FIXTURES_INLINE'
    throw new Mistake('exec cannot read fixtures from stdin: that belongs to the command', [advice])
  }
  const config = await configure(values, [], terminal, { port: 0, login: 'auto', log: BRIEF })
  const fixtures = config.read.loaded?.fixtures ?? {}
  const renamed = renames(fixtures, values.env?.value ?? [], values.env?.origin ?? 'default')
  checkTemplates(renamed, fixtures)
  const program = runs ? findProgram(name, terminal) : ''
  const mask = masking(fixtures)
  const log = createLog(config.log, terminal, mask)
  const odd = (config.read.loaded?.warnings ?? []).map(sentence)
  for (const warning of [...strangers(terminal.env), ...odd]) log.warning(warning)
  return { call, config, program, renamed, log, mask }
}

/** Tells the command where the server is, and runs it to its end. */
async function perform({ call, config, program, renamed, log }: Plan, provider: Provider): Promise<Outcome> {
  const { values, operands, terminal } = call
  const authority = authorityOf(provider, terminal.env)
  const told = { ...authority.variables, ...variables(provider, renamed) }
  if (values.envFile) writeWhole('--env-file', values.envFile.value, terminal.cwd, dotenv(told), 0o600)
  const withdraw = announceFile(values.readyFile?.value, provider, terminal.cwd, authority.file)
  try {
    introduce({ config, log, terminal, provider, told })
    const untold = Object.fromEntries(TOLD.map((variable) => [variable, undefined]))
    const env = { ...terminal.env, ...untold, ...told }
    const limits = { grace: values.grace?.value ?? GRACE, timeout: values.timeout?.value }
    return await child({ program, operands, env, terminal, ...limits })
  } finally {
    withdraw()
    authority.withdraw()
  }
}
