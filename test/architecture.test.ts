// The house rules, and that the checker of the house rules sees a violation when there is one.

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { violations } from './support/house.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.git', '.tap'])
const BINARY = /\.(png|tgz|woff2?|ico)$/

t.test('the sources keep the rules of the house', async (t) => {
  t.strictSame(violations(sourcesBelow(root)), [])
})

t.test('the lock file names no host to download from', async (t) => {
  t.notMatch(readFileSync(join(root, 'package-lock.json'), 'utf8'), /"resolved"/)
})

const SMALL_HOUSE: Readonly<Record<string, string>> = {
  'lib/protocol/error.ts': 'export const ensure = 1',
  'lib/state/clock.ts': 'export const now = () => Date.now()',
  'lib/grants/grant.ts': 'export interface Grant {}',
  'lib/grants/password.ts': "import type { Grant } from './grant.js'\nexport const password: Grant = {}",
  'lib/grants/index.ts': "import { password } from './password.js'\nexport const GRANTS = [password]",
  'lib/faults/index.ts': "import { reset } from './reset.js'\nexport const FAULTS = { reset }",
  'lib/faults/reset.ts': "import { ensure } from '../protocol/error.js'\nexport const reset = ensure",
  'lib/realm.ts': "import { FAULTS } from './faults/index.js'\nexport const realm = FAULTS",
  'lib/http/server.ts': "import { realm } from '../realm.js'\nimport fastify from 'fastify'\nexport { realm, fastify }",
}

const planted = (files: Readonly<Record<string, string>>) =>
  violations(new Map(Object.entries({ ...SMALL_HOUSE, ...files })))

t.test('a small house in order has no violations', async (t) => {
  t.strictSame(planted({}), [])
})

const PLANTED: readonly (readonly [rule: string, files: Readonly<Record<string, string>>, sentence: string])[] = [
  [
    'an import of a floor above',
    { 'lib/protocol/scope.ts': "import { now } from '../state/clock.js'\nexport { now }" },
    'lib/protocol/scope.ts imports lib/state/clock.ts: protocol may not know state',
  ],
  [
    'a type imported from a floor above',
    { 'lib/faults/reset.ts': "import type { now } from '../state/clock.js'\nexport type Reset = typeof now" },
    'lib/faults/reset.ts imports lib/state/clock.ts: faults may not know state',
  ],
  [
    'a late import of a floor above',
    { 'lib/grants/password.ts': "export const password = () => import('../faults/index.js')" },
    'lib/grants/password.ts imports lib/faults/index.ts: grants may not know faults',
  ],
  [
    'an export from a floor above',
    { 'lib/http/server.ts': "export { GRANTS } from '../grants/index.js'" },
    'lib/http/server.ts imports lib/grants/index.ts: http may not know grants',
  ],
  [
    'a neighbour that imports a neighbour',
    {
      'lib/grants/index.ts': "import './password.js'\nimport './device_code.js'",
      'lib/grants/device_code.ts': "import { password } from './password.js'\nexport { password }",
    },
    'lib/grants/device_code.ts imports its neighbour lib/grants/password.ts: what two share moves one floor down',
  ],
  [
    'a grant nobody registered',
    { 'lib/grants/device_code.ts': 'export const device_code = 1' },
    'lib/grants/device_code.ts is not registered in lib/grants/index.ts',
  ],
  [
    'a package outside of its room',
    { 'lib/realm.ts': "import fastify from 'fastify'\nexport { fastify }" },
    'lib/realm.ts imports fastify, which only lib/http/ may',
  ],
  [
    'a part of a package outside of its room',
    { 'lib/realm.ts': "export { importJWK } from 'jose/key/import'" },
    'lib/realm.ts imports jose, which only lib/state/keys.ts and lib/state/testkeys.ts and lib/protocol/jwt.ts may',
  ],
  [
    'a package nobody agreed to',
    { 'lib/realm.ts': "import 'lodash'" },
    'lib/realm.ts imports lodash, which no room may import',
  ],
  [
    'a room that has no floor',
    { 'lib/attic/box.ts': "import '../realm.js'" },
    'lib/attic/box.ts is in a room that has no floor: attic',
  ],
  [
    'a second reader of time',
    { 'lib/realm.ts': 'export const at = new Date()' },
    'lib/realm.ts reads new Date(): time and chance come in through lib/state/clock.ts alone',
  ],
  [
    'a second source of chance',
    { 'lib/realm.ts': 'export const at = Math.random()' },
    'lib/realm.ts reads Math.random: time and chance come in through lib/state/clock.ts alone',
  ],
  ['a long file', { 'lib/realm.ts': 'export {}\n'.repeat(201) }, 'lib/realm.ts has 201 lines; 200 is the wall'],
  [
    'an empty name',
    { 'lib/state/utils.ts': 'export {}' },
    'lib/state/utils.ts: "utils" says nothing about what lives there',
  ],
  [
    'a name in another spelling',
    { 'lib/state/fileName.ts': 'export {}' },
    'lib/state/fileName.ts: "fileName" is neither one lower-case word nor a protocol word',
  ],
  [
    'the path of a developer',
    { 'README.md': `one\nsee ${'/home'}/me/project` },
    `README.md:2 names a machine of ours: ${'/home'}/m`,
  ],
  [
    'a host to download from',
    { 'ci.sh': `npm ci --from https://${'regis' + 'try'}.example.org/` },
    `ci.sh:1 names a machine of ours: https://${'regis' + 'try'}`,
  ],
]

for (const [rule, files, sentence] of PLANTED) {
  t.test(`the checker catches ${rule}`, async (t) => {
    t.strictSame(planted(files), [sentence])
  })
}

t.test('the checker lets a comment speak of time', async (t) => {
  t.strictSame(planted({ 'lib/realm.ts': '// not Date.now()\nexport const at = new Date(0)' }), [])
})

function sourcesBelow(root: string): ReadonlyMap<string, string> {
  const files = readdirSync(root, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep))
  const ours = paths.filter((parts) => !parts.some((part) => NOT_OURS.has(part)) && !BINARY.test(parts.at(-1) ?? ''))
  return new Map(ours.map((parts) => [parts.join('/'), readFileSync(join(root, ...parts), 'utf8')]))
}
