// The signing keys of a realm from a test.

import type { Ask } from './ask.js'

/** A signing key and where it is in its life. Times are ISO 8601. */
export interface Key {
  readonly kid: string
  readonly alg: string
  readonly state: 'next' | 'active' | 'retired' | 'withdrawn' | 'decoy'
  /** Whether it is in the JWK Set. */
  readonly published: boolean
  readonly signs_from?: string
  readonly published_until?: string
}

export interface Keys {
  list(): Promise<readonly Key[]>
  /**
   * Announced, which is the default, the next key is published now and signs five minutes later on the provider's
   * clock, or at once when `rotate` is called again; the old one stays published for a day. With `announce: false`
   * it signs at once, and the old one is gone at once, with all that it signed.
   *
   * @param options.alg The algorithm whose key is replaced; the one that signs by default when absent.
   * @example
   * await provider.keys.rotate()
   * await provider.clock.advance('5m') // from now on the new key signs
   */
  rotate(options?: { readonly announce?: boolean; readonly alg?: string }): Promise<Key>
}

export class SigningKeys implements Keys {
  readonly #ask: Ask

  constructor(ask: Ask) {
    this.#ask = ask
  }

  async list(): Promise<readonly Key[]> {
    const { keys } = (await this.#ask('GET', '/keys')) as { keys: readonly Key[] }
    return keys
  }

  async rotate(options: { readonly announce?: boolean; readonly alg?: string } = {}): Promise<Key> {
    const { rotated } = (await this.#ask('POST', '/keys/rotate', { body: options })) as { rotated: Key }
    return rotated
  }
}
