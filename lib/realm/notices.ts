// The courier of a realm: lets the fault plan spoil a logout token before it leaves, and remembers which rules did.

import type { Claimed, FaultPlan, Fired } from '../faults/rules/plan.js'
import type { Notice } from '../protocol/notice.js'
import { json } from '../protocol/messages.js'
import type { Reply, Request } from '../protocol/messages.js'
import { Parameters } from '../protocol/parameters.js'
import { Trace } from '../protocol/trace.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Courier } from '../state/courier.js'
import type { Answer } from '../state/outbound.js'
import { seal } from '../tokens/seal.js'

/** Rules that spoiled what was sent because of a request, by the trace of that request. */
export type Sent = WeakMap<Trace, Fired[]>

export function courierOf(server: () => AuthorizationServer, plan: () => FaultPlan, sent: Sent): Courier {
  return async (notice) => {
    const as = server()
    const user = as.users.bySub(notice.sub)
    const known = { client: notice.client_id, ...(user && { user: [user.username, user.sub] }) }
    const request = requestOf(notice)
    const claimed = plan().outgoing(request, known)
    const drafted = json(200, { logout_token: notice.logout_token })
    const reply = await claimed.around(request, async () => drafted)
    if (notice.trace && claimed.fired.length > 0)
      sent.set(notice.trace, [...(sent.get(notice.trace) ?? []), ...claimed.fired])
    return bring(as, notice, reply)
  }
}

/** All rules that took part in a request, those included that spoiled what it led to. */
export function withSent({ fired, names }: Claimed, sent: Sent, trace: Trace): Pick<Claimed, 'fired' | 'names'> {
  const more = sent.get(trace)
  return more ? { fired: [...fired, ...more], names: [...names, ...more.map(({ id }) => id)] } : { fired, names }
}

/** What is sent stands in for the answer to a logout. */
function requestOf({ url, trace = new Trace() }: Notice): Request {
  return {
    ...{
      endpoint: 'end_session',
      method: 'POST',
      url,
      rest: '',
      base: '',
      headers: {},
      authorizations: [],
      cookies: {},
    },
    ...{ query: Parameters.none, form: Parameters.none, media_type: '', body: new Uint8Array(), trace },
  }
}

/** As often and by the method that the reply says; the last answer counts. */
async function bring(as: AuthorizationServer, { url }: Notice, reply: Reply): Promise<Answer> {
  const { method = 'POST', again } = reply.delivery?.notice ?? {}
  const sealed = [await seal(reply, as.keys), ...(again ? [await seal({ ...reply, content: again }, as.keys)] : [])]
  let answer: Answer | undefined
  for (const { content } of sealed) {
    const logout_token = content.kind === 'members' ? String(content.members['logout_token']) : ''
    answer = method === 'POST' ? await as.outbound.post(url, { logout_token }) : await got(as, url, logout_token)
  }
  return answer ?? { status: 0, headers: {}, text: '' }
}

function got(as: AuthorizationServer, url: string, logout_token: string): Promise<Answer> {
  const target = new URL(url)
  target.searchParams.set('logout_token', logout_token)
  return as.outbound.get(target.href, { accept: '*/*', most: 10_000 })
}
