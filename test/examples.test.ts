// The recipes under examples/ run, with the package as it is packed and installed, each with its own tool. A tool
// that is not there is told, and its recipe skipped.

import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import t from 'tap'
import { installPacked, quietEnvironment, root, run } from './support/packed.js'
import type { Ended } from './support/packed.js'

const { folder, remove } = await installPacked()
t.setTimeout(400_000) // each tool has its own limit
t.teardown(remove)
await cp(join(root, 'examples'), folder, { recursive: true })
for (const name of ['tap', 'vitest', 'jest', '@playwright/test', 'playwright-core']) await lend(name)

/** What we have for our own tests stands in for what the reader of a recipe has installed. */
async function lend(name: string): Promise<void> {
  const [ours, theirs] = [join(root, 'node_modules', name), join(folder, 'node_modules', name)]
  if (!existsSync(ours) || existsSync(theirs)) return
  await mkdir(dirname(theirs), { recursive: true })
  await symlink(ours, theirs)
}

const bin = join(root, 'node_modules/.bin')
const installed = (name: string): boolean => existsSync(join(bin, name))
const onPath = (name: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((place) => existsSync(join(place, name)))

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
/** Milliseconds. Go compiles its HTTP library where nobody has done so before. */
const LIMIT = 240_000
const EXEC = ['mock-oauth2-provider', 'exec', '--log', 'quiet', '--']

/** Where npx finds the tools. */
function environment(): NodeJS.ProcessEnv {
  const { PATH = '', ...others } = quietEnvironment()
  const offline = {
    GOFLAGS: '-mod=mod',
    GOPROXY: 'off',
    GOTOOLCHAIN: 'local',
    GO111MODULE: 'off',
    PYTHONDONTWRITEBYTECODE: '1',
  }
  return { ...others, ...offline, PATH: [bin, PATH].join(delimiter), ...(CHROMIUM && { CHROMIUM }) }
}

interface Recipe {
  readonly files: readonly string[]
  readonly command: readonly string[]
  /** Said by the tool when the test was really run. */
  readonly says: RegExp
  /** Why it is not run here. */
  readonly skip?: string | false
}

const lacks = (there: boolean, what: string): string | false => (there ? false : `${what} is not installed here`)

const RECIPES: Readonly<Record<string, Recipe>> = {
  tap: { files: ['tap.test.mjs'], command: ['node', 'tap.test.mjs'], says: /^ok 1 - the application asks once more/m },
  Vitest: {
    files: ['vitest.test.mjs'],
    command: ['npx', ...EXEC, 'vitest', 'run', 'vitest.test.mjs'],
    says: /1 passed/,
    skip: lacks(installed('vitest'), 'vitest'),
  },
  Jest: {
    files: ['jest.test.cjs'],
    command: ['npx', 'jest', '--testMatch', '**/jest.test.cjs', '--watchman=false'],
    says: /1 passed/,
    skip: lacks(installed('jest'), 'jest brings 280 packages with it and'),
  },
  Playwright: {
    files: ['playwright.config.mjs', 'playwright.spec.mjs'],
    command: ['npx', 'playwright', 'test'],
    says: /1 passed/,
    skip: lacks(installed('playwright') && CHROMIUM !== undefined, '@playwright/test or Chromium'),
  },
  pytest: {
    files: ['test_pytest.py'],
    command: ['npx', ...EXEC, 'node', 'app.cjs', 'pytest', '-q', '-p', 'no:cacheprovider', 'test_pytest.py'],
    says: /1 passed/,
    skip: lacks(onPath('pytest'), 'pytest'),
  },
  Go: {
    files: ['app_test.go'],
    command: ['npx', ...EXEC, 'node', 'app.cjs', 'go', 'test', '-v', 'app_test.go'],
    says: /^--- PASS: TestAsksOnceMoreAfter503/m,
    skip: lacks(onPath('go'), 'go'),
  },
  curl: {
    files: ['curl.sh'],
    command: ['npx', ...EXEC, 'node', 'app.cjs', 'sh', 'curl.sh'],
    says: /^ok$/m,
    skip: lacks(onPath('curl'), 'curl'),
  },
}

const attempt = ([program = '', ...args]: readonly string[]): Promise<Ended> =>
  run(program, args, folder, environment(), LIMIT)

for (const [name, { command, says, skip = false }] of Object.entries(RECIPES)) {
  t.test(`the recipe for ${name} runs`, { skip }, async (t) => {
    const { code, stdout, stderr } = await attempt(command)
    t.equal(code, 0, `${stdout}\n${stderr}`)
    t.match(stdout + stderr, says)
  })
}

t.test('a recipe fails when the application does not ask once more', async (t) => {
  const app = await readFile(join(folder, 'app.cjs'), 'utf8')
  const { writeFile } = await import('node:fs/promises')
  await writeFile(join(folder, 'app.cjs'), app.replace('tries = 2) {\n  const body', 'tries = 1) {\n  const body'))
  t.teardown(() => writeFile(join(folder, 'app.cjs'), app))
  t.not((await attempt(['node', 'tap.test.mjs'])).code, 0)
})

t.test('the configuration for Cypress starts a provider and spoils it', async (t) => {
  const require = createRequire(join(folder, 'index.cjs'))
  const { e2e } = require('./cypress.config.cjs')
  const { visit } = require('./app.cjs')
  const events: Record<string, any> = {}
  const { baseUrl } = await e2e.setupNodeEvents((name: string, does: unknown) => (events[name] = does), { env: {} })
  t.teardown(() => events['after:run']())
  t.equal(await visit(`${baseUrl}/login`), 'Hello alice')
  t.match(await events['task'].fail('token=invalid_grant'), /^f\d+$/)
  t.equal(await visit(`${baseUrl}/login`), 'The sign-in failed')
  await events['before:spec']()
  t.equal(await visit(`${baseUrl}/login`), 'Hello alice')
})

t.test('no recipe has more than 15 lines', async (t) => {
  for (const file of [...Object.values(RECIPES).flatMap(({ files }) => files), 'cypress.config.cjs']) {
    const lines = (await readFile(join(root, 'examples', file), 'utf8')).trimEnd().split('\n')
    t.ok(lines.filter((line) => line.trim() !== '').length <= 15, file)
  }
})

t.test('each file of the folder is told in its README', async (t) => {
  const readme = await readFile(join(root, 'examples/README.md'), 'utf8')
  for (const file of await readdir(join(root, 'examples')))
    t.ok(file === 'README.md' || readme.includes(`](${file})`), file)
})
