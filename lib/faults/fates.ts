// What can become of a code or token: before the server looks at one that is presented, or when it hands one out.

import type { Members, Reply } from '../protocol/messages.js'
import { withClaims, withMembers } from './holding.js'
import type { Stagehand } from './stagehand.js'

export interface Handed {
  readonly hand: Stagehand
  /** What the answer hands out. */
  readonly issued: string
  /** What the request presented of the same kind. */
  readonly sent: string | undefined
  readonly share: number
}

export interface Fate {
  before?(hand: Stagehand, sent: string): Promise<unknown>
  after?(reply: Reply, handed: Handed): Promise<Reply>
}

/** The same for what comes and for what goes. */
function both(act: (hand: Stagehand, value: string) => Promise<unknown>): Fate {
  return {
    before: act,
    async after(reply, { hand, issued }) {
      await act(hand, issued)
      return reply
    },
  }
}

export const FATES: Readonly<Record<string, Fate>> = {
  expire: both((hand, value) => hand.expire(value)),
  spend: both((hand, value) => hand.spend(value)),
  revoke: both((hand, value) => hand.revoke(value)),
  'revoke-by-user': both((hand, value) => hand.revoke(value, 'the user revoked it')),
  'revoke-family': both((hand, value) => hand.revoke(value, 'a replaced refresh token was presented again')),
  withdraw: both((hand, value) => hand.withdraw(value)),
  revive: both((hand, value) => hand.revive(value)),
  reassign: both((hand, value) => hand.reassign(value)),
  shorten: { after: shortened },
  narrow: { after: narrowed },
  'keep-old': { after: oldKept },
}

/** Dies early, whatever `expires_in` says. A JWT says it truly, so that whoever reads it refuses it too. */
async function shortened(reply: Reply, { hand, issued, share }: Handed): Promise<Reply> {
  await hand.shorten(issued, share)
  const expiring = (claims: Members): Members => {
    const [iat, exp] = [Number(claims['iat']), Number(claims['exp'])]
    return { ...claims, exp: Math.floor(iat + (exp - iat) * share) }
  }
  return withMembers(reply, (members) => withClaims(members, 'access_token', expiring))
}

/** Loses a scope that it had, and says so (RFC 6749 §5.1). */
async function narrowed(reply: Reply, { hand, issued }: Handed): Promise<Reply> {
  const scope = await hand.narrow(issued)
  if (scope === undefined) return reply
  const told = (members: Members): Members => ({ ...members, scope })
  return withMembers(reply, (members) => told(withClaims(members, 'access_token', told)))
}

/** A new refresh token, and the old one works as well (RFC 6749 §6). */
async function oldKept(reply: Reply, { hand, issued, sent }: Handed): Promise<Reply> {
  if (sent === undefined) return reply
  if (sent !== issued) {
    await hand.revive(sent)
    return reply
  }
  const refresh_token = await hand.copy(sent)
  return withMembers(reply, (members) => ({ ...members, ...(refresh_token !== undefined && { refresh_token }) }))
}
