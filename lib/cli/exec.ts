// exec: starts a server, runs a command with the issuer in its environment, stops; answers with the
// command's own exit code. Everything that can be wrong is found out before anything starts.

import type { LocalProvider } from '../provider.js'
import { authorityOf } from './authority.js'
import { child, type Outcome } from './child.js'
import { configure, table } from './config.js'
import { announceFile, withdrawStale, writeWhole } from './files.js'
import { expectations, unmet } from './expect.js'
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
  const provider = await launch(plan.config, call.terminal)
  const tally = new Tally()
  const settle = listen(plan, provider, tally)
  try {
    const outcome = await perform(plan, provider)
    settle()
    return conclude(plan, provider, tally, outcome, await unmet(plan.expected, provider, tally.verdicts))
  } finally {
    await provider.close()
  }
}

/** To what happens in every realm. Answers how to end it. */
function listen({ log }: Plan, provider: LocalProvider, tally: Tally): () => void {
  // Realms come and go while tests run, and are not kept for this; one that is gone has settled what there was.
  const realms: WeakRef<LocalProvider['home']>[] = []
  let over = false
  provider.attend((realm) => {
    realms.push(new WeakRef(realm))
    realm.journal.subscribe((entry) => {
      if (over) return
      tally.count(entry)
      log.request(entry)
    })
    realm.verdicts.subscribe((verdict) => {
      if (over) return
      tally.verdicts.push(verdict)
      log.verdict(verdict)
    })
  })
  return () => {
    for (const realm of realms) realm.deref()?.verdicts.settle()
    over = true
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
  const expected = expectations(values.expect?.value ?? [])
  const config = await configure(values, [], terminal, { port: 0, login: 'auto', log: BRIEF })
  const fixtures = config.read.loaded?.fixtures ?? {}
  const renamed = renames(fixtures, values.env?.value ?? [], values.env?.origin ?? 'default')
  checkTemplates(renamed, fixtures)
  const program = runs ? findProgram(name, terminal) : ''
  const mask = masking(fixtures)
  const log = createLog(config.log, terminal, mask)
  const odd = (config.read.loaded?.warnings ?? []).map(sentence)
  for (const warning of [...strangers(terminal.env), ...odd]) log.warning(warning)
  return { call, config, program, renamed, log, mask, expected }
}

/** Tells the command where the server is, and runs it to its end. */
async function perform({ call, config, program, renamed, log }: Plan, provider: LocalProvider): Promise<Outcome> {
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
