// AuthorizationServer: what the RFCs know of a server. Issuer, locations, policy and all it remembers.
// It does not know that it is a mock.

import type { EndpointName } from '../protocol/messages.js'
import type { Login } from '../protocol/metadata.js'
import type { Policy } from '../protocol/policy.js'
import type { Artifact, Interaction } from './artifacts.js'
import type { Clients } from './clients.js'
import type { Clock } from './clock.js'
import type { Entropy } from './entropy.js'
import type { Keys } from './keys.js'
import type { Outbound } from './outbound.js'
import { Records } from './records.js'
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
const FRONT_CHANNEL: ReadonlySet<EndpointName> = new Set(['authorization', 'login', 'consent', 'index'])

export class AuthorizationServer {
  readonly locations: Locations
  readonly policy: Policy
  readonly login: Login
  readonly clock: Clock
  readonly entropy: Entropy
  readonly keys: Keys
  readonly clients: Clients
  readonly users: Users
  readonly records: Records<Artifact>
  readonly interactions: Records<Interaction>
  readonly sessions: Sessions
  readonly outbound: Outbound
  /** What the process says of itself to probes: name, version, pid. */
  readonly about: Readonly<Record<string, unknown>>

  constructor(parts: Pick<AuthorizationServer, 'about' | 'outbound' | 'locations' | 'policy' | 'login' | 'clock' | 'entropy' | 'keys' | 'clients' | 'users'>) {
    this.locations = parts.locations
    this.policy = parts.policy
    this.login = parts.login
    this.clock = parts.clock
    this.entropy = parts.entropy
    this.keys = parts.keys
    this.clients = parts.clients
    this.users = parts.users
    this.outbound = parts.outbound
    this.about = parts.about
    this.records = new Records(parts.clock)
    this.interactions = new Records(parts.clock, 10_000)
    this.sessions = new Sessions(parts.clock)
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

  /** An unguessable value for a code or an opaque token. */
  handle(): string {
    return this.entropy.string(this.policy.token_length, this.policy.token_alphabet)
  }

  /** Milliseconds at which something issued now with this lifetime in seconds expires. */
  expiry(lifetime: number | null): number {
    return lifetime === null ? Infinity : this.clock.now() + lifetime * 1000
  }
}
