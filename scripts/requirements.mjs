// @ts-check
// docs/requirements.md out of test/requirements.json and the titles of the tests. Run it after either changed:
// node scripts/requirements.mjs
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../', import.meta.url)
const PAGE = new URL('docs/requirements.md', ROOT)

/** @typedef {{ id: string, clause: string, level: string, tier: number, requirement: string, reason?: string }} Requirement */

const ID = /^[A-Z][A-Z0-9]-\d{2}$/
/** The ids that begin the title of a test: one, or several: `RF-01 RF-02 …`. Those of decisions, `D-09`, may stand among them. */
const TITLE = /\btest\(\s*['"`]((?:[A-Z][A-Z0-9]?-\d{2},? )+)/g

/** Requirements by the name of their section. */
export async function readRequirements() {
  const text = await readFile(new URL('test/requirements.json', ROOT), 'utf8')
  return /** @type {Record<string, Requirement[]>} */ (JSON.parse(text))
}

/** The files with tests of each id. */
export async function readTests() {
  /** @type {Map<string, string[]>} */
  const tests = new Map()
  const names = await readdir(new URL('test/', ROOT), { recursive: true })
  for (const name of names.map((one) => one.replaceAll('\\', '/')).sort()) {
    if (!name.endsWith('.test.ts')) continue
    const file = `test/${name}`
    for (const [, ids = ''] of (await readFile(new URL(file, ROOT), 'utf8')).matchAll(TITLE)) {
      for (const id of ids.split(/,? /).filter((one) => ID.test(one))) tests.set(id, [...(tests.get(id) ?? []), file])
    }
  }
  return tests
}

/** The text that docs/requirements.md must have. */
export async function generatePage() {
  const [sections, tests] = [await readRequirements(), await readTests()]
  const shown = Object.entries(sections).map(([name, all]) => ({
    name,
    rows: all.filter((one) => isShown(one, tests)),
  }))
  const rows = shown.flatMap((section) => section.rows)
  const tested = rows.filter(({ id }) => tests.has(id)).length
  return [
    '# Requirements',
    'Generated from `test/requirements.json` and the titles of the tests; change those and run `node scripts/requirements.mjs`.',
    `What the specifications ask of a server, and the tests that hold it: ${tested} of ${rows.length} are named by a test; where none is, a reason stands in its place. ` +
      'Levels: M must, S should, O may, D our decision where the specifications are silent.',
    ...shown.filter(({ rows }) => rows.length > 0).map(({ name, rows }) => section(name, rows, tests)),
  ].join('\n\n')
}

/** Tier 3 is a wish, listed where it came true. @param {Requirement} one @param {Map<string, string[]>} tests */
function isShown({ id, tier }, tests) {
  return tier < 3 || tests.has(id)
}

/** @param {string} name @param {Requirement[]} rows @param {Map<string, string[]>} tests */
function section(name, rows, tests) {
  const table = [
    ['Id', 'Clause', 'Level', 'Requirement', 'Tests'],
    ['---', '---', '---', '---', '---'],
    ...rows.map((row) => [row.id, row.clause, row.level, row.requirement, proof(row, tests)]),
  ]
  const lines = table.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
  return `## ${name}\n\n<!-- prettier-ignore-start -->\n\n${lines.join('\n')}\n\n<!-- prettier-ignore-end -->`
}

/** @param {Requirement} row @param {Map<string, string[]>} tests */
function proof({ id, reason = '' }, tests) {
  const files = [...new Set(tests.get(id))]
  if (files.length === 0) return `none: ${reason}`
  return files.map((file) => `[${file.slice('test/'.length, -'.test.ts'.length)}](../${file})`).join(', ')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(PAGE, `${await generatePage()}\n`)
