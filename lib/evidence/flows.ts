// One login and everything that grew from it: entries by their flow.

import type { Entry } from '../journal/journal.js'

export interface Flow {
  readonly id: string
  /** Real time of its first request, in milliseconds since the epoch. */
  readonly started: number
  readonly client_id?: string
  readonly user?: string
  readonly tag?: string
  readonly entries: readonly Entry[]
}

/** Oldest first. */
export function flowsOf(entries: readonly Entry[]): readonly Flow[] {
  return [...grouped(entries)].map(([id, members]) => flowOf(id, members))
}

function grouped(entries: readonly Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const group = groups.get(entry.flow)
    if (group) group.push(entry)
    else groups.set(entry.flow, [entry])
  }
  return groups
}

function flowOf(id: string, entries: readonly Entry[]): Flow {
  const first = (name: 'client_id' | 'user' | 'tag') => entries.find((entry) => entry[name] !== undefined)?.[name]
  const [client_id, user, tag] = [first('client_id'), first('user'), first('tag')]
  return {
    id,
    started: entries[0]?.at ?? 0,
    ...(client_id !== undefined && { client_id }),
    ...(user !== undefined && { user }),
    ...(tag !== undefined && { tag }),
    entries,
  }
}

/** Whether it was answered with an error: by status, by redirection, or on a page. */
export function refused({ error, status }: Entry): boolean {
  return error !== undefined || status >= 400
}
