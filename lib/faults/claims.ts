// Claims about a user or a token, changed in whatever form they leave: JSON members, the JWT of userinfo (OpenID
// Connect Core §5.3.2) or of introspection (RFC 9701 §5). The server does its work.

import { Draft } from '../protocol/draft.js'
import type { Members, Reply } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { OptionError, readText, type Options, type OptionValue } from './options.js'

type Change = (claims: Members) => Members

/**
 * `member` names a JWT among the members, whose claims are meant where there is one. `remove` names claims, `set` gives values, `append` adds text to a claim, `all_but` makes null of all others, and
 * `past: true` moves the times so that they are over.
 */
export const claims: Fault = {
  name: 'claims',
  summary: 'changes claims, in JSON or in a JWT before it is signed',
  layer: 'claims',
  arm(options) {
    const [change, member] = [changeOf(options), readText(options, 'member') ?? '']
    return {
      explain: () => 'gets changed claims',
      wrap: () => async (_request, act) => changed(await act(), change, member),
    }
  },
}

function changed(reply: Reply, change: Change, member: string): Reply {
  const { content, status } = reply
  if (status >= 300) return reply
  if (content.kind === 'members') {
    const jwt = content.members[member]
    const inside = jwt instanceof Draft ? { [member]: jwt.with({ claims: change(jwt.claims) }) } : undefined
    const members = inside ? { ...content.members, ...inside } : change(content.members)
    return { ...reply, content: { ...content, members, ...(Object.values(members).includes(null) && { nulls: true }) } }
  }
  if (content.kind !== 'draft' || !(content.draft instanceof Draft)) return reply
  const { claims: before } = content.draft
  const inner = before['token_introspection']
  const claims = isMembers(inner) ? { ...before, token_introspection: change(inner) } : change(before)
  return { ...reply, content: { ...content, draft: content.draft.with({ claims }) } }
}

function changeOf(options: Options): Change {
  const remove = new Set(listOf(options, 'remove'))
  const kept = options['all_but'] === undefined ? undefined : new Set(listOf(options, 'all_but'))
  const [set, append] = [membersOf(options, 'set'), membersOf(options, 'append')]
  return (claims) => {
    const there = Object.entries(claims).filter(([name]) => !remove.has(name))
    const emptied = there.map(([name, value]) => [name, kept && !kept.has(name) ? null : value])
    const next = { ...(Object.fromEntries(emptied) as Members), ...set }
    const longer = Object.entries(append).map(([name, more]) => [name, `${textOf(claims[name])}${textOf(more)}`])
    const lengthened = Object.fromEntries(longer) as Members
    return { ...next, ...lengthened, ...(options['past'] === true && past(claims)) }
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Issued and over before the token was made, by as much as it would have lived and a minute more. */
function past({ iat, exp }: Members): Members {
  const issued = typeof iat === 'number' ? iat : 0
  const lifetime = typeof exp === 'number' ? exp - issued : 3600
  return { iat: issued - lifetime - 60, nbf: issued - lifetime - 60, exp: issued - 60 }
}

function listOf(options: Options, name: string): readonly string[] {
  const given = options[name] ?? []
  if (Array.isArray(given)) return given.map(String)
  throw new OptionError(name, `${name} is not a list`)
}

function membersOf(options: Options, name: string): Readonly<Record<string, OptionValue>> {
  const given = options[name] ?? {}
  if (isMembers(given)) return given
  throw new OptionError(name, `${name} has no members`)
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
