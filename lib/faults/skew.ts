// RFC 7519 §4.1, RFC 9110 §6.6.1: a server whose clock is wrong. All times that it says are off by the same amount; how
// long things live does not change.

import { formatDuration } from '../protocol/duration.js'
import { Draft } from '../protocol/draft.js'
import type { Members, Reply } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { readDuration, type Options } from './options.js'

const TIMES = ['iat', 'exp', 'nbf', 'auth_time', 'updated_at']
const USUAL = 600_000

/** `by` is ahead of the true time, ten minutes unless told; with `behind: true` it is behind. */
export const skew: Fault = {
  name: 'skew',
  summary: 'shifts every time that the server says: claims, introspection and the Date header',
  layer: 'claims',
  arm(options) {
    const by = readDuration(options, 'by') ?? USUAL
    const seconds = Math.round(by / 1000) * (options['behind'] === true ? -1 : 1)
    return {
      explain: () => `is answered by a server whose clock is ${formatDuration(by)} ${sideOf(options)}`,
      wrap:
        ({ hand }) =>
        async (_request, act) =>
          shifted(await act(), seconds, hand.now()),
    }
  },
}

const sideOf = (options: Options): string => (options['behind'] === true ? 'behind' : 'ahead')

function shifted(reply: Reply, seconds: number, now: number): Reply {
  const date = new Date(now + seconds * 1000).toUTCString()
  const next = { ...reply, headers: { ...reply.headers, date } }
  const { content } = reply
  if (content.kind === 'members') return { ...next, content: { ...content, members: later(content.members, seconds) } }
  if (content.kind === 'draft' && content.draft instanceof Draft)
    return { ...next, content: { ...content, draft: laterDraft(content.draft, seconds) } }
  if (content.kind !== 'redirection') return next
  const { redirection } = content
  return {
    ...next,
    content: { ...content, redirection: { ...redirection, parameters: later(redirection.parameters, seconds) } },
  }
}

function later(members: Members, seconds: number): Members {
  const moved = Object.entries(members).map(([name, value]) => {
    if (value instanceof Draft) return [name, laterDraft(value, seconds)]
    return [name, typeof value === 'number' && TIMES.includes(name) ? value + seconds : value]
  })
  return Object.fromEntries(moved) as Members
}

const laterDraft = (draft: Draft, seconds: number): Draft => draft.with({ claims: later(draft.claims, seconds) })
