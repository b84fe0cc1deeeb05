// Tokens without a flow: minted, listed, expired and revoked from a test.

import type { Ask } from './ask.js'

/** What a token is to be like; everything may be left out where the fixtures leave no choice. */
export interface TokenSpec {
  readonly client_id?: string
  /** Without a user it is the client's own token. */
  readonly username?: string
  readonly scope?: string
  /** `60s`; `-5m` expired five minutes ago. */
  readonly ttl?: string
  /** Members of a JWT access token. */
  readonly claims?: Readonly<Record<string, unknown>>
  readonly state?: 'valid' | 'expired' | 'used' | 'revoked'
}

/** A token response (RFC 6749 §5.1) that nobody had to ask a token endpoint for. */
export interface Minted extends Readonly<Record<string, unknown>> {
  readonly access_token: string
  readonly refresh_token?: string
  readonly id_token?: string
  readonly expires_in?: number
}

/** What is kept of a code or a token. Times are ISO 8601. */
export interface Issued {
  /** Of a JWT its `jti`. */
  readonly token: string
  /** `code`, `access_token`, `refresh_token` and so on. */
  readonly kind: string
  readonly client_id: string
  readonly username?: string
  readonly sub?: string
  readonly scope?: string
  readonly state: 'valid' | 'expired' | 'used' | 'revoked'
  readonly issued_at: string
  readonly expires_at?: string
  readonly revoked_because?: string
}

/** Which tokens are meant: the literal token, or a selector such as `refresh_token+client:web+state:valid`. */
export type Which = { readonly token: string } | { readonly match: string }

export interface Tokens {
  /**
   * Makes tokens as the token endpoint would.
   *
   * @example const { access_token } = await provider.tokens.mint({ client_id: 'web', username: 'alice', ttl: '-5m' })
   */
  mint(spec?: TokenSpec): Promise<Minted>
  /** What was issued and is kept, oldest first. */
  list(match?: string): Promise<readonly Issued[]>
  /** Makes tokens be over now. Resolves to what was expired. */
  expire(which: Which): Promise<readonly Issued[]>
  /** Revokes tokens. Resolves to what was revoked. */
  revoke(which: Which): Promise<readonly Issued[]>
}

export class IssuedTokens implements Tokens {
  readonly #ask: Ask

  constructor(ask: Ask) {
    this.#ask = ask
  }

  async mint(spec: TokenSpec = {}): Promise<Minted> {
    return (await this.#ask('POST', '/tokens', { body: spec })) as Minted
  }

  async list(match?: string): Promise<readonly Issued[]> {
    return issuedIn(await this.#ask('GET', '/tokens', { query: { match } }))
  }

  async expire(which: Which): Promise<readonly Issued[]> {
    return issuedIn(await this.#ask('POST', '/tokens/expire', { body: which }))
  }

  async revoke(which: Which): Promise<readonly Issued[]> {
    return issuedIn(await this.#ask('POST', '/tokens/revoke', { body: which }))
  }
}

function issuedIn(told: unknown): readonly Issued[] {
  return (told as { readonly tokens: readonly Issued[] }).tokens
}
