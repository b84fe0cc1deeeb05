// The end-users (OpenID Connect Core §1.2) and their claims. With none configured there are alice and
// bob, and every other name is taken as it comes.

import type { User } from '../protocol/metadata.js'
import { nearest } from '../protocol/spelling.js'

export class Users {
  readonly #users = new Map<string, User>()
  readonly #open: boolean

  constructor(users: readonly User[]) {
    this.#open = users.length === 0
    for (const user of this.#open ? [passerBy('alice'), passerBy('bob')] : users) this.#users.set(user.username, user)
  }

  /** By username, `sub` or e-mail address: what a `login_hint` may be (OpenID Connect Core §3.1.2.1). */
  find(name: string): User | undefined {
    return this.#users.get(name) ?? this.#otherwise(name) ?? (this.#open && name !== '' ? passerBy(name) : undefined)
  }

  bySub(sub: string): User | undefined {
    return this.list().find((user) => user.sub === sub) ?? (this.#open ? passerBy(sub) : undefined)
  }

  get first(): User | undefined {
    return this.list()[0]
  }

  list(): readonly User[] {
    return [...this.#users.values()]
  }

  nearest(name: string): string | undefined {
    return nearest(name, [...this.#users.keys()])
  }

  #otherwise(name: string): User | undefined {
    return this.list().find((user) => user.sub === name || user.claims['email'] === name)
  }
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
