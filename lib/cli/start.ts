// start: serves in the foreground until somebody asks it to stop.

import { constants } from 'node:os'
import type { LocalProvider } from '../provider.js'
import { authorityOf, type Authority } from './authority.js'
import { configure, table, type Config } from './config.js'
import { SAME_INTENTION, SIGNALS } from './escalation.js'
import { strangers } from './gather.js'
import { launch } from './launch.js'
import { createLog, type Log } from './log.js'
import { EXIT } from './mistake.js'
import { announceFile, readyLine, withdrawStale } from './files.js'
import { masking } from './secrets.js'
import { sentence } from './sentence.js'
import type { START } from './settings.js'
import { checkTemplates, dotenv, renames, variables } from './tell.js'
import type { Terminal } from './terminal.js'
import type { Call } from './verb.js'

export async function start({ values, operands, terminal }: Call<typeof START>): Promise<number> {
  const { interactive } = terminal
  const defaults = { port: 2884, login: interactive ? 'picker' : 'auto', log: interactive ? 'pretty' : 'quiet' }
  const config = await configure(values, operands, terminal, defaults)
  if (values.printConfig?.value) {
    terminal.print(
      table([...config.rows, ['print', values.print?.value ?? 'ready', values.print?.origin ?? 'default']]),
    )
    return EXIT.done
  }
  const fixtures = config.read.loaded?.fixtures ?? {}
  checkTemplates(renames(fixtures, [], ''), fixtures)
  const log = createLog(config.log, terminal, masking(fixtures))
  for (const sentence of strangers(terminal.env)) log.warning(sentence)
  const stop = new Stop(terminal)
  try {
    await serve(config, values, terminal, log, stop)
    return stop.exit
  } finally {
    stop.end()
  }
}

async function serve(
  config: Config,
  values: Call<typeof START>['values'],
  terminal: Terminal,
  log: Log,
  stop: Stop,
): Promise<void> {
  withdrawStale(values.readyFile?.value, terminal.cwd)
  const provider = await launch(config, terminal)
  const authority = authorityOf(provider, terminal.env)
  let withdraw = (): void => undefined
  try {
    withdraw = announceFile(values.readyFile?.value, provider, terminal.cwd, authority.file)
    provider.attend((realm) => {
      realm.journal.subscribe((entry) => log.request(entry))
      realm.verdicts.subscribe((verdict) => log.verdict(verdict))
    })
    log.ready({ provider, fixtures: config.read.names, seed: config.seed, ca: authority.file })
    for (const problem of config.read.loaded?.warnings ?? []) log.warning(sentence(problem))
    // On a terminal the block says it all, unless the line is asked for.
    const what = values.print?.value ?? (terminal.piped || config.log !== 'pretty' ? 'ready' : undefined)
    if (what !== undefined) terminal.print(announcement(what, provider, authority))
    await stop.asked
    log.stop({ exit: EXIT.done })
  } finally {
    withdraw()
    authority.withdraw()
    await Promise.race([provider.close(), stop.insisted])
  }
}

function announcement(what: 'ready' | 'url' | 'env' | 'json', provider: LocalProvider, authority: Authority): string {
  const { issuer, url, control, port } = provider
  if (what === 'url') return url
  if (what === 'env')
    return dotenv({ ...authority.variables, ...variables(provider, renames(provider.fixtures, [], '')) })
  if (what === 'json') return JSON.stringify({ issuer, url, control, port, pid: process.pid, ca: authority.file })
  return readyLine(provider, authority.file)
}

/** The first signal asks to stop and the second insists; two within a tenth of a second are one, sent by npm. */
class Stop {
  readonly asked: Promise<void>
  readonly insisted: Promise<void>
  exit: number = EXIT.done
  readonly #terminal: Terminal
  #ask = (): void => undefined
  #insist = (): void => undefined
  #last = -Infinity

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    this.asked = new Promise((resolve) => (this.#ask = resolve))
    this.insisted = new Promise((resolve) => (this.#insist = resolve))
    for (const signal of SIGNALS) terminal.signals.on(signal, this.#heard)
  }

  end(): void {
    for (const signal of SIGNALS) this.#terminal.signals.off(signal, this.#heard)
  }

  readonly #heard = (signal: NodeJS.Signals): void => {
    const now = this.#terminal.elapsed()
    if (now - this.#last < SAME_INTENTION) return
    if (this.#last === -Infinity) {
      this.#last = now
      this.#ask()
      return
    }
    this.exit = 128 + constants.signals[signal]
    this.#insist()
  }
}
