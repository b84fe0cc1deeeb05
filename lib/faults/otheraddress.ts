// RFC 9700 §2.1: where an authorization response goes when not where the request wanted it. Never to a stranger: it is
// another URI of the same client.

import type { Redirection, Request } from '../protocol/messages.js'
import type { Stagehand } from './stagehand.js'

export const ADDRESSES = ['another-of-the-client', 'without-query'] as const
export type Address = (typeof ADDRESSES)[number]

export function addressOf(to: Address, { redirect_uri }: Redirection, { trace }: Request, hand: Stagehand): string {
  if (to === 'without-query') return redirect_uri.replace(/\?.*$/, '')
  const others = hand.redirectUris(trace.understood['client_id'] ?? '').filter((uri) => uri !== redirect_uri)
  return others[0] ?? redirect_uri.replace(/(?=\?|$)/, '/somewhere-else')
}
