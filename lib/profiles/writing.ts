// The words of the policy about what answers look like. Every profile writes with these, after faults and
// signing, so that a spoiled answer speaks the same dialect as a sound one.

import type { Content, Members, Reply, Request } from '../protocol/messages.js'
import type { Policy } from '../protocol/policy.js'

export function write(reply: Reply, request: Request, policy: Policy): Reply {
  const { content, status } = reply
  if (content.kind !== 'members') return reply
  const { members } = content
  if (status >= 400) return { ...reply, content: { ...content, members: refusal(members, request, policy) } }
  if (request.endpoint !== 'token') return reply
  const told = issued(members, policy)
  if (told === members && policy.response_syntax === 'json') return reply
  return { ...reply, content: policy.response_syntax === 'unquoted' ? unquoted(told) : { ...content, members: told } }
}

/** The members of a token response (RFC 6749 §5.1), under the names and types that the policy wants. */
function issued(members: Members, policy: Policy): Members {
  const { expires_member, expires_type, token_type_member, scope_member } = policy
  const standard = expires_member === 'expires_in' && expires_type === 'number'
  if (standard && token_type_member === 'send' && scope_member === 'send') return members
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => {
      if (name === 'token_type' && token_type_member === 'omit') return []
      if (name === 'scope' && scope_member === 'omit') return []
      if (name !== 'expires_in') return [[name, value]]
      const seconds = expires_type === 'string' && typeof value === 'number' ? String(value) : value
      return EXPIRES[expires_member].map((one) => [one, seconds])
    }),
  )
}

const EXPIRES: Readonly<Record<Policy['expires_member'], readonly string[]>> = {
  expires_in: ['expires_in'],
  expires_id: ['expires_id'],
  both: ['expires_in', 'expires_id'],
  none: [],
}

/** As the published example of the Workfront token page: a member a line, names bare. Labelled JSON, and not JSON. */
function unquoted(members: Members): Content {
  const told = Object.entries(members).filter(([, value]) => value !== undefined && value !== null)
  const text = `{\n${told.map(([name, value]) => `${name}:${JSON.stringify(value)}`).join(',\n')}\n}`
  return { kind: 'text', text, media_type: 'application/json' }
}

/** `error_body`: RFC 6749 §5.2, or what document connectors read: `status` and a sentence as `error`. */
function refusal(members: Members, { endpoint }: Request, { error_body }: Policy): Members {
  const { error, error_description, error_uri, ...others } = members
  if (error_body === 'rfc' || typeof error !== 'string') return members
  const status = others['status'] ?? 'error'
  // RFC 6750 has no body; at the document API there is nothing to merge with.
  if (error_body === 'own' || endpoint === 'documents')
    return { ...others, status, error: typeof error_description === 'string' ? error_description : error }
  return { ...members, status }
}
