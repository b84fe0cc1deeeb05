// Does a reply carry what a rule waits for: an authorization response, or a token in one of the two places where
// tokens leave?

import type { EndpointName, Members, Reply, Request } from '../../protocol/messages.js'
import { covers, isArtifact, isFront, responseType, type Point } from '../points.js'

export function carries(point: Point, { content }: Reply): boolean {
  if (!isArtifact(point)) return point !== 'authorize' || content.kind === 'redirection'
  const sent = membersOf(content)[point]
  return sent !== undefined && sent !== null
}

/** An authorization response may leave from the login and consent pages too. */
export function mayLeave(point: Point, endpoint: EndpointName): boolean {
  return covers(point, endpoint) || (isFront(endpoint) && covers(point, 'authorization'))
}

/** An authorization response is that of the authorization endpoint, whichever page it leaves from. */
export function responded({ endpoint }: Request, { content }: Reply): { readonly response_type?: string } {
  if (!isFront(endpoint) || content.kind !== 'redirection') return {}
  const words = Object.entries(WORDS).flatMap(([word, name]) => (name in content.redirection.parameters ? [word] : []))
  return { response_type: responseType(words.join(' ')) ?? '' }
}

/** The words of a response_type, and what each of them brings. */
const WORDS = { code: 'code', id_token: 'id_token', token: 'access_token' } as const

function membersOf(content: Reply['content']): Members {
  if (content.kind === 'members') return content.members
  return content.kind === 'redirection' ? content.redirection.parameters : {}
}
