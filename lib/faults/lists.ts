// Adds to a list in a JSON answer, takes from it, or puts another one in its place. The work is done.

import type { Members } from '../protocol/messages.js'
import type { Fault } from './fault.js'
import { OptionError, readText, type Options } from './options.js'

type Change = (members: Members) => Members

/** `add` and `drop` name a list and a value; `replace` names a list that becomes the value of `with` alone. */
export const lists: Fault = {
  name: 'lists',
  summary: 'adds a value to a list in a JSON answer, takes one from it, or replaces it',
  layer: 'body',
  arm(options) {
    const change = changeOf(options)
    return {
      explain: () => 'gets another list',
      wrap: () => async (_request, act) => {
        const reply = await act()
        const { content } = reply
        if (content.kind !== 'members' || reply.status >= 400) return reply
        return { ...reply, content: { ...content, members: change(content.members) } }
      },
    }
  },
}

function changeOf(options: Options): Change {
  const [[added, another] = [], [dropped, gone] = []] = [pairOf(options, 'add'), pairOf(options, 'drop')]
  const [replaced, value] = [readText(options, 'replace'), readText(options, 'with')]
  if ((added ?? dropped ?? replaced) === undefined) throw new OptionError('add', 'no list is named')
  return (members) => ({
    ...members,
    ...(added !== undefined && { [added]: [...without(members[added], another), another] }),
    ...(dropped !== undefined && { [dropped]: without(members[dropped], gone) }),
    ...(replaced !== undefined && { [replaced]: [value] }),
  })
}

function pairOf(options: Options, name: string): readonly [string, unknown] | undefined {
  const given = options[name]
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined
  return Object.entries(given)[0]
}

function without(list: unknown, value: unknown): readonly unknown[] {
  return Array.isArray(list) ? list.filter((one) => one !== value) : []
}
