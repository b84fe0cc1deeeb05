// What people and pipelines read while the server runs, on stderr: one style each for a terminal, for
// machines, and for nobody.

import type { LocalProvider } from '../provider.js'
import { Json } from './json.js'
import { Pretty } from './pretty.js'
import type { Mask } from './secrets.js'
import type { Terminal } from './terminal.js'
import type { Verdict } from './verdicts.js'

export type Entry = Parameters<Parameters<LocalProvider['home']['journal']['subscribe']>[0]>[0]

export interface Ready {
  readonly provider: LocalProvider
  /** The names of the fixture files. */
  readonly fixtures: readonly string[]
  readonly seed: number
  /** The file with the authority to trust, under --tls. */
  readonly ca?: string | undefined
}

export interface Log {
  ready(ready: Ready): void
  /** Something is odd, but it goes on. */
  warning(sentence: string): void
  request(entry: Entry): void
  verdict(verdict: Verdict): void
  stop(facts: Readonly<Record<string, unknown>>): void
}

export function createLog(style: string, terminal: Terminal, mask: Mask): Log {
  if (style === 'json') return new Json(terminal, mask)
  if (style === 'pretty') return new Pretty(terminal, mask)
  return new Quiet(terminal)
}

/** Speaks only when something is wrong. */
class Quiet implements Log {
  readonly #terminal: Terminal

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  ready(): void {}
  request(): void {}
  verdict(): void {}
  stop(): void {}

  warning(sentence: string): void {
    this.#terminal.say(`warning: ${sentence}`)
  }
}
