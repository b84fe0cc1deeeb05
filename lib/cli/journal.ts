// journal: what was asked of a running server and answered, once or as it comes.

import type { JournalEntry } from '../tester/journal.js'
import type { Provider } from '../tester/provider.js'
import type { JOURNAL } from './flags.js'
import { EXIT, Mistake } from './mistake.js'
import { requestLine } from './pretty.js'
import { reach } from './running.js'
import { masking } from './secrets.js'
import type { Terminal } from './terminal.js'
import type { Call } from './verb.js'

/** How often a follower asks; the server is on this machine. */
const BETWEEN = 250

export async function journal({ values, operands, terminal }: Call<typeof JOURNAL>): Promise<number> {
  const [selector] = operands
  const form = values.json?.value ? 'json' : (values.output?.value ?? 'pretty')
  if (values.follow?.value && !['pretty', 'ndjson'].includes(form))
    throw new Mistake(`--follow cannot write ${form}`, ['it writes pretty or ndjson'])
  const provider = await reach(values, terminal)
  if (values.clear?.value) await provider.journal.clear()
  else if (values.follow?.value) await follow(provider, selector, form, terminal)
  else terminal.print(await exported(provider, selector, form, terminal))
  return EXIT.done
}

async function exported(
  provider: Provider,
  selector: string | undefined,
  form: string,
  terminal: Terminal,
): Promise<string> {
  if (form === 'har') return JSON.stringify(await provider.journal.har(selector), null, 2)
  if (form === 'ndjson') return provider.journal.ndjson(selector)
  if (form === 'mermaid') return provider.diagram()
  const entries = await provider.journal.list(selector)
  if (form === 'json') return JSON.stringify({ entries: entries.map(timed) }, null, 2)
  return entries.map((entry) => line(entry, terminal, provider.url)).join('\n') || 'no requests yet'
}

/** Writes what comes until a signal. What came before the start is not repeated. */
async function follow(
  provider: Provider,
  selector: string | undefined,
  form: string,
  terminal: Terminal,
): Promise<void> {
  const seen = new Set((await provider.journal.list(selector)).map(({ id }) => id))
  const ended = new Promise<'ended'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) terminal.signals.once(signal, () => resolve('ended'))
  })
  const pause = () => new Promise<'again'>((resolve) => setTimeout(() => resolve('again'), BETWEEN))
  while ((await Promise.race([ended, pause()])) === 'again') {
    const entries = (await provider.journal.list(selector)).filter(({ id }) => !seen.has(id))
    for (const entry of entries) {
      seen.add(entry.id)
      terminal.print(form === 'ndjson' ? JSON.stringify(timed(entry)) : line(entry, terminal, provider.url))
    }
  }
}

function line(entry: JournalEntry, terminal: Terminal, url: string): string {
  return `${entry.id.padEnd(5)}${requestLine(entry, terminal, masking({}), url)}`
}

function timed(entry: JournalEntry): object {
  return { ...entry, at: new Date(entry.at).toISOString(), now: new Date(entry.now).toISOString() }
}
