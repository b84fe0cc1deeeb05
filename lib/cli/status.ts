// status: where the server is and how it stands.

import { formatDuration } from '../protocol/duration.js'
import type { RUNNING } from './flags.js'
import { EXIT } from './mistake.js'
import { answer, asker, reach } from './running.js'
import { plural } from './tally.js'
import type { Call } from './verb.js'

interface Health {
  readonly version: string
  readonly pid: number
  /** Seconds. */
  readonly uptime: number
  readonly fixtures: { readonly files: readonly string[] }
}

export async function status({ values, terminal }: Call<typeof RUNNING>): Promise<number> {
  const provider = await reach(values, terminal)
  const [health, clock, faults, entries] = await Promise.all([
    asker(values, terminal)('GET', '/health') as Promise<Health>,
    provider.clock.read(),
    provider.faults.list(),
    provider.journal.list(),
  ])
  const { issuer, url, control } = provider
  const now = new Date(clock.now).toISOString()
  const facts = { ...health, issuer, url, control, clock: { ...clock, now, offset: formatDuration(clock.offset) } }
  const rows = [
    ['issuer', issuer],
    ['control', control],
    ['process', `${health.version}, pid ${health.pid}, up ${formatDuration(Math.round(health.uptime) * 1000)}`],
    ['fixtures', health.fixtures.files.join(' + ') || 'none'],
    ['clock', `${now} ${clock.mode}`],
    ['faults', faults.length === 0 ? 'none' : faults.map(({ id, rule }) => `${id} ${rule}`).join(', ')],
    ['journal', plural(entries.length, 'request')],
  ]
  const text = rows.map(([name = '', value = '']) => `${name.padEnd(9)} ${value}`).join('\n')
  answer(values, terminal, { ...facts, faults, requests: entries.length }, text)
  return EXIT.done
}
