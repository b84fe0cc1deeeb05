// Which code or token a request presents, and which one a reply hands out, as the value by which the server knows it.

import { Draft } from '../protocol/draft.js'
import type { Members, Reply, Request } from '../protocol/messages.js'

export const HELD = ['code', 'access_token', 'refresh_token'] as const
export type Held = (typeof HELD)[number]

/** As the request presents it: in the form, or as a bearer of RFC 6750 §2. */
export function presented(request: Request, held: Held): string | undefined {
  const { form, query, authorizations } = request
  if (held !== 'access_token') return form.peek(held)
  const [bearer] = authorizations.flatMap((value) => /^(?:bearer|dpop) +(\S+)$/i.exec(value)?.[1] ?? [])
  return bearer ?? form.peek('access_token') ?? query.peek('access_token')
}

/** As the reply hands it out; a JWT goes by its `jti`. */
export function handedOut(reply: Reply, held: Held): string | undefined {
  const value = membersOf(reply)[held]
  const known = value instanceof Draft ? value.claims['jti'] : value
  return typeof known === 'string' ? known : undefined
}

function membersOf({ content }: Reply): Members {
  if (content.kind === 'members') return content.members
  return content.kind === 'redirection' ? content.redirection.parameters : {}
}

/** The reply with these members changed, wherever it has them. */
export function withMembers(reply: Reply, change: (members: Members) => Members): Reply {
  const { content } = reply
  if (content.kind === 'members') return { ...reply, content: { ...content, members: change(content.members) } }
  if (content.kind !== 'redirection') return reply
  const { redirection } = content
  return {
    ...reply,
    content: { ...content, redirection: { ...redirection, parameters: change(redirection.parameters) } },
  }
}

/** The claims of a member, when it is a JWT that nobody has signed yet. */
export function withClaims(members: Members, name: string, change: (claims: Members) => Members): Members {
  const value = members[name]
  return value instanceof Draft ? { ...members, [name]: value.with({ claims: change(value.claims) }) } : members
}
