// What a realm is made of.

import type { RuleObject } from '../faults/rules/written.js'
import type { Profile } from '../profiles/profile.js'
import type { EndpointName } from '../protocol/messages.js'
import type { Client, Login, TrustedIssuer, User } from '../protocol/metadata.js'
import type { PolicyChange } from '../protocol/policy.js'
import type { Demands } from '../resources/demands.js'
import type { DocumentSeed } from '../resources/drawer.js'
import type { Clock } from '../state/clock.js'
import type { DeviceRules } from '../state/devices.js'
import type { KeySeed } from '../state/keys.js'
import type { CodeSeed, TokenSeed } from '../state/seeds.js'

export interface RealmOptions {
  /** `''` is the default realm at the root; every other is mounted under `/realms/{id}`. */
  readonly id: string
  readonly profile: Profile
  /** The issuer identifier, or `request` for where each request comes in. */
  readonly issuer: () => string
  /** Base URL for the endpoints that servers call, when they reach us by another name than browsers. */
  readonly backchannel?: string
  /** Paths beside the profile's. The first path of an endpoint here is the one advertised. */
  readonly paths?: Readonly<Record<string, EndpointName>>
  readonly policy?: PolicyChange
  readonly clients?: readonly Client[]
  readonly users?: readonly User[]
  readonly codes?: readonly CodeSeed[]
  readonly tokens?: readonly TokenSeed[]
  readonly documents?: readonly DocumentSeed[]
  /** What the mock resource wants of tokens. */
  readonly resource?: Demands
  /** Private keys; where none is active, the public test keys sign. */
  readonly keys?: readonly KeySeed[]
  readonly login?: Login
  /** How devices are approved that nobody approves at the page. */
  readonly device?: DeviceRules
  readonly trusted_issuers?: readonly TrustedIssuer[]
  readonly faults?: readonly (string | RuleObject)[]
  readonly clock?: Clock
  /** How much the journal keeps; absent: 5,000 entries and 64 MiB. */
  readonly journal?: { readonly entries: number; readonly bytes: number }
  /** How many codes and tokens are remembered; absent: 200,000. */
  readonly records?: number
  readonly seed?: number
  /** Hosts beside this machine that clients' metadata may point to. */
  readonly outbound?: readonly string[]
  /** The name of another realm of this process that knows a client, for the hint of a refusal. */
  readonly elsewhere?: (client_id: string) => string | undefined
  /** What health probes are told of the process. */
  readonly about?: Readonly<Record<string, unknown>>
}

/** What a reset brings back, each for itself. */
export const RESETTABLE = ['state', 'faults', 'clock', 'journal'] as const
export type Resettable = (typeof RESETTABLE)[number]
