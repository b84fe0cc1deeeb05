// One test for each row of a group, and none without a row: what its rule puts on the wire.

import type { Test } from 'tap'
import { CATALOGUE } from '../../lib/faults/catalogue/index.js'
import { ruleFor } from '../../lib/faults/catalogue/search.js'
import { encode } from '../../lib/http/encode.js'
import type { Fixtures } from '../../lib/fixtures/types.js'
import type { Answer, Staged } from './realm.js'
import { stage } from './realm.js'

type Case = (t: Test, rule: string) => Promise<unknown>

/** @param prefixes Of the ids. @param cases By id; what each expects of its rule. */
export function eachRow(t: Test, prefixes: readonly string[], cases: Readonly<Record<string, Case>>): void {
  const rows = CATALOGUE.filter(({ id }) => prefixes.includes(id.slice(0, id.indexOf('-'))))
  t.test(`each row of ${prefixes.join(' and ')} has one expectation, and each expectation a row`, async (t) => {
    t.strictSame(rows.map(({ id }) => id).sort(), Object.keys(cases).sort())
  })
  for (const row of rows) {
    const rule = ruleFor(row)
    t.test(`${rule}: the call ${row.summary}`, async (t) => cases[row.id]?.(t, rule))
  }
}

/** A stage on which a rule is armed. */
export async function armed(rule: string, fixtures: Fixtures = {}): Promise<Staged> {
  const staged = await stage(fixtures)
  staged.realm.faults.arm(rule)
  return staged
}

/** The bytes that would leave, as text and as JSON. */
export function wired({ reply }: Answer): {
  status: number
  headers: Record<string, unknown>
  text: string
  json: any
} {
  const { status, headers, body } = encode(reply)
  const text = reply.delivery?.raw ?? Buffer.from(body).toString()
  return { status, headers, text, json: readable(text) }
}

function readable(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
