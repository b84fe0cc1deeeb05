// Authorization codes without a login: for tests of a callback route that need no browser.

import type { Fixtures } from '../fixtures/types.js'
import type { Ask } from './ask.js'

/** A code as fixtures write it; a new one when `code` is absent. */
export type CodeEntry = Partial<NonNullable<Fixtures['codes']>[number]>

export interface Codes {
  /**
   * Plants a code.
   *
   * @example
   * const { code } = await provider.codes.create({ client_id: 'web', user: 'alice', redirect_uri })
   * await fetch(`${app}/callback?code=${code}&state=${state}`)
   */
  create(code: CodeEntry): Promise<{ readonly code: string } & Readonly<Record<string, unknown>>>
}

export class PlantedCodes implements Codes {
  readonly #ask: Ask

  constructor(ask: Ask) {
    this.#ask = ask
  }

  async create(body: CodeEntry): Promise<{ readonly code: string }> {
    return (await this.#ask('POST', '/codes', { body })) as { readonly code: string }
  }
}
