// --log json: one object a line. Events: ready, request, fault, verdict, warning, stop. Names are only ever added.

import type { Entry, Log, Ready } from './log.js'
import { maskedUrl, type Mask } from './secrets.js'
import type { Terminal } from './terminal.js'
import type { Verdict } from './verdicts.js'

export class Json implements Log {
  readonly #terminal: Terminal
  readonly #mask: Mask
  #url = ''

  constructor(terminal: Terminal, mask: Mask) {
    this.#terminal = terminal
    this.#mask = mask
  }

  ready({ provider, fixtures, seed }: Ready): void {
    const { issuer, url, control, port } = provider
    this.#url = url
    this.#line('info', 'ready', { issuer, url, control, port, pid: process.pid, seed, fixtures })
  }

  warning(sentence: string): void {
    this.#line('warn', 'warning', { message: sentence })
  }

  request(entry: Entry): void {
    const { id, endpoint, method, status, client_id, user, grant_type, scope, error, reason, hint, faults, duration } =
      entry
    const refused = error !== undefined || status >= 400
    const why = refused && faults.length === 0 ? { why: `${this.#url}/_mock/why/${id}` } : {}
    const who = { client_id, user, grant_type, scope, error, reason, hint, ...why }
    const times = { now: new Date(entry.now).toISOString(), duration }
    const url = maskedUrl(entry.url)
    this.#line(refused ? 'warn' : 'info', 'request', { id, endpoint, method, url, status, ...who, faults, ...times })
    for (const fault of faults) this.#line('info', 'fault', { fault, request: id })
    for (const warning of entry.warnings) {
      this.#line('warn', 'warning', { reason: warning.reason, message: warning.hint, request: id })
    }
  }

  verdict(verdict: Verdict): void {
    this.#line(verdict.outcome === 'mishandled' ? 'warn' : 'info', 'verdict', { ...verdict })
  }

  stop(facts: Readonly<Record<string, unknown>>): void {
    this.#line('info', 'stop', facts)
  }

  #line(level: string, event: string, facts: Readonly<Record<string, unknown>>): void {
    const masked = Object.entries(facts).map(([name, fact]) => [
      name,
      typeof fact === 'string' ? this.#mask(fact) : fact,
    ])
    const line = { time: this.#terminal.timestamp(), level, event, ...(Object.fromEntries(masked) as object) }
    this.#terminal.say(JSON.stringify(line))
  }
}
