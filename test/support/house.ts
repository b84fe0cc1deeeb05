// The rules of the house as data, and `violations`, which says where sources break them. It takes the files as
// text, so that the test can plant violations and see them caught.

import { posix } from 'node:path'
import ts from 'typescript'

/** Path from the root of the package, with `/`, to text. */
export type Sources = ReadonlyMap<string, string>

const RFC = ['protocol', 'state', 'tokens', 'authentication', 'grants', 'interactions', 'endpoints', 'resources']
const REALM = [...RFC, 'faults', 'profiles', 'journal', 'verdicts', 'realm', 'version']

/** Which rooms a room may import, besides itself. A file right in lib/ is a room of its own name. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  state: ['protocol'],
  tokens: ['protocol', 'state'],
  authentication: ['protocol', 'state'],
  grants: ['protocol', 'state', 'tokens'],
  interactions: ['protocol', 'state', 'tokens', 'authentication'],
  endpoints: ['protocol', 'state', 'tokens', 'authentication', 'grants', 'interactions', 'resources'],
  resources: ['protocol', 'state', 'tokens', 'endpoints'], // one floor with the endpoints
  faults: ['protocol'],
  profiles: ['protocol'],
  version: [],
  journal: [...RFC, 'faults', 'profiles'],
  verdicts: ['protocol', 'faults', 'journal'],
  lint: ['protocol', 'journal'],
  evidence: ['protocol', 'faults', 'journal'],
  realm: REALM,
  http: ['protocol', 'realm', 'journal', 'faults', 'evidence', 'lint', 'version'],
  fixtures: REALM,
  realms: [...REALM, 'fixtures'],
  tester: ['protocol', 'faults', 'journal', 'lint', 'fixtures', 'http'],
  backstage: [...REALM, 'fixtures', 'http', 'realms'],
  provider: [...REALM, 'http', 'fixtures', 'backstage', 'realms', 'tester'],
  index: [...REALM, 'http', 'fixtures', 'provider', 'realms', 'tester'],
  cli: ['protocol', 'journal', 'lint', 'faults', 'fixtures', 'provider', 'index', 'version', 'tester'],
  bin: ['cli'],
}

/** The only places that may import an outside package; a folder ends in `/`. Node's own modules are free. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  fastify: ['lib/http/'],
  '@fastify/formbody': ['lib/http/'],
  commander: ['lib/cli/'],
  nanoid: ['lib/state/entropy.ts'],
  jose: ['lib/state/keys.ts', 'lib/state/testkeys.ts', 'lib/protocol/jwt.ts'],
  yaml: ['lib/fixtures/'],
  ajv: ['lib/fixtures/'],
}

/** Rooms of neighbours: each file is listed in the room's index.ts, and knows none of the others listed there. */
const NEIGHBOURS: readonly string[] = ['grants', 'authentication', 'endpoints', 'faults', 'profiles']

/** What other rooms ask of the faults. */
const ASKED = new Set(['rules/plan', 'rules/brought', 'catalogue/search'].map((name) => `lib/faults/${name}.ts`))

/** Files that say what a neighbour is; everybody in the room may import them. */
const GROUND = /\/(index|grant|method|endpoint|resource|fault|profile)\.ts$/

const TIME_AND_CHANCE = /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bMath\.random\b/
const CLOCK = 'lib/state/clock.ts'

const LONGEST = 200
/** Files of data, and generated ones. */
const DATA = new Set(['lib/fixtures/types.ts', 'lib/state/testkeys.ts'])

const FORBIDDEN_NAME = /^(utils?|helpers?|managers?|services?|commons?|shared|misc|tools?)$/
const FILE_NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/

/** Written in pieces, so that this file does not break the rule itself. */
const MACHINE = new RegExp(String.raw`(?<![\w.~:})\]-])/(${['work', 'home', 'Users', 'root'].join('|')})/\w`)
const REGISTRY = new RegExp(String.raw`https?://[\w.-]*(${['regis' + 'try', 'artifactory', 'mirror'].join('|')})`, 'i')

/** Sentences, each beginning with the file that breaks the rule; empty when all is well. */
export function violations(sources: Sources): readonly string[] {
  const modules = [...sources].filter(([path]) => /^(lib|bin)\/.*\.ts$/.test(path))
  return [
    ...modules.flatMap(([path, text]) => [
      ...importsOf(path, text).flatMap((specifier) => importViolations(path, specifier, sources)),
      ...timeViolations(path, text),
      ...lengthViolations(path, text),
      ...nameViolations(path),
    ]),
    ...NEIGHBOURS.flatMap((room) => unregistered(room, sources)),
    ...[...sources].flatMap(([path, text]) => originViolations(path, text)),
  ]
}

function importViolations(path: string, specifier: string, sources: Sources): readonly string[] {
  if (specifier.startsWith('node:')) return []
  if (!specifier.startsWith('.')) return outsideViolations(path, specifier)
  const target = resolve(path, specifier)
  if (target.endsWith('.json')) return []
  if (!sources.has(target)) return [`${path} imports ${specifier}, which does not exist`]
  const [from, to] = [roomOf(path), roomOf(target)]
  if (from === to) return sidewaysViolations(path, target, sources)
  const allowed = FLOORS[from]
  if (allowed === undefined) return [`${path} is in a room that has no floor: ${from}`]
  return allowed.includes(to) ? [] : [`${path} imports ${target}: ${from} may not know ${to}`]
}

function outsideViolations(path: string, specifier: string): readonly string[] {
  const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier
  const places = OUTSIDE[name]
  if (places === undefined) return [`${path} imports ${name}, which no room may import`]
  const allowed = places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place))
  return allowed ? [] : [`${path} imports ${name}, which only ${places.join(' and ')} may`]
}

function sidewaysViolations(path: string, target: string, sources: Sources): readonly string[] {
  const room = roomOf(path)
  if (!NEIGHBOURS.includes(room)) return []
  const registered = registeredIn(room, sources)
  if (!registered.has(path) || !registered.has(target)) return []
  return [`${path} imports its neighbour ${target}: what two share moves one floor down`]
}

/** What index.ts of a room lists: the neighbours. */
function registeredIn(room: string, sources: Sources): ReadonlySet<string> {
  const index = `lib/${room}/index.ts`
  const listed = importsOf(index, sources.get(index) ?? '').map((specifier) => resolve(index, specifier))
  return new Set(listed.filter((path) => roomOf(path) === room && !GROUND.test(path)))
}

/** Files of a room that no other file of it imports. */
function unregistered(room: string, sources: Sources): readonly string[] {
  const files = [...sources.keys()].filter((path) => path.startsWith(`lib/${room}/`) && path.endsWith('.ts'))
  const known = new Set(
    files.flatMap((path) => importsOf(path, sources.get(path) ?? '').map((specifier) => resolve(path, specifier))),
  )
  const entries = files.filter((path) => GROUND.test(path) || ASKED.has(path))
  return files
    .filter((path) => !known.has(path) && !entries.includes(path))
    .map((path) => `${path} is not registered in lib/${room}/index.ts`)
}

function timeViolations(path: string, text: string): readonly string[] {
  if (path === CLOCK) return []
  const found = TIME_AND_CHANCE.exec(withoutComments(text))?.[0]
  return found === undefined ? [] : [`${path} reads ${found}: time and chance come in through ${CLOCK} alone`]
}

function lengthViolations(path: string, text: string): readonly string[] {
  const length = text.trimEnd().split('\n').length
  return length <= LONGEST || DATA.has(path) ? [] : [`${path} has ${length} lines; ${LONGEST} is the wall`]
}

function nameViolations(path: string): readonly string[] {
  const words = path.replace(/\.ts$/, '').split('/').slice(1)
  const bad = words.find((word) => FORBIDDEN_NAME.test(word))
  if (bad !== undefined) return [`${path}: "${bad}" says nothing about what lives there`]
  const odd = words.find((word) => !FILE_NAME.test(word))
  const ours = path === 'bin/mock-oauth2-provider.ts'
  return odd === undefined || ours ? [] : [`${path}: "${odd}" is neither one lower-case word nor a protocol word`]
}

function originViolations(path: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, i) => {
    const found = (MACHINE.exec(line) ?? REGISTRY.exec(line))?.[0]
    return found === undefined ? [] : [`${path}:${i + 1} names a machine of ours: ${found}`]
  })
}

function importsOf(path: string, text: string): readonly string[] {
  if (!path.endsWith('.ts')) return []
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
}

function resolve(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts')
}

/** `lib/grants/index.ts` is in grants, `lib/realm/realm.ts` in realm, `bin/…` in bin. */
function roomOf(path: string): string {
  const [top = '', room = ''] = path.split('/')
  return top === 'lib' ? room.replace(/\.ts$/, '') : top
}

function withoutComments(text: string): string {
  return ts.transpileModule(text, { compilerOptions: { removeComments: true, target: ts.ScriptTarget.ES2022 } })
    .outputText
}
