// --log pretty: a block when the server is ready, then a line for each request, with the explanation
// under every refusal.

import { formatDuration } from '../protocol/duration.js'
import type { Fixtures } from '../fixtures/index.js'
import type { LocalProvider } from '../provider.js'
import { SHORT, manifest } from './manifest.js'
import type { Entry, Log, Ready } from './log.js'
import type { Mask } from './secrets.js'
import type { Terminal } from './terminal.js'
import { told, type Verdict } from './verdicts.js'

export class Pretty implements Log {
  readonly #terminal: Terminal
  readonly #mask: Mask
  readonly #said = new Set<string>()
  #url: string | undefined

  constructor(terminal: Terminal, mask: Mask) {
    this.#terminal = terminal
    this.#mask = mask
  }

  ready({ provider, fixtures, seed, ca }: Ready): void {
    const { paint } = this.#terminal
    this.#url = provider.url
    const title = `${paint('bold', SHORT)} ${manifest.version}  ready in ${Math.round(this.#terminal.elapsed())} ms`
    const rows = [
      ['issuer', paint('cyan', provider.issuer)],
      ['discovery', `${base(provider)}/.well-known/openid-configuration`],
      ['index page', `${provider.url}/`],
      [
        'fixtures',
        fixtures.length === 0
          ? 'none: any client is taken; users alice and bob'
          : `${fixtures.join(' + ')}   ${counts(provider.fixtures)}`,
      ],
      ...explained(provider).map((line, at) => [at === 0 ? 'faults' : '', line]),
      ...(provider.controlToken === undefined
        ? []
        : [['control', `${provider.control}   token ${provider.controlToken}`]]),
      ...(ca === undefined ? [] : [['trust', ca]]),
      ['clock', clock(provider)],
      ['seed', String(seed)],
    ]
    const lines = rows.map(([name = '', value = '']) => `  ${paint('dim', name.padEnd(10))} ${value}`)
    this.#terminal.say(
      `\n  ${title}   ${paint('dim', 'test keys: do not trust in production')}\n\n${lines.join('\n')}\n`,
    )
  }

  warning(sentence: string): void {
    this.#terminal.say(`  ${this.#terminal.paint('yellow', 'warning')} ${this.#mask(sentence)}`)
  }

  request(entry: Entry): void {
    this.#terminal.say(requestLine(entry, this.#terminal, this.#mask, this.#url))
    for (const { reason, hint } of entry.warnings) {
      // The same advice under every request would hide the rest.
      if (this.#said.has(`${reason} ${hint}`)) continue
      this.#said.add(`${reason} ${hint}`)
      this.#terminal.say(note(`${this.#terminal.paint('yellow', 'warning')} ${this.#mask(hint)}`))
    }
  }

  verdict(verdict: Verdict): void {
    const colour = verdict.outcome === 'mishandled' ? 'red' : verdict.outcome === 'handled' ? 'green' : 'dim'
    this.#terminal.say(note(`${verdict.fault} ${this.#terminal.paint(colour, this.#mask(told(verdict)))}`))
  }

  stop(): void {
    this.#terminal.say('  stopped')
  }
}

/** `3 clients, 2 users, 1 code`: what there is of each kind. */
export function counts(fixtures: Fixtures): string {
  const kinds = {
    client: fixtures.clients,
    user: fixtures.users,
    code: fixtures.codes,
    token: fixtures.tokens,
    fault: fixtures.faults,
    document: fixtures.documents,
  }
  const told = Object.entries(kinds).filter(([, list]) => (list?.length ?? 0) > 0)
  return (
    told.map(([kind, list]) => `${list?.length} ${kind}${list?.length === 1 ? '' : 's'}`).join(', ') ||
    'nothing in them'
  )
}

/** One line for the request; under it why it was refused, unless a fault did. */
export function requestLine(entry: Entry, { paint }: Terminal, mask: Mask, url?: string): string {
  const [path = ''] = entry.url.split('?')
  const colour = entry.status >= 500 ? 'red' : entry.error === undefined && entry.status < 400 ? 'green' : 'yellow'
  const what = [entry.grant_type, entry.error].filter((word) => word !== undefined).join('  ')
  const line = [
    `  ${time(entry.at)} `,
    entry.method.padEnd(4),
    path.padEnd(16),
    paint(colour, String(entry.status)),
    ` ${(entry.client_id ?? '').padEnd(10)}`,
    (entry.user ?? '').padEnd(8),
    what.padEnd(34),
    entry.faults.join(' ').padEnd(4),
    `${Math.round(entry.duration)} ms`,
  ]
  return [line.join(' '), ...refusal(entry, url).map((text) => note(paint('dim', mask(text))))].join('\n')
}

const note = (text: string): string => `            ${text}`

function refusal({ id, hint, diagnosis, faults }: Entry, url: string | undefined): readonly string[] {
  if (hint === undefined || faults.length > 0) return []
  const fix = diagnosis?.fix === undefined ? [] : [`fix: ${diagnosis.fix}`]
  return [hint, ...fix, ...(url === undefined ? [] : [`why: ${url}/_mock/why/${id}`])]
}

function explained(provider: LocalProvider): readonly string[] {
  return provider.home.faults.list().map((rule) => `${rule.id}  ${rule.explain}`)
}

function clock(provider: LocalProvider): string {
  const { mode, offset, rate, now } = provider.home.clock.read()
  if (mode === 'frozen') return `frozen at ${new Date(now).toISOString()}`
  if (mode === 'scaled') return `${rate} times as fast as real time`
  if (mode === 'offset')
    return `${formatDuration(Math.round(Math.abs(offset) / 1000) * 1000)} ${offset < 0 ? 'behind' : 'ahead of'} real time`
  return 'system'
}

/** Without an issuer of its own the server answers under any of its names. */
function base(provider: LocalProvider): string {
  return /^https?:/.test(provider.issuer) ? provider.issuer.replace(/\/$/, '') : provider.url
}

function time(at: number | string): string {
  const date = new Date(at)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}
