// One rule, one request: what becomes of the honest reply.

import { FaultPlan } from '../../lib/faults/rules/plan.js'
import { json, type Reply, type Request } from '../../lib/protocol/messages.js'

export const HONEST: Reply = json(200, { access_token: 'AT', token_type: 'Bearer' })

/** The reply to a request under a rule, and how often the server acted. */
export async function spoil(
  rule: string,
  request: Request,
  honest: Reply = HONEST,
): Promise<Reply & { acted: number }> {
  const plan = new FaultPlan({ now: () => 0 }, 1)
  plan.arm(rule)
  let acted = 0
  const reply = await plan.claim(request).around(request, async () => {
    acted += 1
    return honest
  })
  return { ...reply, acted }
}
