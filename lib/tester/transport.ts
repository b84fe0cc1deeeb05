// How a question gets to the control API, and what comes back. Two of them exist: a call in this process, and fetch.

/** A question to the control API. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the version: `/faults`, `/clients/web`. */
  readonly path: string
  /** What is `undefined` is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>
  /** The media type that is wanted; JSON when absent. */
  readonly accept?: string
  /** Sent as JSON; members that are `undefined` are left out. */
  readonly body?: object
}

/** What the control API said, parsed when it was JSON. */
export interface Answer {
  readonly status: number
  readonly content: unknown
}

export interface Transport {
  /** Where the realm that is asked is: `http://localhost:2884`, `http://localhost:2884/realms/r1`. */
  readonly url: string
  /** What the control API wants off loopback. */
  readonly token: string | undefined
  /** In this process nothing but promises is waited for: the effect comes before any request that is sent later. */
  ask(question: Question): Promise<Answer>
  /** The same server's realm of that id; `''` is the default one. */
  within(realm: string): Transport
}

/** `/_mock/v1`: the version that this library speaks. */
export const VERSIONED = '/_mock/v1'

/** A path with a name in it: `at('/clients', 'a b')` is `/clients/a%20b`. */
export function at(path: string, ...names: readonly string[]): string {
  return [path, ...names.map(encodeURIComponent)].join('/')
}

/** The query with its `?`; nothing when it is empty. */
export function queryText(query: Question['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}
