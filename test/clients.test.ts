// docs/clients.md is what scripts/clients.mjs measures: a few quick rows are measured again.

import { readFile } from 'node:fs/promises'
import t from 'tap'
import { NAMES } from '../scripts/clients/adapters.mjs'
import { FAULTS, OTHERS } from '../scripts/clients/rows.mjs'
import { FIXTURES, encoding, measure } from '../scripts/clients.mjs'
import { startProvider } from '../lib/index.js'
import type { Fixtures } from '../lib/index.js'

const page = await readFile(new URL('../docs/clients.md', import.meta.url), 'utf8')

/** The cells of a row, in the order of the clients. */
function rowOf(name: string): readonly string[] {
  const line = page.split('\n').find((one) => one.startsWith(`| \`${name}\``)) ?? ''
  return line
    .split('|')
    .slice(2, 2 + NAMES.length)
    .map((cell) => cell.trim())
}

const QUICK = [
  'te-error-http-200',
  'tr-access-token-empty',
  'tr-no-token-type',
  'tr-expires-in-zero',
  'tr-refresh-null',
  'tr-scope-array',
  'http-302-login',
  'http-content-type-case',
  'http-bom',
]

t.test('the page of clients is what a rerun of its quick rows gives', async (t) => {
  const provider = await startProvider({ fixtures: FIXTURES as unknown as Fixtures })
  t.teardown(() => provider.close())
  for (const row of FAULTS.filter(({ name }) => QUICK.includes(name))) {
    const measured: string[] = []
    for (const name of NAMES) measured.push(await measure(provider, row, name))
    t.strictSame(measured, rowOf(row.name), row.name)
  }
  const written: string[] = []
  for (const name of NAMES) written.push(await encoding(provider, name))
  t.strictSame(written, rowOf(OTHERS.name), OTHERS.name)
})

t.test('every row of the table stands on the page', async (t) => {
  for (const { name } of FAULTS)
    t.ok(rowOf(name).every((cell) => cell !== '') && rowOf(name).length === NAMES.length, name)
})

t.test('the page says which versions were measured, and they are the installed ones', async (t) => {
  for (const name of NAMES) {
    const text = await readFile(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')
    t.match(page, `${name} ${(JSON.parse(text) as { version: string }).version}`)
  }
})

t.test('every difference from the reference is explained', async (t) => {
  t.notMatch(page, 'not explained')
})
