// Browser sessions at this server (OpenID Connect Core §3.1.2.3) and the consents given in them.

import type { Clock } from './clock.js'

export interface Session {
  readonly id: string
  readonly sub: string
  /** Milliseconds on the realm's clock. */
  readonly authenticated_at: number
  readonly expires_at: number
  /** The authentication context class that this login reached (OpenID Connect Core §2). */
  readonly acr?: string
  /** Scope tokens consented to, by client. */
  readonly consents: Map<string, Set<string>>
}

const MOST = 10_000

export class Sessions {
  readonly #clock: Clock
  readonly #sessions = new Map<string, Session>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  open(id: string, sub: string, lifetime: number, acr?: string): Session {
    const now = this.#clock.now()
    const times = { authenticated_at: now, expires_at: now + lifetime * 1000 }
    const session: Session = { id, sub, ...times, consents: new Map(), ...(acr !== undefined && { acr }) }
    this.#sessions.set(id, session)
    if (this.#sessions.size > MOST) this.#sessions.delete(this.#sessions.keys().next().value ?? '')
    return session
  }

  /** A session that still lives. */
  find(id: string | undefined): Session | undefined {
    const session = id === undefined ? undefined : this.#sessions.get(id)
    return session && this.#clock.now() < session.expires_at ? session : undefined
  }

  end(id: string): void {
    this.#sessions.delete(id)
  }

  clear(): void {
    this.#sessions.clear()
  }
}

export function consented(session: Session, client_id: string, scope: readonly string[]): boolean {
  const given = session.consents.get(client_id)
  return given !== undefined && scope.every((token) => given.has(token))
}

export function consent(session: Session, client_id: string, scope: readonly string[]): void {
  session.consents.set(client_id, new Set([...(session.consents.get(client_id) ?? []), ...scope]))
}
