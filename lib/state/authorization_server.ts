// AuthorizationServer: what the RFCs know of a server. Issuer, locations, policy and all it remembers.
// It does not know that it is a mock.

import type { EndpointName } from '../protocol/messages.js'
import type { Login, TrustedIssuer, User } from '../protocol/metadata.js'
import type { Policy } from '../protocol/policy.js'
import type { Artifact, Interaction, PendingLogout, PushedRequest } from './artifacts.js'
import { honestCourier } from './courier.js'
import type { Courier } from './courier.js'
import { ClientDocuments } from './client_id_metadata_document.js'
import type { Clients } from './clients.js'
import type { Clock } from './clock.js'
import { Devices } from './devices.js'
import type { DeviceRules } from './devices.js'
import type { Entropy } from './entropy.js'
import type { Keys } from './keys.js'
import { Logins } from './logins.js'
import { Nonces } from './nonces.js'
import type { Outbound } from './outbound.js'
import { PublishedKeys } from './publishedkeys.js'
import { Records } from './records.js'
import { Registrations } from './registrations.js'
import { Replays } from './replays.js'
import { Sessions } from './sessions.js'
import type { Users } from './users.js'

export interface Locations {
  /** The issuer identifier, or `request` for where the request came in; known once the server listens. */
  readonly issuer: () => string
  /** Where servers reach the token endpoint and its like, when that differs. */
  readonly backchannel?: string
  /** Path under which this server is mounted when the issuer follows the request: `` or `/realms/{id}`. */
  readonly mount: string
  /** The advertised path of every endpoint that this server has. */
  readonly paths: Readonly<Partial<Record<EndpointName, string>>>
}

/** The endpoints that a browser visits; all others are called by servers and use the back channel. */
const FRONT_CHANNEL: ReadonlySet<EndpointName> = new Set([
  'authorization',
  'login',
  'consent',
  'device',
  'end_session',
  'index',
])

export class AuthorizationServer {
  readonly locations: Locations
  /** May be changed while the server runs. */
  policy: Policy
  /** How users log in where nothing is queued in `logins`; changed by a tester while the server runs. */
  login: Login
  /** What the next logins come to. */
  readonly logins = new Logins()
  readonly clock: Clock
  readonly entropy: Entropy
  readonly keys: Keys
  readonly clients: Clients
  readonly users: Users
  readonly records: Records<Artifact>
  readonly interactions: Records<Interaction>
  /** By their request_uri (RFC 9126 §2.2). */
  readonly pushed: Records<PushedRequest>
  /** JWTs that work once and were used. */
  readonly replays: Replays
  /** What DPoP proofs carry where the policy asks for it (RFC 9449 §8). */
  readonly nonces: Nonces
  /** JWK Sets behind clients' jwks_uri. */
  readonly published: PublishedKeys
  /** What clients publish about themselves where their client_id says. */
  readonly documents: ClientDocuments
  readonly registrations: Registrations
  readonly sessions: Sessions
  /** Logouts whose page waits for an answer. */
  readonly logouts: Records<PendingLogout>
  readonly devices: Devices
  /** Whose assertions stand for a grant (RFC 7523 §2.1). */
  readonly trusted_issuers: readonly TrustedIssuer[]
  readonly outbound: Outbound
  /** Brings logout tokens to the clients. */
  readonly courier: Courier
  /** The name of another server of this process that knows a client: a test that asks the wrong one is told so. */
  readonly elsewhere: (client_id: string) => string | undefined
  /** What the process says of itself to probes: name, version, pid. */
  readonly about: Readonly<Record<string, unknown>>

  constructor(
    parts: Pick<
      AuthorizationServer,
      | 'about'
      | 'outbound'
      | 'locations'
      | 'policy'
      | 'clock'
      | 'entropy'
      | 'keys'
      | 'clients'
      | 'users'
      | 'trusted_issuers'
    > & {
      readonly login: Login
      readonly device: DeviceRules
      readonly most?: number | undefined
      readonly elsewhere?: (client_id: string) => string | undefined
      readonly courier?: Courier
    },
  ) {
    this.locations = parts.locations
    this.policy = parts.policy
    this.clock = parts.clock
    this.entropy = parts.entropy
    this.keys = parts.keys
    this.clients = parts.clients
    this.users = parts.users
    this.login = parts.login
    this.outbound = parts.outbound
    this.courier = parts.courier ?? honestCourier(parts)
    this.about = parts.about
    this.elsewhere = parts.elsewhere ?? (() => undefined)
    this.trusted_issuers = parts.trusted_issuers
    this.records = new Records(parts.clock, parts.most)
    this.interactions = new Records(parts.clock, 10_000)
    this.pushed = new Records(parts.clock, 10_000)
    this.replays = new Replays(() => this.inbound)
    this.nonces = new Nonces(parts.clock, parts.entropy)
    this.published = new PublishedKeys(parts.outbound, parts.clock)
    this.documents = new ClientDocuments(parts)
    this.registrations = new Registrations(parts.clients)
    this.sessions = new Sessions(parts.clock)
    this.logouts = new Records(parts.clock, 10_000)
    const approver = (): User | undefined => approverOf(parts.device, this.login, parts.users)
    this.clients.magic = this.policy.magic_values === 'on'
    this.users.magic = this.magic
    this.devices = new Devices({
      rules: parts.device,
      clock: parts.clock,
      entropy: parts.entropy,
      records: this.records,
      approver,
    })
  }

  /** Takes over clients, users, login and policy of another server; what was issued stays. */
  refit({ policy, login, clients, users }: AuthorizationServer): void {
    this.policy = policy
    this.login = login
    this.clients.replace(clients.configured())
    this.users.replace(users.configured())
  }

  /** Whether names that ask for a fault are taken for what they ask. */
  get magic(): boolean {
    return this.policy.magic_values === 'on' || (this.policy.magic_values === 'open' && this.clients.open)
  }

  /** The issuer identifier (RFC 8414 §2) as the sender of this request must see it. */
  issuer(request: { readonly base: string }): string {
    const issuer = this.locations.issuer()
    return issuer === 'request' ? `${request.base}${this.locations.mount}` : issuer
  }

  /** The absolute URL of an endpoint, or `undefined` when this server has none of that name. */
  url(endpoint: EndpointName, request: { readonly base: string }): string | undefined {
    const path = this.locations.paths[endpoint]
    if (path === undefined) return undefined
    const { backchannel, mount } = this.locations
    if (backchannel !== undefined && !FRONT_CHANNEL.has(endpoint)) return `${backchannel}${mount}${path}`
    return `${this.issuer(request).replace(/\/$/, '')}${path}`
  }

  /** What is signed with where the client does not say: the policy's word if there is a key for it, else the first key's. */
  get algorithm(): string {
    const { algorithms } = this.keys
    return algorithms.includes(this.policy.signature) ? this.policy.signature : (algorithms[0] ?? 'RS256')
  }

  /** The time that judges what clients sign, in milliseconds. */
  get inbound(): number {
    return this.policy.inbound_clock === 'virtual' ? this.clock.now() : this.clock.real()
  }

  /** An unguessable value for a code or an opaque token. */
  handle(): string {
    return this.entropy.string(this.policy.token_length, this.policy.token_alphabet)
  }

  /** Milliseconds at which something issued now with this lifetime in seconds expires. */
  expiry(lifetime: number | null): number {
    return lifetime === null ? Infinity : this.clock.now() + lifetime * 1000
  }
}

/** Who approves a device where nobody is asked: named by the rules, by the login mode, or the first. */
function approverOf(rules: DeviceRules, login: Login, users: Users): User | undefined {
  const username = rules.user ?? (login.mode === 'auto' ? login.user : undefined)
  return username === undefined ? users.first : users.find(username)
}
