// Codes and tokens that exist before anybody asked for them, in any state of life (valid, expired, used,
// revoked): tests of a callback route or of a refresh need no browser then.

import { defaultScopeOf } from '../protocol/metadata.js'
import type { Challenge } from '../protocol/pkce.js'
import type { Artifact } from './artifacts.js'
import type { AuthorizationServer } from './authorization_server.js'

export type SeedState = 'valid' | 'expired' | 'used' | 'revoked'

interface Seed {
  readonly client_id: string
  /** A username. */
  readonly user?: string
  readonly scope?: string
  /** Seconds since the epoch; absent: when the server is seeded. */
  readonly issued_at?: number
  /** Seconds since the epoch. */
  readonly auth_time?: number
  /** Seconds; `null` for never. */
  readonly lifetime?: number | null
  readonly state?: SeedState
}

export interface CodeSeed extends Seed {
  readonly code: string
  readonly redirect_uri?: string
  readonly nonce?: string
  readonly challenge?: Challenge
  readonly issues?: { readonly access_token?: string; readonly refresh_token?: string }
}

export interface TokenSeed extends Seed {
  readonly access_token?: string
  readonly refresh_token?: string
}

export async function plantCode(as: AuthorizationServer, seed: CodeSeed): Promise<void> {
  const lifetime = lifetimeOf(as, seed, 'code')
  await plant(as, seed.code, as.entropy.string(16), lifetime, seed, {
    kind: 'code',
    ...issued(as, seed),
    ...(seed.redirect_uri !== undefined && { redirect_uri: seed.redirect_uri }),
    ...(seed.nonce !== undefined && { nonce: seed.nonce }),
    ...(seed.challenge && { challenge: seed.challenge }),
    ...(seed.issues && { issues: seed.issues }),
  })
}

/** An access token and a refresh token of one seed belong to one authorization. */
export async function plantTokens(as: AuthorizationServer, seed: TokenSeed): Promise<void> {
  const family = as.entropy.string(16)
  const client = as.clients.find(seed.client_id)
  const { access_token, refresh_token } = seed
  if (access_token !== undefined) {
    const audience = client?.access_token?.audience
    const value = { kind: 'access_token', ...issued(as, seed), ...(audience !== undefined && { audience }) } as const
    await plant(as, access_token, family, lifetimeOf(as, seed, 'access_token'), seed, value)
  }
  if (refresh_token !== undefined) {
    const alone = access_token === undefined && seed.lifetime !== undefined
    const lifetime = alone ? (seed.lifetime ?? null) : { ...as.policy.lifetimes, ...client?.lifetimes }.refresh_token
    const { issued_at, expires_at } = window(as, seed, lifetime)
    const value = { kind: 'refresh_token', ...issued(as, seed), not_after: expires_at } as const
    await plant(as, refresh_token, family, lifetime, seed, value)
    const { idle } = { ...as.policy.refresh, ...client?.refresh }
    if (idle !== null) await as.records.change(refresh_token, value, Math.min(expires_at, issued_at + idle * 1000))
  }
}

function lifetimeOf(as: AuthorizationServer, seed: Seed, name: 'code' | 'access_token'): number | null {
  if (seed.lifetime !== undefined) return seed.lifetime
  return as.clients.find(seed.client_id)?.lifetimes?.[name] ?? as.policy.lifetimes[name]
}

function issued(
  as: AuthorizationServer,
  seed: Seed,
): { client_id: string; scope: string; auth_time: number; sub?: string } {
  const user = seed.user === undefined ? undefined : as.users.find(seed.user)
  const client = as.clients.find(seed.client_id)
  return {
    client_id: seed.client_id,
    scope: seed.scope ?? (client ? defaultScopeOf(client) : ''),
    auth_time: seed.auth_time ?? seed.issued_at ?? as.clock.seconds(),
    ...(user && { sub: user.sub }),
  }
}

async function plant(
  as: AuthorizationServer,
  id: string,
  family: string,
  lifetime: number | null,
  seed: Seed,
  value: Artifact,
): Promise<void> {
  await as.records.keep(id, value, { family, ...window(as, seed, lifetime) })
  if (seed.state === 'used') await as.records.spend(id)
  if (seed.state === 'revoked') await as.records.revoke(id, 'the fixture says so')
}

/** When it was issued and when it expires, in milliseconds; an expired seed ended one second ago. */
function window(
  as: AuthorizationServer,
  seed: Seed,
  lifetime: number | null,
): { issued_at: number; expires_at: number } {
  const span = lifetime === null ? Infinity : lifetime * 1000
  if (seed.state === 'expired') {
    const expires_at = as.clock.now() - 1000
    return { issued_at: expires_at - (span === Infinity ? 0 : span), expires_at }
  }
  const issued_at = seed.issued_at === undefined ? as.clock.now() : seed.issued_at * 1000
  return { issued_at, expires_at: issued_at + span }
}
