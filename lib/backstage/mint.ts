// Codes and tokens that nobody had to ask for in a browser, in any state of life.

import type { Mint } from '../http/control/index.js'
import { Mistaken } from '../http/control/index.js'
import { parseDuration } from '../protocol/duration.js'
import { instant } from '../protocol/instant.js'
import { json } from '../protocol/messages.js'
import type { Members, Request } from '../protocol/messages.js'
import { defaultScopeOf } from '../protocol/metadata.js'
import type { Client, User } from '../protocol/metadata.js'
import { parseScope } from '../protocol/scope.js'
import { nearest } from '../protocol/spelling.js'
import { Trace } from '../protocol/trace.js'
import type { Realm } from '../realm/realm.js'
import { plantCode } from '../state/seeds.js'
import type { CodeSeed, SeedState } from '../state/seeds.js'
import { issue } from '../tokens/issue.js'
import { refreshFor } from '../tokens/refresh.js'
import { seal } from '../tokens/seal.js'
import { expire, list, revoke } from './records.js'

export const mint: Mint = {
  code: (realm, asked) => code(realm, asked),
  tokens: (realm, asked, request) => tokens(realm, asked, request),
  list,
  expire,
  revoke,
}

/** What the schemas of bodies let through. */
interface Asked {
  readonly client_id?: string
  readonly username?: string
  readonly user?: string
  readonly code?: string
  readonly scope?: string
  readonly redirect_uri?: string
  readonly nonce?: string
  readonly code_challenge?: string
  readonly code_challenge_method?: 'S256' | 'plain'
  readonly ttl?: string | number
  readonly lifetime?: string | number
  readonly issued_at?: string | number
  readonly auth_time?: string | number
  readonly issues?: NonNullable<CodeSeed['issues']>
  readonly state?: SeedState
  readonly claims?: Members
}

async function code(realm: Realm, asked: Asked): Promise<Members> {
  const { server } = realm
  const client = clientOf(realm, asked.client_id)
  const user = userOf(realm, asked) ?? server.users.first
  const [only, ...others] = client.redirect_uris
  const redirect_uri = asked.redirect_uri
  const seed: CodeSeed = {
    code: asked.code ?? server.handle(),
    client_id: client.client_id,
    scope: asked.scope ?? scopeFor(client, user),
    ...seedOf(asked),
    ...(user && { user: user.username }),
    ...(redirect_uri !== undefined && { redirect_uri }),
  }
  await plantCode(server, seed)
  const record = await server.records.find(seed.code)
  const base = redirect_uri ?? (others.length === 0 ? only : undefined)
  return {
    code: seed.code,
    client_id: client.client_id,
    ...(user && { username: user.username }),
    scope: seed.scope,
    ...(redirect_uri !== undefined && { redirect_uri }),
    ...(base !== undefined && {
      location: `${base}${base.includes('?') ? '&' : '?'}code=${encodeURIComponent(seed.code)}`,
    }),
    expires_at: new Date(record?.expires_at ?? 0).toISOString(),
    state: seed.state ?? (record && server.records.expired(record) ? 'expired' : 'valid'),
  }
}

function seedOf(asked: Asked): Partial<CodeSeed> {
  const lifetime = asked.ttl ?? asked.lifetime
  const challenge = asked.code_challenge
  const method = asked.code_challenge_method === 'S256' ? 'S256' : 'plain'
  return {
    ...(lifetime !== undefined && { lifetime: secondsOf(lifetime) }),
    ...(asked.state !== undefined && { state: asked.state }),
    ...(asked.nonce !== undefined && { nonce: asked.nonce }),
    ...(asked.issued_at !== undefined && { issued_at: timeOf(asked.issued_at) }),
    ...(asked.auth_time !== undefined && { auth_time: timeOf(asked.auth_time) }),
    ...(challenge !== undefined && { challenge: { code_challenge: challenge, code_challenge_method: method } }),
    ...(asked.issues !== undefined && { issues: asked.issues }),
  }
}

async function tokens(realm: Realm, asked: Asked, { base }: { readonly base: string }): Promise<Members> {
  const { server } = realm
  const known = clientOf(realm, asked.client_id)
  const user = userOf(realm, asked)
  const state = asked.state ?? 'valid'
  const ttl = asked.ttl === undefined ? (state === 'expired' ? -1 : undefined) : secondsOf(asked.ttl)
  const client = tailored(known, ttl, asked.claims)
  const scope = parseScope(asked.scope ?? scopeFor(known, user))
  const family = server.entropy.string(16)
  const authorization = {
    client,
    scope,
    family,
    refresh_token: user ? refreshFor(server, client, scope) : ({ kind: 'none' } as const),
    ...(user && { user, auth_time: server.clock.seconds() }),
    ...(asked.nonce !== undefined && { nonce: asked.nonce }),
  }
  // Nobody asked for them: what a request would tell is left empty.
  const request = { base, trace: new Trace() } as Request
  const issued = await issue(server, authorization, request)
  const { content } = await seal(json(200, issued), server.keys)
  const members = content.kind === 'members' ? content.members : {}
  if (state === 'revoked') await server.records.revokeFamily(family, 'it was issued revoked')
  if (state === 'used') await server.records.spend(String(members['refresh_token']))
  return { ...members, state }
}

/** A client whose tokens live as long and say what was asked for. */
function tailored(client: Client, ttl: number | undefined, claims: Members = {}): Client {
  return {
    ...client,
    ...(ttl !== undefined && { lifetimes: { ...client.lifetimes, access_token: ttl, id_token: ttl } }),
    access_token: { ...client.access_token, claims: { ...client.access_token?.claims, ...claims } },
    id_token: { ...client.id_token, claims: { ...client.id_token?.claims, ...claims } },
  }
}

function clientOf({ server: { clients } }: Realm, name: string | undefined): Client {
  const found = name === undefined ? clients.sole : clients.find(name)
  if (found) return found
  const known = clients.list().map(({ client_id }) => client_id)
  if (name === undefined)
    throw new Mistaken([
      { detail: 'client_id is missing', pointer: '/client_id', hint: `clients: ${known.join(', ')}` },
    ])
  const near = nearest(name, known)
  const hint = near ? `did you mean '${near}'?` : `clients: ${known.slice(0, 10).join(', ')}`
  throw new Mistaken([{ detail: `there is no client '${name}'`, pointer: '/client_id', hint }])
}

function userOf({ server: { users } }: Realm, asked: Asked): User | undefined {
  const key = asked.username === undefined ? 'user' : 'username'
  const name = asked[key]
  if (name === undefined) return undefined
  const found = users.find(name)
  if (found) return found
  const near = users.nearest(name)
  const known = users.list().map(({ username }) => username)
  const hint = near ? `did you mean '${near}'?` : `users: ${known.slice(0, 10).join(', ')}`
  throw new Mistaken([{ detail: `there is no user '${name}'`, pointer: `/${key}`, hint }])
}

function scopeFor(client: Client, user: User | undefined): string {
  return defaultScopeOf(client) || (user ? 'openid' : '')
}

/** Below zero for what has expired already. */
function secondsOf(given: string | number): number {
  if (typeof given === 'number') return given
  return given.startsWith('-') ? -parseDuration(given.slice(1)) / 1000 : parseDuration(given) / 1000
}

function timeOf(given: string | number): number {
  return typeof given === 'number' ? given : Math.floor(instant(given) / 1000)
}
