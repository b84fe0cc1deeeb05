// OpenID Connect Back-Channel Logout §2.5, §2.6: a logout token that reaches its client by GET, twice, or as a replay.

import { Draft } from '../protocol/draft.js'
import type { Content, Reply } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { OptionError, readText } from './options.js'

const WORDS: Readonly<Record<string, string>> = {
  get: 'is sent by GET',
  twice: 'is sent, and then another one of the same logout',
  replayed: 'is sent twice, the second time with the same jti',
}

/** `how` is `get`, `twice` or `replayed`. */
export const notice: Fault = {
  name: 'notice',
  summary: 'sends a logout token by GET, or more than once',
  layer: 'wire',
  arm(options) {
    const how = readText(options, 'how') ?? 'twice'
    const words = WORDS[how]
    if (words === undefined) throw new OptionError('how', `"${how}" is not get, twice or replayed`)
    return { explain: () => words, wrap: () => async (_request, act) => sent(await act(), how) }
  },
}

function sent(reply: Reply, how: string): Reply {
  const { content } = reply
  const notice = how === 'get' ? { method: 'GET' as const } : { again: how === 'twice' ? another(content) : content }
  return { ...reply, delivery: { ...reply.delivery, notice } }
}

function another(content: Content): Content {
  if (content.kind !== 'members') return content
  const { logout_token } = content.members
  if (!(logout_token instanceof Draft)) return content
  const claims = { ...logout_token.claims, jti: `${String(logout_token.claims['jti'])}-again` }
  return { ...content, members: { ...content.members, logout_token: logout_token.with({ claims }) } }
}
