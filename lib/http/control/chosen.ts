// The entries that a request to the control API is about: by selector, tag, flow, and since when.

import { questionOf } from '../../evidence/question.js'
import { Selection, type Names } from '../../evidence/selection.js'
import type { Entry } from '../../journal/journal.js'
import { instant } from '../../protocol/instant.js'
import type { Realm } from '../../realm/realm.js'
import { ControlProblem } from './problem.js'
import type { Schema } from './schema.js'

export const CHOICE: Readonly<Record<string, Schema>> = {
  match: {
    type: 'string',
    description: 'A selector, in the words of fault rules.',
    examples: ['token.refresh+client:web'],
  },
  tag: { type: 'string', description: 'Only entries of this tag.' },
  flow: { type: 'string', description: 'Only entries of this flow.' },
  since: {
    type: 'string',
    description: 'Only entries after this id or time.',
    examples: ['r17', '2030-01-01T00:00:00Z'],
  },
  limit: { type: 'string', description: 'At most so many, the newest ones.', pattern: '^\\d+$' },
}

export interface Choice {
  readonly match?: string
  readonly tag?: string
  readonly flow?: string
  readonly since?: string
  readonly limit?: string
}

/** Oldest first. Throws RuleError for a selector and RangeError for a time that cannot be read. */
export function chosen(realm: Realm, { match, tag, flow, since, limit }: Choice): readonly Entry[] {
  const listed = realm.journal.list({ ...(tag !== undefined && { tag }), ...(flow !== undefined && { flow }) })
  const recent = since === undefined ? listed : after(listed, since)
  const selection = match === undefined ? undefined : new Selection(questionOf(match).selector, namesOf(realm))
  const selected = selection ? recent.filter((entry) => selection.has(entry)) : recent
  return limit === undefined ? selected : selected.slice(-Number(limit) || selected.length)
}

/** Users by their `sub`, so that they can be meant by name. */
export function namesOf({ server }: Realm): Names {
  return (sub) => {
    const user = server.users.bySub(sub)
    return user ? [user.username] : []
  }
}

function after(entries: readonly Entry[], since: string): readonly Entry[] {
  const number = /^r(\d+)$/.exec(since)?.[1]
  if (number !== undefined) return entries.filter(({ id }) => Number(id.slice(1)) > Number(number))
  const at = instant(since)
  return entries.filter((entry) => entry.at > at)
}

export function entryNamed(realm: Realm, id = ''): Entry {
  const found = realm.journal.find(id)
  if (found) return found
  const hint = 'it keeps the last 5,000, until a reset'
  throw new ControlProblem(404, `the journal has no entry '${id}'`, hint)
}
