// A provider is a translator. Say it as data (paths, policy) first; only what data cannot say is
// translation (`read`, `write`). Profiles know the protocol and nothing else: no clock, no state.
// To add one: a file here, a line in index.ts, its transcripts under fixtures/transcripts.

import type { EndpointName, Reply, Request } from '../protocol/messages.js'
import type { Client } from '../protocol/metadata.js'
import type { Policy } from '../protocol/policy.js'

export interface Profile {
  readonly name: string
  /** One line for `--help` and the documentation. */
  readonly summary: string
  /** Where the provider's behaviour is documented. */
  readonly documentation: string
  /**
   * Path to endpoint; a path that ends in `/*` takes everything below it. The first path of an
   * endpoint is the one that metadata advertises.
   */
  readonly paths: Readonly<Record<string, EndpointName>>
  readonly policy: Policy
  /** Clients known before any fixture is read; most profiles have none. */
  readonly clients?: readonly Client[]
  /** Translates in. Must not throw: what it cannot translate it leaves for `answer` to refuse. */
  read(request: Request, policy: Policy): Request
  /** Translates out, after faults and signing. */
  write(reply: Reply, request: Request, policy: Policy): Reply
}
