// What lint found while a command ran, in short: the warnings alone, each in a line.

import type { Context, Finding } from '../lint/index.js'
import { lint } from '../lint/index.js'
import type { LocalProvider } from '../provider.js'

const MOST = 5

/** `lint state-constant, 3 times, client web: state 'x' is the same as in r1: … (r4)`. */
export function findingLines({ journal, server }: LocalProvider['home']): readonly string[] {
  const context: Context = { clients: server.clients.list() }
  const warnings = lint(journal.list(), context).filter(({ severity }) => severity === 'warning')
  const more = warnings.length - MOST
  return [...warnings.slice(0, MOST).map(line), ...(more > 0 ? [`lint: ${more} more`] : [])]
}

function line({ rule, client_id, seen, entries, hint }: Finding): string {
  const who = [...(seen > 1 ? [`${seen} times`] : []), ...(client_id === undefined ? [] : [`client ${client_id}`])]
  return `lint ${[rule, ...who].join(', ')}: ${hint} (${entries.slice(0, 3).join(', ')})`
}
