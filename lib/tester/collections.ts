// Clients and users of a realm from a test: the same four verbs for both.

import type { Fixtures } from '../fixtures/types.js'
import type { Ask } from './ask.js'
import { ControlError } from './refusal.js'
import { at } from './transport.js'

/** A client as fixtures write it. */
export type ClientEntry = NonNullable<Fixtures['clients']>[number]
/** A user as fixtures write it. */
export type UserEntry = NonNullable<Fixtures['users']>[number]

export interface Collection<T> {
  list(): Promise<readonly T[]>
  /** `undefined` when there is none of that name. */
  get(name: string): Promise<T | undefined>
  /**
   * Adds one, as fixtures write it.
   *
   * @example await provider.users.create({ username: 'carol', claims: { email: 'carol@example.com' } })
   */
  create(entry: T): Promise<T>
  /** Replaces one, or adds it. */
  put(name: string, entry: T): Promise<T>
  /**
   * Changes members of one (RFC 7396: `null` takes a member away).
   *
   * @example await provider.clients.patch('web', { redirect_uris: ['http://localhost:4000/callback'] })
   */
  patch(name: string, change: { readonly [K in keyof T]?: T[K] | null }): Promise<T>
  /** Also ends what lives of it: codes, tokens, sessions. */
  remove(name: string): Promise<void>
}

export class Entries<T extends object> implements Collection<T> {
  readonly #ask: Ask
  readonly #path: string

  /** @param path `/clients`, and the list's name is the same word. */
  constructor(ask: Ask, path: string) {
    this.#ask = ask
    this.#path = path
  }

  async list(): Promise<readonly T[]> {
    const lists = (await this.#ask('GET', this.#path)) as Readonly<Record<string, readonly T[]>>
    return lists[this.#path.slice(1)] ?? []
  }

  async get(name: string): Promise<T | undefined> {
    try {
      return (await this.#ask('GET', at(this.#path, name))) as T
    } catch (error) {
      if (error instanceof ControlError && error.status === 404) return undefined
      throw error
    }
  }

  async create(entry: T): Promise<T> {
    return (await this.#ask('POST', this.#path, { body: entry })) as T
  }

  async put(name: string, entry: T): Promise<T> {
    return (await this.#ask('PUT', at(this.#path, name), { body: entry })) as T
  }

  async patch(name: string, change: object): Promise<T> {
    return (await this.#ask('PATCH', at(this.#path, name), { body: change })) as T
  }

  async remove(name: string): Promise<void> {
    await this.#ask('DELETE', at(this.#path, name))
  }
}
