// docs/faults.md: the grammar by hand, the catalogue generated.

import { readFile } from 'node:fs/promises'
import t from 'tap'
import { CATALOGUE } from '../../lib/faults/catalogue/index.js'
import * as catalogue from '../../lib/faults/catalogue/search.js'
import { UNBUILT } from '../../lib/faults/catalogue/unbuilt.js'
import { parseRule } from '../../lib/faults/rules/grammar.js'
import { POINT_NAMES, TOKEN_PARTS } from '../../lib/faults/points.js'
import { generate } from '../../scripts/faults.mjs'

const page = await readFile(new URL('../../docs/faults.md', import.meta.url), 'utf8')
const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
const [byHand = ''] = page.split('## Catalogue')

t.test('the page of faults names every point, every part and every effect that is no code', async (t) => {
  const effects = catalogue.PLAIN.map(({ name }) => name).filter((name) => !name.includes('_'))
  for (const word of [...POINT_NAMES, ...Object.keys(TOKEN_PARTS), ...effects])
    t.match(byHand, new RegExp(`\`${word}[\`:]`), word)
})

t.test('the tables are those of the catalogue: node scripts/faults.mjs writes them', async (t) => {
  t.ok(generate(page, catalogue) === page, 'docs/faults.md is as old as the catalogue')
})

t.test('every row stands under a heading, with a rule that plays it', async (t) => {
  for (const { id } of CATALOGUE) t.match(page, new RegExp(`^\\| \`${id}\` +\\| \`\\S+=\\S+\``, 'm'), id)
})

t.test('what is not built has a reason', async (t) => {
  for (const { id, because } of UNBUILT) {
    t.match(page, new RegExp(`^\\| \`${id}\` `, 'm'), id)
    t.ok(because.length > 20, id)
    t.notOk(
      CATALOGUE.some((row) => row.id === id),
      `${id} is not built and built`,
    )
  }
})

t.test('all 479 faults of the literature are built or have a reason', async (t) => {
  const ours = /^at-/ // JWT access tokens for resource servers: not in the literature's list
  t.equal(new Set([...CATALOGUE, ...UNBUILT].map(({ id }) => id).filter((id) => !ours.test(id))).size, 479)
})

t.test('every rule of the hand-written part can be armed', async (t) => {
  const rules = [...byHand.matchAll(/`([a-z]+(?:\.\w+)?=[^`=\s]+)`/g)].map(([, rule = '']) => rule)
  t.ok(rules.length >= 10)
  for (const rule of rules.filter((one) => one !== 'selector=effect@when')) t.doesNotThrow(() => parseRule(rule), rule)
})

t.test('every rule that the README shows can be armed', async (t) => {
  const rules = [...readme.matchAll(/^\| `([^`]+=[^`]+)`/gm)].map(([, rule = '']) => rule)
  t.ok(rules.length >= 7)
  for (const rule of rules) t.doesNotThrow(() => parseRule(rule), rule)
})
