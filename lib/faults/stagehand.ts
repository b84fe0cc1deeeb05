// What a fault may ask of the server besides spoiling a reply. A fault cannot see the server; the realm lends it this
// hand. A value is a code or token as it was sent, or the `jti` of a JWT; what nobody knows is left alone.

import type { Draft } from '../protocol/draft.js'
import type { JWK } from '../protocol/jwt.js'
import type { Members } from '../protocol/messages.js'

/** What a token stands for, as far as a resource may ask. */
export interface Shown {
  /** Values separated by spaces. */
  readonly scope: string
  readonly audience: readonly string[]
  readonly acr?: string
  /** Seconds since the epoch. */
  readonly auth_time?: number
}

export interface Stagehand {
  /** Milliseconds on the realm's clock. */
  now(): number
  /** What a live access token stands for. */
  show(token: string): Promise<Shown | undefined>
  /** Seconds until a device code expires. */
  left(device_code: string): Promise<number | undefined>
  /** Approves a waiting device, as its user would. */
  approve(device_code: string): Promise<boolean>
  /** Lets the time of a code or token be over. False when no record is known by this value. */
  expire(value: string): Promise<boolean>
  /** Lets it die when this share of its life, between 0 and 1, is over. */
  shorten(value: string, share: number): Promise<boolean>
  /** Brings back what is over, for another hour: expired, revoked or used. */
  revive(value: string): Promise<boolean>
  /** Takes back what came from the same authorization as this code or token. */
  revoke(value: string, because?: string): Promise<boolean>
  /** The same, and the user is asked for consent again. */
  withdraw(value: string): Promise<boolean>
  /** Uses up a code or refresh token, as if somebody had been faster. */
  spend(value: string): Promise<boolean>
  /** Makes it stand for another user. False when there is no other. */
  reassign(value: string): Promise<boolean>
  /** Takes the last scope away; answers what is left, `undefined` when nothing could be taken. */
  narrow(value: string): Promise<string | undefined>
  /** A second record of the same content, known as `name` or by a new value; answers that. */
  copy(value: string, name?: string): Promise<string | undefined>
  /** A code of another user's login, made by another browser: its verifier and nonce are not this client's. */
  stranger(code: string): Promise<string | undefined>
  /** The nonce of an earlier login of this client. */
  nonceBefore(client_id: string, nonce: string): Promise<string | undefined>
  /** Loses all codes, tokens and sessions, as a restart of a server without a database does. */
  forget(): Promise<void>
  /**
   * Replaces a signing key, of `alg` or of the usual algorithm: announced ahead, at once, or at once under the same
   * `kid`; by a key of its own choice or by this one.
   */
  rotateKeys(how: {
    readonly announce: boolean
    readonly sameKid?: boolean
    readonly alg?: string
    readonly key?: JWK
  }): Promise<void>
  /** The public keys, as published. */
  keys(): readonly JWK[]
  /** What the server can sign with now, the preferred algorithm first. */
  algorithms(): readonly string[]
  /** `algorithms()[0]`. */
  algorithm(): string
  /** As registered. */
  redirectUris(client_id: string): readonly string[]
  /** Uses up a pushed request, or lets it end so many seconds from now. */
  endPushed(request_uri: string, seconds?: number): Promise<void>
  /** Changes what is registered of a client that registered itself. */
  amendClient(client_id: string, change: Members): void
  /** Loses a client that registered itself. */
  forgetClient(client_id: string): void
  /** The issuer identifier, as the sender of this request sees it. */
  issuer(request: { readonly base: string }): string
  /** Signs as the server does. */
  sign(draft: Draft): Promise<string>
}

const nobody = (): never => {
  throw new Error('this fault needs a server to act on')
}

/** For a plan that stands alone. */
export const NOBODY: Stagehand = {
  now: nobody,
  show: nobody,
  left: nobody,
  approve: nobody,
  expire: nobody,
  shorten: nobody,
  revive: nobody,
  revoke: nobody,
  withdraw: nobody,
  spend: nobody,
  reassign: nobody,
  narrow: nobody,
  copy: nobody,
  stranger: nobody,
  nonceBefore: nobody,
  forget: nobody,
  rotateKeys: nobody,
  keys: nobody,
  algorithms: nobody,
  algorithm: nobody,
  sign: nobody,
  issuer: nobody,
  amendClient: nobody,
  forgetClient: nobody,
  redirectUris: nobody,
  endPushed: nobody,
}
