// The end-users (OpenID Connect Core §1.2) and their claims. With none configured there are alice and
// bob, and every other name is taken as it comes.

import { ensure } from '../protocol/error.js'
import type { ErrorCode } from '../protocol/error.js'
import type { User } from '../protocol/metadata.js'
import { isMagic } from '../protocol/magic.js'
import { nearest } from '../protocol/spelling.js'

export class Users {
  readonly #users = new Map<string, User>()
  /** Whether names that ask for a fault are users too. */
  magic = false
  #open = true
  /** Whether any user was ever bound to a tag: nobody looks for tags otherwise. */
  #tagged = false

  constructor(users: readonly User[]) {
    this.replace(users)
  }

  /** Other users in place of those before; without any, the two that are always there. */
  replace(users: readonly User[]): void {
    this.#open = users.length === 0
    this.#users.clear()
    for (const user of this.#open ? [passerBy('alice'), passerBy('bob')] : users) this.#users.set(user.username, user)
    this.#tagged ||= users.some(({ tag }) => tag !== undefined)
  }

  get tagged(): boolean {
    return this.#tagged
  }

  /** Adds a user as fixtures do, or puts it in place of what it was; from then on no other name is taken as it comes. */
  configure(user: User): void {
    this.#open = false
    this.#users.set(user.username, user)
    this.#tagged ||= user.tag !== undefined
  }

  /** Takes a user back. `false` when there is none. */
  forget(username: string): boolean {
    this.#open = false
    return this.#users.delete(username)
  }

  /** By username, `sub` or e-mail address: what a `login_hint` may be (OpenID Connect Core §3.1.2.1). */
  find(name: string): User | undefined {
    return this.#users.get(name) ?? this.#otherwise(name) ?? (this.#takes(name) ? passerBy(name) : undefined)
  }

  bySub(sub: string): User | undefined {
    return this.list().find((user) => user.sub === sub) ?? (this.#takes(sub) ? passerBy(sub) : undefined)
  }

  get first(): User | undefined {
    return this.list()[0]
  }

  /** Those that somebody wrote down; none where every name is taken. */
  configured(): readonly User[] {
    return this.#open ? [] : this.list()
  }

  list(): readonly User[] {
    return [...this.#users.values()]
  }

  save(): { readonly open: boolean; readonly users: readonly User[] } {
    return { open: this.#open, users: this.list() }
  }

  load({ open, users }: ReturnType<Users['save']>): void {
    this.#users.clear()
    for (const user of users) this.configure(user)
    this.#open = open
  }

  nearest(name: string): string | undefined {
    return nearest(name, [...this.#users.keys()])
  }

  #takes(name: string): boolean {
    return name !== '' && (this.#open || (this.magic && isMagic(name)))
  }

  #otherwise(name: string): User | undefined {
    return this.list().find((user) => user.sub === name || user.claims['email'] === name)
  }
}

/** Throws `code` for a user whom the fixtures lock out. */
export function ensureUnlocked({ username, locked }: User, code: ErrorCode): void {
  ensure(locked !== true, code, () => ({
    reason: 'user-locked',
    hint: `user '${username}' is locked in the fixtures, so nobody logs in under that name`,
    expected: 'a user who may log in',
    received: `locked: true, of user '${username}'`,
    fix: `let the user in: users: [{ username: ${username}, locked: false }]`,
    spec: code === 'invalid_grant' ? 'RFC 6749 §4.3.2' : 'RFC 6749 §4.1.2.1',
  }))
}

function passerBy(username: string): User {
  const name = username.charAt(0).toUpperCase() + username.slice(1)
  const email = username.includes('@') ? username : `${username}@example.com`
  return {
    sub: username,
    username,
    claims: { name, preferred_username: username, email, email_verified: true },
  }
}
