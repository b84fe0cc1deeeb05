// What a lint rule is: it reads a journal in which everything went well, or nearly, and finds what will bite later. It
// knows journal entries and the registered clients, nothing else of the server.

import type { Entry } from '../journal/journal.js'
import type { Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Parameters } from '../protocol/parameters.js'

/** What was found, once for each client and rule. */
export interface Finding {
  readonly rule: string
  /** `warning`: elsewhere this fails or is unsafe. `notice`: it costs something, or is a matter of taste. */
  readonly severity: Severity
  readonly spec?: string
  /** Absent where the requests name no client. */
  readonly client_id?: string
  /** How often. */
  readonly seen: number
  /** Ids of the first journal entries that show it. */
  readonly entries: readonly string[]
  readonly hint: string
  readonly fix?: string
}

export type Severity = 'warning' | 'notice'

export interface Context {
  /** As registered. */
  readonly clients: readonly Pick<Client, 'client_id' | 'token_endpoint_auth_method' | 'open'>[]
}

/** One case: the entry that shows it, and the sentence. */
export interface Hit {
  readonly entry: Entry
  readonly hint: string
}

export interface Rule {
  readonly rule: string
  readonly severity: Severity
  readonly spec?: string
  readonly fix: string
  find(entries: readonly Entry[], context: Context): readonly Hit[]
}

/** An entry whose request was kept. */
export type Exchange = Entry & { readonly received: Request }

const isExchange = (entry: Entry): entry is Exchange => entry.received !== undefined

/** A rule that looks at each request alone. `judge` answers the sentence, or nothing. */
export function each(
  of: (entries: readonly Entry[]) => readonly Exchange[],
  judge: (entry: Exchange, context: Context) => string | undefined,
): Rule['find'] {
  return (entries, context) =>
    of(entries).flatMap((entry) => {
      const hint = judge(entry, context)
      return hint === undefined ? [] : [{ entry, hint }]
    })
}

/** Exchanges at one endpoint. */
export function at(...endpoints: readonly Entry['endpoint'][]): (entries: readonly Entry[]) => readonly Exchange[] {
  return (entries) => entries.filter(isExchange).filter(({ endpoint }) => endpoints.includes(endpoint))
}

/** Authorization requests whose parameters can be read, pushed ones included, and that were not refused. */
export function authorizations(entries: readonly Entry[]): readonly Exchange[] {
  return at(
    'authorization',
    'pushed_authorization_request',
  )(entries).filter((entry) => entry.error === undefined && asked(entry).peek('response_type') !== undefined)
}

/** Token requests that got tokens. */
export function issued(entries: readonly Entry[]): readonly Exchange[] {
  return at('token')(entries).filter(({ status }) => status === 200)
}

/** The parameters of an authorization request, wherever they stand. */
export function asked({ received }: Exchange): Parameters {
  return received.form.size > 0 ? received.form : received.query
}

/** A member of a JSON answer, when it is text. */
export function told(entry: Entry, name: string): string | undefined {
  const value = entry.answered?.content.kind === 'members' ? entry.answered.content.members[name] : undefined
  return typeof value === 'string' ? value : undefined
}

/** The same for a number. */
export function counted(entry: Entry, name: string): number | undefined {
  const value = entry.answered?.content.kind === 'members' ? entry.answered.content.members[name] : undefined
  return typeof value === 'number' ? value : undefined
}

/** The code that an authorization response carries. */
export function codeIn({ answered }: Entry): string | undefined {
  const code = answered?.content.kind === 'redirection' ? answered.content.redirection.parameters['code'] : undefined
  return typeof code === 'string' ? code : undefined
}

/** The entries of each client that names itself. */
export function byClient(entries: readonly Entry[]): ReadonlyMap<string, readonly Exchange[]> {
  const clients = new Map<string, Exchange[]>()
  for (const entry of entries) {
    if (entry.client_id === undefined || !isExchange(entry)) continue
    clients.set(entry.client_id, [...(clients.get(entry.client_id) ?? []), entry])
  }
  return clients
}

export function registered(
  { clients }: Context,
  client_id: string | undefined,
): Context['clients'][number] | undefined {
  return clients.find((client) => client.client_id === client_id)
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
