// From what a realm is made of to the server that stands in it, as it is at the start and after every reset.

import type { Paths } from './paths.js'
import type { Policy } from '../protocol/policy.js'
import type { RealmOptions } from './options.js'
import { AuthorizationServer } from '../state/authorization_server.js'
import { Clients } from '../state/clients.js'
import type { Clock } from '../state/clock.js'
import type { Courier } from '../state/courier.js'
import { Entropy } from '../state/entropy.js'
import { Keys } from '../state/keys.js'
import { Outbound } from '../state/outbound.js'
import { plantCode, plantTokens } from '../state/seeds.js'
import { Users } from '../state/users.js'

interface Place {
  readonly mount: string
  readonly paths: Paths
  readonly policy: Policy
  readonly clock: Clock
  readonly courier: Courier
}

export function serverOf(options: RealmOptions, place: Place): AuthorizationServer {
  const { mount, paths, policy, clock, courier } = place
  const { clients, users, keys, login, seed, issuer, backchannel, profile, outbound, about } = options
  const { device, trusted_issuers, elsewhere } = options
  return new AuthorizationServer({
    locations: { issuer, mount, paths: paths.advertised, ...(backchannel !== undefined && { backchannel }) },
    policy,
    login: login ?? { mode: 'auto' },
    clock,
    entropy: new Entropy(seed),
    keys: new Keys(keys ?? [], clock),
    clients: new Clients(clients && clients.length > 0 ? clients : (profile.clients ?? [])),
    users: new Users(users ?? []),
    outbound: new Outbound(outbound ?? []),
    device: device ?? {},
    trusted_issuers: trusted_issuers ?? [],
    about: about ?? {},
    ...(elsewhere && { elsewhere }),
    courier,
    most: options.records,
  })
}

/** What exists before anybody asked for it. */
export async function plantSeeds(as: AuthorizationServer, { codes = [], tokens = [] }: RealmOptions): Promise<void> {
  for (const code of codes) await plantCode(as, code)
  for (const seed of tokens) await plantTokens(as, seed)
}
