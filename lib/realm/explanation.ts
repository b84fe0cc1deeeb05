// Makes every refusal tell where its full explanation is: `error_uri` (RFC 6749 §5.2) beside the error,
// and the id of the request in a header of every reply.

import type { Members, Reply } from '../protocol/messages.js'
import type { Policy } from '../protocol/policy.js'

/** @param base Where the control API of this realm is reached: without the slash. */
export function explained(reply: Reply, id: string, base: string, policy: Policy): Reply {
  const told = { ...reply, headers: { ...reply.headers, 'mock-oauth2-request-id': id } }
  const error_uri = `${base}/_mock/why/${id}`
  const { content } = told
  if (content.kind === 'members' && isError(content.members)) {
    return { ...told, content: { ...content, members: withUri(content.members, error_uri, policy) } }
  }
  if (content.kind === 'redirection' && isError(content.redirection.parameters)) {
    const parameters = withUri(content.redirection.parameters, error_uri, policy)
    return { ...told, content: { kind: 'redirection', redirection: { ...content.redirection, parameters } } }
  }
  return told
}

function isError(members: Members): boolean {
  return typeof members['error'] === 'string' && typeof members['error_description'] === 'string'
}

function withUri(members: Members, error_uri: string, policy: Policy): Members {
  if (policy.explanations === 'send') return { ...members, error_uri }
  return Object.fromEntries(Object.entries(members).filter(([name]) => name !== 'error_description'))
}

/** An application that wants to can follow a clock that was moved. */
export function dated(reply: Reply, clock: { readonly moved: boolean; now(): number }): Reply {
  if (!clock.moved) return reply
  return { ...reply, headers: { ...reply.headers, 'mock-oauth2-now': new Date(clock.now()).toISOString() } }
}
