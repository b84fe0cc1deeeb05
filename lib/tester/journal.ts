// What was asked and answered, from a test: listed, waited for, exported.

import type { Entry } from '../journal/journal.js'
import type { Ask } from './ask.js'
import { unmet, type Count } from './verification.js'
import { tagged } from './tag.js'

/** One exchange. `at` is real time and `now` the realm's clock, both in milliseconds since the epoch. */
export type JournalEntry = Omit<Entry, 'received' | 'answered'>

export interface Journal {
  /**
   * Exchanges, oldest first.
   *
   * @param selector `token.refresh+client:web`, as in fault rules; all of them when absent.
   * @example const [first, second] = await provider.journal.list('token')
   */
  list(selector?: string): Promise<readonly JournalEntry[]>
  /**
   * Waits on the server until requests of a kind have come, those included that came before. Resolves to them.
   *
   * @param options.count How many; one when absent.
   * @param options.timeout A duration; `5s` when absent.
   * @throws VerificationError when the time is over.
   * @example await provider.journal.wait('token.refresh', { count: 2 })
   */
  wait(
    selector: string,
    options?: { readonly count?: Count; readonly timeout?: string },
  ): Promise<readonly JournalEntry[]>
  /** HAR 1.2, for the network panel of a browser. */
  har(selector?: string): Promise<Readonly<Record<string, unknown>>>
  /** One JSON object a line. */
  ndjson(selector?: string): Promise<string>
  /** Forgets the exchanges; of a tag, those with this tag. */
  clear(): Promise<void>
}

export class RealmJournal implements Journal {
  readonly #ask: Ask
  readonly #tag: string | undefined

  constructor(ask: Ask, tag: string | undefined) {
    this.#ask = ask
    this.#tag = tag
  }

  async list(selector?: string): Promise<readonly JournalEntry[]> {
    return entriesOf(await this.#read(selector))
  }

  async wait(
    selector: string,
    { count, timeout }: { readonly count?: Count; readonly timeout?: string } = {},
  ): Promise<readonly JournalEntry[]> {
    const body = { match: tagged(selector, this.#tag), ...(count !== undefined && { count: String(count) }), timeout }
    return entriesOf(await this.#ask('POST', '/journal/wait', { body }).catch(unmet))
  }

  async har(selector?: string): Promise<Readonly<Record<string, unknown>>> {
    return (await this.#read(selector, 'har')) as Readonly<Record<string, unknown>>
  }

  async ndjson(selector?: string): Promise<string> {
    return (await this.#read(selector, 'ndjson')) as string
  }

  async clear(): Promise<void> {
    await this.#ask('DELETE', '/journal', { query: { tag: this.#tag } })
  }

  #read(match: string | undefined, format?: string): Promise<unknown> {
    return this.#ask('GET', '/journal', { query: { match, tag: this.#tag, format } })
  }
}

function entriesOf(told: unknown): readonly JournalEntry[] {
  const { entries } = told as {
    readonly entries: readonly (Omit<JournalEntry, 'at' | 'now'> & { at: string; now: string })[]
  }
  return entries.map((entry) => ({ ...entry, at: Date.parse(entry.at), now: Date.parse(entry.now) }))
}
