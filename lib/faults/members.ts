// Changes members of a JSON answer before it is signed and written: sets, removes, renames, rewrites. The work is done.
// Refusals are left alone, unless a row says otherwise: they have none of the members that are spoiled.

import type { Members, Request } from '../protocol/messages.js'
import type { Fault, Turn } from './fault.js'
import { OptionError, readText, type Options, type OptionValue } from './options.js'
import { REWRITES, type Rewrite } from './rewrites.js'

interface Change {
  readonly remove: readonly string[]
  readonly rename: Readonly<Record<string, string>>
  readonly rewrite: readonly (readonly [name: string, rewrite: Rewrite])[]
  readonly set: Readonly<Record<string, OptionValue>>
  /** The refresh token that was sent lives on: the client is told of no other. */
  readonly keeps: boolean
  readonly words: string
}

export const members: Fault = {
  name: 'members',
  summary: 'changes members of a JSON answer: sets, removes, renames or rewrites them',
  layer: 'body',
  arm(options) {
    const change = read(options)
    return {
      explain: () => `gets an answer ${change.words}`,
      wrap: (turn) => async (request, act) => {
        const reply = await act()
        const { content } = reply
        if (content.kind !== 'members' || reply.status >= 400) return reply
        if (change.keeps) await keep(request, turn)
        const members = await changed(content.members, change, request, turn)
        return { ...reply, content: { ...content, members, nulls: true } }
      },
    }
  },
}

async function changed(honest: Members, change: Change, request: Request, turn: Turn): Promise<Members> {
  const entries = Object.entries(honest).filter(([name, value]) => value !== null && !change.remove.includes(name))
  const members = Object.fromEntries(entries.map(([name, value]) => [change.rename[name] ?? name, value]))
  for (const [name, rewrite] of change.rewrite) {
    const value = await rewrite(members[name], { name, request, turn })
    if (value !== undefined) members[name] = value
  }
  // `__proto__` too is a member like any other.
  return Object.fromEntries([...Object.entries(members), ...Object.entries(change.set)])
}

async function keep({ form }: Request, { hand }: Turn): Promise<void> {
  const token = form.peek('refresh_token')
  if (token !== undefined) await hand.revive(token)
}

function read(options: Options): Change {
  const remove = [options['remove'] ?? []].flat().map(String)
  const [rename, rewrite, set] = [texts(options, 'rename'), texts(options, 'rewrite'), settings(options)]
  const words = [
    ...remove.map((name) => `without ${name}`),
    ...Object.entries(rename).map(([name, other]) => `with ${other} in place of ${name}`),
    ...Object.entries(rewrite).map(([name, word]) => `with ${name} rewritten (${word})`),
    ...Object.entries(set).map(([name, value]) => `with ${name} set to ${shown(value)}`),
  ]
  const rewrites = Object.entries(rewrite).map(([name, word]) => [name, rewriteOf(word)] as const)
  const keeps = readText(options, 'keeps') !== undefined
  return { remove, rename, rewrite: rewrites, set, keeps, words: words.join(', ') }
}

/** `value`, which a rule may give, takes the place of what the row sets. */
function settings(options: Options): Readonly<Record<string, OptionValue>> {
  const [set, value] = [record(options, 'set'), readText(options, 'value')]
  return value === undefined ? set : Object.fromEntries(Object.keys(set).map((name) => [name, value]))
}

function rewriteOf(word: string): Rewrite {
  const rewrite = REWRITES[word]
  if (!rewrite) throw new OptionError('rewrite', `"${word}" is no way to rewrite a member`)
  return rewrite
}

function texts(options: Options, name: string): Readonly<Record<string, string>> {
  const entries = Object.keys(record(options, name)).map((key) => [key, readText(record(options, name), key) ?? ''])
  return Object.fromEntries(entries) as Record<string, string>
}

function shown(value: OptionValue): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`
}

function record(options: Options, name: string): Readonly<Record<string, OptionValue>> {
  const given = options[name]
  if (given === undefined) return {}
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new OptionError(name, `"${name}" is not an object`)
  return given as Readonly<Record<string, OptionValue>>
}
