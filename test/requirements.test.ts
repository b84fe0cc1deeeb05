// Every requirement of test/requirements.json has a test that is named by its id, or a reason why not; docs/requirements.md
// says which.

import { readFile } from 'node:fs/promises'
import t from 'tap'
import { generatePage, readRequirements, readTests } from '../scripts/requirements.mjs'

const requirements = Object.values(await readRequirements()).flat()
const tests = await readTests()

t.test('every requirement of tiers 1 and 2 has a test or a reason', async (t) => {
  t.equal(requirements.filter(({ tier }) => tier < 3).length, 206)
  const bare = requirements.filter(({ id, tier, reason }) => tier < 3 && !tests.has(id) && reason === undefined)
  t.same(
    bare.map(({ id }) => id),
    [],
    'begin the title of a test with the id',
  )
})

t.test('a reason is given only where there is no test', async (t) => {
  const stale = requirements.filter(({ id, reason }) => tests.has(id) && reason !== undefined)
  t.same(
    stale.map(({ id }) => id),
    [],
    'there is a test now: take the reason out of test/requirements.json',
  )
})

t.test('no test names a requirement that is not listed', async (t) => {
  const known = new Set(requirements.map(({ id }) => id))
  const foreign = [...tests].filter(([id]) => !known.has(id)).map(([id, files]) => `${id} in ${files[0]}`)
  t.same(foreign, [])
})

t.test('every id is listed once, with clause, level and a sentence', async (t) => {
  t.equal(new Set(requirements.map(({ id }) => id)).size, requirements.length)
  for (const { id, clause, level, tier, requirement } of requirements) {
    t.ok(clause !== '' && /^[MSOD]$/.test(level) && [1, 2, 3].includes(tier) && /^\S.*\.$/.test(requirement), id)
  }
})

t.test('docs/requirements.md is up to date', async (t) => {
  const written = await readFile(new URL('../docs/requirements.md', import.meta.url), 'utf8').catch(() => '')
  t.ok(written === `${await generatePage()}\n`, 'run node scripts/requirements.mjs')
})
