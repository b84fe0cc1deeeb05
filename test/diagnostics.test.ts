// The diagnostics that were asked for, by their ids, and what became of each: a reason code that a row provokes, a
// lint rule that has a story, or a sentence that says why it does not apply.

import { readFileSync } from 'node:fs'
import t from 'tap'
import { RULES } from '../lib/lint/index.js'
import { ROWS } from './reasons/rows/index.js'

interface Wanted {
  readonly id: string
  readonly section: string
  readonly status: 'reason' | 'lint' | 'not applicable'
  readonly why?: string
}

const wanted = JSON.parse(readFileSync(new URL('diagnostics.json', import.meta.url), 'utf8')) as readonly Wanted[]
const rules = new Set(RULES.map(({ rule }) => rule))
const ids = (status: Wanted['status']): readonly string[] =>
  wanted.filter((one) => one.status === status).map(({ id }) => id)

t.test('every reason is provoked by a row', async (t) => {
  t.same(
    ids('reason').filter((id) => !(id in ROWS)),
    [],
  )
})

t.test('every lint rule is there', async (t) => {
  t.same(
    ids('lint').filter((id) => !rules.has(id)),
    [],
  )
})

t.test('what does not apply says why', async (t) => {
  for (const { id, status, why } of wanted) t.equal(status === 'not applicable', why !== undefined, id)
})

t.test('none was dropped', async (t) => {
  const sections = wanted.reduce<Record<string, number>>(
    (counts, { section }) => ({ ...counts, [section]: (counts[section] ?? 0) + 1 }),
    {},
  )
  t.same(sections, { '4.1': 43, '4.2': 53, '4.3': 37, '4.4': 15, '4.5': 29, '4.6': 37 })
  t.equal(new Set(wanted.map(({ id }) => id)).size, wanted.length)
})
