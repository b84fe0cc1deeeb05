// A journal entry as a judge asks about it: who sent it, and what it presents. Looked up when asked for, also where a
// fault came instead of the work, so that the server itself never learned who it was.

import { factsOf } from '../faults/rules/facts.js'
import type { Entry, Journal } from '../journal/journal.js'
import { decodeJwt } from '../protocol/jwt.js'

/** Parameters by which a client presents what it was given. */
const PRESENTED = [
  'access_token',
  'refresh_token',
  'code',
  'device_code',
  'token',
  'subject_token',
  'actor_token',
  'id_token_hint',
  'assertion',
]

/** How many entries back somebody's token is looked for. */
const BACK = 1_000

export class Heard {
  readonly entry: Entry
  readonly #journal: Journal
  #client: string | null | undefined
  #user: string | null | undefined
  #presented: readonly string[] | undefined

  constructor(entry: Entry, journal: Journal) {
    this.entry = entry
    this.#journal = journal
  }

  /** What people call it: `POST /token`. */
  get name(): string {
    return this.entry.endpoint === 'nowhere' ? 'an unknown path' : this.entry.endpoint.replaceAll('_', ' ')
  }

  get client(): string | undefined {
    this.#client ??= this.entry.client_id ?? this.#claimed() ?? this.#issued()?.client_id ?? null
    return this.#client ?? undefined
  }

  /** The `sub`, as far as this request or what it presents tells. */
  get user(): string | undefined {
    this.#user ??= this.entry.user ?? this.#issued()?.user ?? null
    return this.#user ?? undefined
  }

  parameter(name: string): string | undefined {
    return this.entry.received?.form.peek(name) ?? this.entry.received?.query.peek(name)
  }

  /** Codes and tokens, in headers and parameters. */
  get presented(): readonly string[] {
    this.#presented ??= [
      ...(this.entry.received?.authorizations ?? []).flatMap(
        (value) => /^(?:bearer|dpop)\b *(.*)$/i.exec(value)?.[1] ?? [],
      ),
      ...PRESENTED.flatMap((name) => this.parameter(name) ?? []),
    ]
    return this.#presented
  }

  /** The members of the answer, or the parameters of the redirection that it is. */
  get answer(): Readonly<Record<string, unknown>> {
    const content = this.entry.answered?.content
    if (content?.kind === 'members') return content.members
    return content?.kind === 'redirection' ? content.redirection.parameters : {}
  }

  #claimed(): string | undefined {
    const { received } = this.entry
    return received && factsOf(received).client[0]
  }

  /** The entry whose answer brought the token that this one presents; its own words when the token is a JWT. */
  #issued(): { readonly client_id?: string; readonly user?: string } | undefined {
    const values = new Set(this.presented.filter((value) => value !== ''))
    if (values.size === 0) return undefined
    const entries = this.#journal.list()
    for (let at = entries.length - 1; at >= Math.max(0, entries.length - BACK); at -= 1) {
      const entry = entries[at]
      if (entry && entry !== this.entry && brought(entry, values)) return entry
    }
    for (const value of values) {
      const { client_id, sub } = decodeJwt(value)?.claims ?? {}
      if (typeof client_id === 'string') return { client_id, ...(typeof sub === 'string' && { user: sub }) }
    }
    return undefined
  }
}

function brought({ answered }: Entry, values: ReadonlySet<string>): boolean {
  const content = answered?.content
  if (content?.kind !== 'members' && content?.kind !== 'redirection') return false
  const members = content.kind === 'members' ? content.members : content.redirection.parameters
  return ['access_token', 'refresh_token', 'code', 'device_code'].some((name) => values.has(members[name] as string))
}
