// Who logs in when a browser comes, from a test.

import type { Ask } from './ask.js'

export interface Login {
  /** `auto`, `auto:alice`, `picker`, `form` or `deny`. */
  mode(): Promise<string>
  /**
   * Sets the login mode until a reset.
   *
   * @example await provider.login.set('auto:bob')
   */
  set(mode: string): Promise<string>
  /**
   * Who is logged in at the next login page, without the page; of a tag, at the next one with this tag.
   *
   * @example await provider.login.next('bob')
   */
  next(user: string | { readonly deny: true }): Promise<void>
}

export class LoginQueue implements Login {
  readonly #ask: Ask
  readonly #tag: string | undefined

  constructor(ask: Ask, tag: string | undefined) {
    this.#ask = ask
    this.#tag = tag
  }

  async mode(): Promise<string> {
    return modeOf(await this.#ask('GET', '/login'))
  }

  async set(login: string): Promise<string> {
    return modeOf(await this.#ask('PUT', '/login', { body: { login } }))
  }

  async next(user: string | { readonly deny: true }): Promise<void> {
    const who = typeof user === 'string' ? { user } : user
    await this.#ask('POST', '/login/next', { body: { ...who, tag: this.#tag } })
  }
}

function modeOf(told: unknown): string {
  return (told as { readonly login: string }).login
}
