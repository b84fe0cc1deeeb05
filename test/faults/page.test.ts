import { readFile } from 'node:fs/promises'
import t from 'tap'
import { entriesAt } from '../../lib/faults/catalogue/index.js'
import { parseRule } from '../../lib/faults/grammar.js'
import { POINT_NAMES, TOKEN_PARTS } from '../../lib/faults/points.js'

const page = await readFile(new URL('../../docs/faults.md', import.meta.url), 'utf8')
const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')

t.test('the page of faults names every point, every part and every effect that is no code', async (t) => {
  const effects = entriesAt('token')
    .map(({ name }) => name)
    .filter((name) => !name.includes('_'))
  for (const word of [...POINT_NAMES, ...Object.keys(TOKEN_PARTS), ...effects])
    t.match(page, new RegExp(`\`${word}[\`:]`), word)
})

t.test('every rule that the README shows can be armed', async (t) => {
  const rules = [...readme.matchAll(/^\| `([^`]+=[^`]+)`/gm)].map(([, rule = '']) => rule)
  t.ok(rules.length >= 7)
  for (const rule of rules) t.doesNotThrow(() => parseRule(rule), rule)
})
