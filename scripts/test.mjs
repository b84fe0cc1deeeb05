// @ts-check
// `npm test`: everything that is checked, in one go. The last line counts: each sentence of a test file is one,
// and so is each step around them. Further arguments are names of test files, to run only those.
import { spawn, spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { readCoverage } from './coverage.mjs'
import { readTap } from './tap.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const REPORT = join(root, '.tap/report')
const LEAST_COVERAGE = 90 // per cent of the lines of lib/

/** @type {readonly (readonly [name: string, script: string, ...args: string[]])[]} */
const STEPS = [
  ['build', 'scripts/build.mjs'],
  ['types', 'node_modules/typescript/bin/tsc', '-p', '.'],
  ['format', 'node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ['lint', 'node_modules/eslint/bin/eslint.js', '.'],
]

const count = { passed: 0, failed: 0, skipped: 0 }

const only = process.argv.slice(2)
for (const [name, ...command] of STEPS) {
  tally(name, spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' }).status === 0)
}
await runTests(only)
if (only.length === 0) await judgeCoverage()

const { passed, failed, skipped } = count
if (skipped > 0) console.log(`${skipped} skipped, as told above`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/**
 * @param {string} name
 * @param {boolean} well whether it ended well
 */
function tally(name, well) {
  console.log(`${well ? 'ok' : 'NOT OK'} - ${name}`)
  count[well ? 'passed' : 'failed'] += 1
}

/** @param {readonly string[]} files all, when empty */
async function runTests(files) {
  await rm(REPORT, { recursive: true, force: true })
  const args = ['node_modules/tap/dist/esm/run.mjs', '--reporter=tap', '--coverage-report=json-summary', ...files]
  const tap = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = new Promise((resolve) => tap.once('close', resolve))
  const before = { ...count }
  const read = readTap(report)
  for await (const line of createInterface({ input: tap.stdout })) read(line)
  if ((await exit) !== 0 && count.failed === before.failed) tally('tap', false)
  if (count.passed === before.passed) tally('any test passed', false)
}

/** @param {import('./tap.mjs').TestFile} file */
function report({ name, passed, sentences, skipped, failures }) {
  count.passed += sentences
  count.failed += failures.length
  count.skipped += skipped.length
  console.log(`${passed ? 'ok' : 'NOT OK'} - ${name}, ${sentences} passed`)
  for (const sentence of skipped) console.log(`  skipped: ${sentence}`)
  for (const failure of failures) console.log(failure)
}

async function judgeCoverage() {
  const { rooms, percent } = await readCoverage(root, join(REPORT, 'coverage-summary.json'))
  for (const [room, covered] of rooms) console.log(`  ${covered.toFixed(1).padStart(5)} % of the lines of ${room}`)
  tally(
    `${percent.toFixed(1)} % of the lines of lib/ are covered, ${LEAST_COVERAGE} % are wanted`,
    percent >= LEAST_COVERAGE,
  )
}
