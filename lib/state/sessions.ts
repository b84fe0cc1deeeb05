// Browser sessions at this server (OpenID Connect Core §3.1.2.3), the consents given in them and the clients that
// take part in them.

import { createHash } from 'node:crypto'
import type { Origin } from '../protocol/origin.js'
import type { Clock } from './clock.js'

export interface Session {
  readonly id: string
  readonly sub: string
  /** Milliseconds on the realm's clock. */
  readonly authenticated_at: number
  readonly expires_at: number
  /** The authentication context class that this login reached (OpenID Connect Core §2). */
  readonly acr?: string
  /** Of the request that logged in. */
  readonly origin?: Origin
  /** Scope tokens consented to, by client. */
  readonly consents: Map<string, Set<string>>
  /** The clients that logged the user in with it. */
  readonly participants: Map<string, Participant>
}

export interface Participant {
  readonly client_id: string
  /** What this client calls the session (OpenID Connect Back-Channel Logout §2.1). */
  readonly sid: string
  /** Authorizations that end with the session: those without offline_access. */
  readonly families: Set<string>
}

const MOST = 10_000

export class Sessions {
  readonly #clock: Clock
  readonly #sessions = new Map<string, Session>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  open(id: string, sub: string, lifetime: number, more: Pick<Session, 'acr' | 'origin'> = {}): Session {
    const now = this.#clock.now()
    const times = { authenticated_at: now, expires_at: now + lifetime * 1000 }
    const session: Session = {
      id,
      sub,
      ...times,
      consents: new Map(),
      participants: new Map(),
      ...more,
    }
    this.#sessions.set(id, session)
    if (this.#sessions.size > MOST) this.#sessions.delete(this.#sessions.keys().next().value ?? '')
    return session
  }

  /** A session that still lives. */
  find(id: string | undefined): Session | undefined {
    const session = id === undefined ? undefined : this.#sessions.get(id)
    return session && this.#clock.now() < session.expires_at ? session : undefined
  }

  /** The live sessions, oldest first; of one user when `sub` says so. */
  list(sub?: string): readonly Session[] {
    const living = [...this.#sessions.values()].filter((session) => this.#clock.now() < session.expires_at)
    return sub === undefined ? living : living.filter((session) => session.sub === sub)
  }

  /** Every session that was not ended, expired ones too, oldest first. */
  snapshot(): readonly Session[] {
    return [...this.#sessions.values()]
  }

  /** The live session that a client knows by this `sid`. */
  bySid(sid: string): Session | undefined {
    return this.list().find(({ participants }) => [...participants.values()].some((one) => one.sid === sid))
  }

  end(id: string): void {
    this.#sessions.delete(id)
  }

  /** What was saved with `snapshot`, in place of what is there. */
  load(sessions: readonly Session[]): void {
    this.clear()
    for (const session of sessions) this.#sessions.set(session.id, session)
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

/**
 * A client takes part in a session; answers the `sid` by which it knows the session. Nobody can tell the session's
 * id from it, nor that two clients share one.
 * @param family The authorization, when it is to end with the session.
 */
export function join(session: Session, client_id: string, family?: string): string {
  const known = session.participants.get(client_id)
  const sid = known?.sid ?? createHash('sha256').update(`${session.id}\n${client_id}`).digest('base64url').slice(0, 22)
  const participant = known ?? { client_id, sid, families: new Set<string>() }
  session.participants.set(client_id, participant)
  if (family !== undefined) participant.families.add(family)
  const oldest = participant.families.size > MOST ? participant.families.values().next().value : undefined
  if (oldest !== undefined) participant.families.delete(oldest)
  return sid
}
