// What the control API needs of the house around it, and may not import: fixtures, YAML, minting, the
// process. The provider hands it in.

import type { Members } from '../../protocol/messages.js'
import type { Realm } from '../../realm/realm.js'
import type { Guard } from './guard.js'

/** A mistake in what was sent, at its place. */
export interface Mistake {
  readonly detail: string
  readonly hint?: string
  /** JSON Pointer (RFC 6901). */
  readonly pointer?: string
  /** From 1. */
  readonly line?: number
  readonly column?: number
}

/** Thrown by what reads bodies; the control API answers 400 with all of them. */
export class Mistaken extends Error {
  readonly mistakes: readonly Mistake[]
  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map(({ detail, hint }) => (hint === undefined ? detail : `${detail}; ${hint}`)).join('\n'))
    this.name = 'Mistaken'
    this.mistakes = mistakes
  }
}

export interface Text {
  readonly text: string
  readonly media_type: string
}

export interface Backstage {
  readonly realms: RealmsOffice
  guard(): Guard
  /** What the process says of itself. */
  about(): Members
  /** The value of a YAML text. @throws Mistaken */
  yaml(text: string): Promise<unknown>
  readonly fixtures: FixturesOffice
  readonly mint: Mint
  /** Ends the process as a signal would, or closes the provider that lives in somebody's test. */
  shutdown(): void
}

export interface RealmsOffice {
  get(id: string): Realm | undefined
  /** The same for a request, which keeps it from going idle. */
  use(id: string): Realm | undefined
  /** The same, made where a realm is made by being asked for. */
  open(id: string): Promise<Realm | undefined>
  list(): readonly RealmReading[]
  /** Throws Mistaken, RangeError or RuleError for what cannot be. */
  create(spec: Members): Promise<Realm>
  delete(id: string): Promise<boolean>
}

export interface RealmReading {
  readonly id: string
  readonly made_by: string
  /** Real time in milliseconds since the epoch. */
  readonly made_at: number
  readonly used_at: number
  /** Absent for one that stays. */
  readonly expires_at?: number
}

/** What a realm is made of, changed while it runs. Everything throws Mistaken for what cannot be. */
export interface FixturesOffice {
  read(realm: Realm): Members
  check(text: Text): Promise<{ readonly warnings: readonly Mistake[] }>
  /** Answers what takes effect only at the next start. */
  replace(realm: Realm, text: Text): Promise<Refitted>
  merge(realm: Realm, text: Text): Promise<Refitted>
  client(realm: Realm, entry: Members): Promise<Members>
  clients(realm: Realm): readonly Members[]
  dropClient(realm: Realm, client_id: string): boolean
  user(realm: Realm, entry: Members): Promise<Members>
  users(realm: Realm): readonly Members[]
  dropUser(realm: Realm, username: string): boolean
  /** `auto:alice`. @throws RangeError */
  login(realm: Realm, text: string): void
  config(realm: Realm): Members
  configure(realm: Realm, change: Members): Promise<void>
}

export interface Refitted {
  readonly warnings: readonly Mistake[]
  readonly at_next_start: readonly string[]
}

/** Codes and tokens that nobody had to ask for in a browser. */
export interface Mint {
  code(realm: Realm, asked: Members, request: { readonly base: string }): Promise<Members>
  tokens(realm: Realm, asked: Members, request: { readonly base: string }): Promise<Members>
  list(realm: Realm, match: string | undefined): readonly Members[]
  /** By the token itself or by a match; answers those that changed. */
  expire(realm: Realm, which: Members): Promise<readonly Members[]>
  revoke(realm: Realm, which: Members): Promise<readonly Members[]>
}
