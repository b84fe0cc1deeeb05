// Does a reply carry what a rule waits for: an authorization response, or a token in one of the two places where
// tokens leave?

import type { Members, Reply } from '../protocol/messages.js'
import { isArtifact, type Point } from './points.js'

export function carries(point: Point, { content }: Reply): boolean {
  if (!isArtifact(point)) return content.kind === 'redirection'
  const sent = membersOf(content)[point]
  return sent !== undefined && sent !== null
}

function membersOf(content: Reply['content']): Members {
  if (content.kind === 'members') return content.members
  return content.kind === 'redirection' ? content.redirection.parameters : {}
}
