// How a reason code is provoked, and the two things that its explanation must name.

import type { Test } from 'tap'
import type { Fixtures } from '../../lib/fixtures/types.js'
import type { Diagnosis } from '../../lib/protocol/error.js'
import type { Entry } from '../../lib/journal/journal.js'
import { Realm } from '../../lib/realm/realm.js'
import type { RealmOptions } from '../../lib/realm/realm.js'
import { stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'

/** What is done on a stage of WEB, SPA, alice and bob, or of these fixtures; answers another realm, if it was there. */
export type Row = readonly [
  act: (at: Staged, t: Test) => Promise<unknown>,
  one: string,
  other: string,
  fixtures?: object,
  more?: Partial<RealmOptions>,
]

export type Rows = Readonly<Record<string, Row>>

/** The first diagnosis of that reason in the journal, as refusal or as warning. */
export async function provoked(
  t: Test,
  reason: string,
  [act, , , fixtures, more]: Row,
): Promise<Diagnosis | undefined> {
  const at = await stage(fixtures as Fixtures, more)
  const done = await act(at, t)
  const realm = done instanceof Realm ? done : at.realm
  const told = realm.journal.list().flatMap(saidBy)
  t.comment(`${reason}: said ${told.map((one) => one.reason).join(', ') || 'nothing'}`)
  return told.find((one) => one.reason === reason)
}

function saidBy({ diagnosis, reason, hint = '', warnings }: Entry): readonly Diagnosis[] {
  // Of a path where nothing is, an entry has no more.
  const bare = !diagnosis && reason !== undefined ? [{ reason, hint, fix: 'the hint says it' }] : []
  return [...(diagnosis ? [diagnosis] : bare), ...warnings]
}
