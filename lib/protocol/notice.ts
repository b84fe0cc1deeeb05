// What the server tells a client by a request of its own: that a user has logged out (OpenID Connect Back-Channel
// Logout §2.5).

import type { Draft } from './draft.js'
import type { Trace } from './trace.js'

export interface Notice {
  readonly client_id: string
  /** The `sub` of the user concerned. */
  readonly sub: string
  readonly url: string
  readonly logout_token: Draft
  /** Of the request that led to it; absent when the tester logged somebody out. */
  readonly trace?: Trace
}
