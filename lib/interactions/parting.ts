// The end of sessions: what was issued in them is revoked, and the clients that took part are told, by the server
// itself (OpenID Connect Back-Channel Logout §2.5) or through the browser (Front-Channel Logout §3).

import type { Client } from '../protocol/metadata.js'
import type { Trace } from '../protocol/trace.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { OutboundError } from '../state/outbound.js'
import type { Participant, Session } from '../state/sessions.js'
import { draftLogoutToken } from '../tokens/logout_token.js'

/** How one client took its logout token. */
export interface Notice {
  readonly client_id: string
  readonly sid: string
  readonly backchannel_logout_uri: string
  /** What it answered; absent when it did not. */
  readonly status?: number
  /** Why it did not take the logout. */
  readonly problem?: string
}

export interface Parting {
  /** How many sessions ended, and how many codes and tokens were revoked with them. */
  readonly sessions: number
  readonly revoked: number
  readonly notices: readonly Notice[]
  /** What the browser shows in frames, to tell clients through it. */
  readonly frames: readonly string[]
}

export async function part(
  as: AuthorizationServer,
  sessions: readonly Session[],
  request: { readonly base: string },
  trace?: Trace,
): Promise<Parting> {
  for (const session of sessions) as.sessions.end(session.id)
  const told = sessions.flatMap((session) => {
    return [...session.participants.values()].map((one) => ({ session, one, client: as.clients.find(one.client_id) }))
  })
  let revoked = 0
  for (const { one } of told) revoked += await revoke(as, one)
  const iss = as.issuer(request)
  const notices = await Promise.all(
    told.map(async ({ session, one, client }) => client && notify(as, client, session, one, iss, trace)),
  )
  const sent = notices.filter((notice) => notice !== undefined)
  if (trace) for (const notice of sent) note(trace, notice)
  const frames = told.flatMap(({ one, client }) => (client ? frame(client, one, iss) : []))
  return { sessions: sessions.length, revoked, notices: sent, frames }
}

/** Back-Channel Logout §2.7: refresh tokens without offline_access end with the session, and what they led to. */
async function revoke(as: AuthorizationServer, { families }: Participant): Promise<number> {
  let count = 0
  for (const family of families)
    count += await as.records.revokeFamily(family, 'the user logged out, and offline_access was not granted')
  return count
}

async function notify(
  as: AuthorizationServer,
  client: Client,
  { sub }: Session,
  { client_id, sid }: Participant,
  iss: string,
  trace: Trace | undefined,
): Promise<Notice | undefined> {
  const { backchannel_logout_uri } = client
  if (backchannel_logout_uri === undefined) return undefined
  const logout_token = draftLogoutToken(as, client, { user: as.users.bySub(sub), sid }, iss)
  const notice = { client_id, sid, backchannel_logout_uri }
  try {
    const asked = { client_id, sub, url: backchannel_logout_uri, logout_token, ...(trace && { trace }) }
    const { status, text } = await as.courier(asked)
    return { ...notice, status, ...problemOf(status, text) }
  } catch (error) {
    if (error instanceof OutboundError) return { ...notice, problem: error.message }
    throw error
  }
}

/** §2.8: 200, or 204 from frameworks that cannot help it, is done; 400 is refused; nothing else is foreseen. */
function problemOf(status: number, text: string): { readonly problem?: string } {
  if (status === 200 || status === 204) return {}
  const said = text === '' ? '' : `: ${text.slice(0, 200)}`
  return {
    problem:
      status === 400
        ? `it answered 400, the logout failed${said}`
        : `it answered ${status}, where 200 or 400 are foreseen${said}`,
  }
}

function note(trace: Trace, { client_id, sid, backchannel_logout_uri, status, problem }: Notice): void {
  if (problem === undefined) {
    trace.check(`client '${client_id}' took the logout token for sid ${sid}: ${status}`)
    return
  }
  trace.warn({
    reason: 'backchannel-rp-status',
    hint: `client '${client_id}' was told of the logout at ${backchannel_logout_uri}, and ${problem}`,
    fix: 'answer 200 once the session with this sid or sub is gone',
    spec: 'OpenID Connect Back-Channel Logout §2.8',
  })
}

/** Front-Channel Logout §2: with `iss` and `sid`, which come together or not at all. */
function frame({ frontchannel_logout_uri: uri }: Client, { sid }: Participant, iss: string): readonly string[] {
  if (uri === undefined || !URL.canParse(uri)) return []
  const url = new URL(uri)
  url.searchParams.append('iss', iss)
  url.searchParams.append('sid', sid)
  return [url.href]
}
