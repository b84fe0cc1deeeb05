// OpenID Connect Back-Channel Logout §2.5: brings a logout token to its client, by a POST of our own.

import type { Notice } from '../protocol/notice.js'
import type { Keys } from './keys.js'
import type { Answer, Outbound } from './outbound.js'

/** Throws OutboundError when nothing comes back. */
export type Courier = (notice: Notice) => Promise<Answer>

export function honestCourier({ keys, outbound }: { readonly keys: Keys; readonly outbound: Outbound }): Courier {
  return async ({ url, logout_token }) => outbound.post(url, { logout_token: await keys.sign(logout_token.content) })
}
