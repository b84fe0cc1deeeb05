// @ts-check
// docs/requirements.md out of test/requirements.json and the titles of the tests. Run it after either changed:
// node scripts/requirements.mjs
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../', import.meta.url)
const PAGE = new URL('docs/requirements.md', ROOT)

/**
 * @typedef {{ id: string, clause: string, level: string, tier: number, requirement: string, reason?: string }} Requirement
 * @typedef {{ file: string, title: string }} Titled
 */

const ID = String.raw`[A-Z][A-Z0-9]-\d{2}`
/** The title of a test that begins with one id, or with several: `RF-01, RF-02 …`. */
const TITLE = new RegExp(String.raw`\btest\(\s*(['"\x60])(${ID}(?:, ${ID})*)\b([^\n]*?)\1`, 'g')

/** Requirements by the name of their section. */
export async function readRequirements() {
  const text = await readFile(new URL('test/requirements.json', ROOT), 'utf8')
  return /** @type {Record<string, Requirement[]>} */ (JSON.parse(text))
}

/** The tests of each id. */
export async function readTests() {
  /** @type {Map<string, Titled[]>} */
  const tests = new Map()
  const names = await readdir(new URL('test/', ROOT), { recursive: true })
  for (const name of names.map((one) => one.replaceAll('\\', '/')).sort()) {
    if (!name.endsWith('.test.ts')) continue
    const file = `test/${name}`
    for (const [, , ids = '', rest] of (await readFile(new URL(file, ROOT), 'utf8')).matchAll(TITLE)) {
      for (const id of ids.split(', ')) tests.set(id, [...(tests.get(id) ?? []), { file, title: `${ids}${rest}` }])
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
    `What the specifications ask of a server, and the tests that hold it: ${tested} of ${rows.length} are tested, the others say why not. ` +
      'Levels: M must, S should, O may, D our decision where the specifications are silent.',
    ...shown.filter(({ rows }) => rows.length > 0).map(({ name, rows }) => section(name, rows, tests)),
  ].join('\n\n')
}

/** Tier 3 is a wish, listed where it came true. @param {Requirement} one @param {Map<string, Titled[]>} tests */
function isShown({ id, tier }, tests) {
  return tier < 3 || tests.has(id)
}

/** @param {string} name @param {Requirement[]} rows @param {Map<string, Titled[]>} tests */
function section(name, rows, tests) {
  const table = [
    ['Id', 'Clause', 'Level', 'Requirement', 'Tests'],
    ['---', '---', '---', '---', '---'],
    ...rows.map((row) => [row.id, row.clause, row.level, row.requirement, proof(row, tests)]),
  ]
  const lines = table.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
  return `## ${name}\n\n<!-- prettier-ignore-start -->\n\n${lines.join('\n')}\n\n<!-- prettier-ignore-end -->`
}

/** @param {Requirement} row @param {Map<string, Titled[]>} tests */
function proof({ id, reason = '' }, tests) {
  const files = [...new Set((tests.get(id) ?? []).map(({ file }) => file))]
  if (files.length === 0) return `none: ${reason}`
  return files.map((file) => `[${file.slice('test/'.length, -'.test.ts'.length)}](../${file})`).join(', ')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(PAGE, `${await generatePage()}\n`)
