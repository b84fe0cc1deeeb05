// What somebody mistypes, and what they read: a sentence, a suggestion, an exit code; never a stack trace.

import { chmodSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { command } from '../support/command.js'

interface Mistaken {
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly exit: number
  readonly first: string
  /** Somewhere below the first line. */
  readonly then?: string
}

const FOLDER = {
  'good.yaml':
    'clients:\n  - client_id: web\n    client_secret: s3cret\n    redirect_uris: [http://localhost:3000/callback]\n',
  'typo.yaml':
    'clients:\n  - client_id: web\n    client_secrte: s3cret\n    redirect_uris: [http://localhost:3000/callback]\n',
  'many.yaml':
    'clients:\n  - client_id: web\n    client_secrte: s3cret\n    grant_types:\n      - client_credential\nlifetimes:\n  access_token: 5min\n',
  'broken.yaml': 'clients: [\n',
  'dangling.yaml':
    'clients:\n  - client_id: web\nusers:\n  - username: alice\ncodes:\n  - { code: C, client_id: wbe, user: alice }\n',
  'fault.yaml': 'faults:\n  - userinfo=invalid_grant\n',
  'env.yaml': 'env: { AUTH: "{isuer}" }\n',
  'https.yaml': 'server: { issuer: https://auth.test }\n',
  'notes.txt': 'hello',
  node_modules: { '.bin': { vitest: '#!/bin/sh\n' } },
}

const CMD = ['--', 'node', '-e', '0']

const MISTAKES: readonly Mistaken[] = [
  { argv: ['strat'], exit: 2, first: 'unknown command strat', then: 'did you mean start?' },
  { argv: ['serve'], exit: 2, first: 'unknown command serve', then: 'the commands are start, exec, check' },
  { argv: ['--prot', '1', 'start'], exit: 2, first: 'unknown flag --prot' },
  { argv: ['--port', '1', 'start'], exit: 2, first: 'unknown flag --port', then: 'mock-oauth2-provider start --port' },
  { argv: ['start', '--prot', '1'], exit: 2, first: 'unknown flag --prot', then: 'did you mean --port?' },
  { argv: ['start', '--prot=1'], exit: 2, first: 'unknown flag --prot', then: 'did you mean --port?' },
  { argv: ['start', '--timeout', '1s'], exit: 2, first: 'unknown flag --timeout', then: '--timeout belongs to exec' },
  {
    argv: ['exec', '--print', 'url', ...CMD],
    exit: 125,
    first: 'unknown flag --print',
    then: '--print belongs to start',
  },
  { argv: ['start', '--port'], exit: 2, first: '--port needs a value' },
  { argv: ['start', '--port', 'abc'], exit: 2, first: '--port: "abc" is not a port', then: '0 picks a free one' },
  { argv: ['start', '--port', '65536'], exit: 2, first: '--port: "65536" is not a port' },
  { argv: ['start'], env: { MOCK_OAUTH2_PORT: '80a' }, exit: 2, first: 'MOCK_OAUTH2_PORT: "80a" is not a port' },
  { argv: ['start', '--seed', 'x'], exit: 2, first: '--seed: "x" is not a seed', then: 'a whole number' },
  {
    argv: ['start', '--log', 'jsno'],
    exit: 2,
    first: '--log: "jsno" is none of pretty, json, quiet',
    then: 'did you mean json?',
  },
  { argv: ['start', '--print', 'ulr'], exit: 2, first: '--print: "ulr" is none of', then: 'did you mean url?' },
  {
    argv: ['start', '--login', 'pikcer'],
    exit: 2,
    first: '--login: "pikcer" is not a way to log in',
    then: 'did you mean picker?',
  },
  { argv: ['start', '--clock', 'tomorrow'], exit: 2, first: '--clock: "tomorrow" is not a setting', then: '+30d' },
  { argv: ['start', '--clock', '+5min'], exit: 2, first: '--clock: "5min" is not a duration; write 5m' },
  {
    argv: ['start', '--ttl', 'acces=5m'],
    exit: 2,
    first: '--ttl: "acces" is no kind of lifetime',
    then: 'did you mean access?',
  },
  { argv: ['start', '--ttl', 'access=5min'], exit: 2, first: '--ttl: "5min" is not a duration; write 5m' },
  { argv: ['start', '--ttl', 'access'], exit: 2, first: '--ttl: "access" has no duration', then: 'write access=5m' },
  { argv: ['start', '--ttl', 'access=never'], exit: 2, first: '--ttl: "never" is not a duration' },
  {
    argv: ['start', '--issuer', 'localhost:2884'],
    exit: 2,
    first: '--issuer: "localhost:2884" is not an absolute URL',
    then: 'http://localhost:2884',
  },
  {
    argv: ['start', '--issuer', 'requst'],
    exit: 2,
    first: '--issuer: "requst" is neither',
    then: 'did you mean request?',
  },
  { argv: ['start', '--issuer', 'http://a.test/?x=1'], exit: 2, first: '--issuer: "http://a.test/?x=1" has a query' },
  {
    argv: ['start', '--issuer', 'https://auth.test'],
    exit: 2,
    first: '--issuer https://auth.test is https, but',
    then: '--issuer-is-proxied',
  },
  { argv: ['start', 'https.yaml'], exit: 2, first: 'server.issuer of the fixtures, https://auth.test is https' },
  { argv: ['start', '--issuer-is-proxied'], exit: 2, first: '--issuer-is-proxied makes sense with an https issuer' },
  {
    argv: ['start', '--terse'],
    env: { MOCK_OAUTH2_TERSE: 'maybe', MOCK_OAUTH2_ISSUER_IS_PROXIED: 'si' },
    exit: 2,
    first: 'MOCK_OAUTH2_ISSUER_IS_PROXIED: "si" is neither true nor false',
  },
  {
    argv: ['start', '--profile', 'wrokfront', '--port', '0'],
    exit: 2,
    first: "'wrokfront' is not a profile; did you mean 'workfront'?",
  },
  {
    argv: ['start', '--port', '0', '--fail', 'userinfo=invalid_grant'],
    exit: 2,
    first: 'bad fault rule: the userinfo endpoint has no effect',
    then: '^^^^',
  },
  {
    argv: ['start', '--port', '0', '--fail', 'token'],
    exit: 2,
    first: 'bad fault rule: it does not say what should happen',
  },
  {
    argv: ['start', '--port', '0', '--login', 'auto:alcie', 'good.yaml'],
    exit: 2,
    first: '--login: there is no user "alcie"',
    then: 'did you mean alice?',
  },
  {
    argv: ['start', '--port', '0', '--host', '203.0.113.9'],
    exit: 4,
    first: '203.0.113.9 is not an address of this machine',
  },
  { argv: ['start', '-f', 'nothere.yaml'], exit: 3, first: '', then: 'nothere.yaml' },
  { argv: ['start', 'typo.yaml'], exit: 3, first: 'typo.yaml:3:5', then: '^^^' },
  { argv: ['start'], env: { MOCK_OAUTH2_FIXTURES: 'typo.yaml' }, exit: 3, first: 'typo.yaml:3:5' },
  { argv: ['start'], env: { MOCK_OAUTH2_FIXTURES_INLINE: 'client: []' }, exit: 3, first: '', then: 'clients' },
  {
    argv: ['start', '-'],
    env: { MOCK_OAUTH2_FIXTURES_INLINE: '{}' },
    exit: 2,
    first: 'fixtures come from stdin and from MOCK_OAUTH2_FIXTURES_INLINE at once',
  },
  { argv: ['check', 'many.yaml'], exit: 3, first: 'many.yaml has 3 problems', then: 'client_credentials' },
  { argv: ['check', 'broken.yaml'], exit: 3, first: 'broken.yaml:' },
  { argv: ['check', 'dangling.yaml'], exit: 3, first: 'dangling.yaml:6:', then: 'web' },
  { argv: ['check', 'fault.yaml'], exit: 3, first: 'fault.yaml:2:', then: 'error:invalid_grant' },
  {
    argv: ['check', 'env.yaml'],
    exit: 3,
    first: 'env.AUTH of the fixtures: {isuer} stands for nothing',
    then: 'did you mean issuer?',
  },
  { argv: ['check'], exit: 2, first: 'there are no fixtures to check', then: 'mock-oauth2-provider init' },
  { argv: ['check', '--port', '1'], exit: 2, first: 'unknown flag --port', then: '--port belongs to start and exec' },
  {
    argv: ['init', '--profile', 'standrad'],
    exit: 2,
    first: '--profile: there is no profile "standrad"',
    then: 'did you mean standard?',
  },
  { argv: ['init', 'here'], exit: 2, first: 'init takes flags only' },
  { argv: ['schema', 'x'], exit: 2, first: 'schema takes flags only' },
  { argv: ['exec'], exit: 125, first: 'exec needs a command to run', then: 'exec -- npm test' },
  {
    argv: ['exec', '--', 'vitset'],
    exit: 127,
    first: 'cannot run "vitset": command not found (exit 127)',
    then: 'did you mean node_modules/.bin/vitest?',
  },
  { argv: ['exec', '--', './nothere.sh'], exit: 127, first: 'cannot run "./nothere.sh": command not found' },
  {
    argv: ['exec', '--', './notes.txt'],
    exit: 126,
    first: 'cannot run "./notes.txt": it is not executable (exit 126)',
    then: 'chmod +x',
  },
  { argv: ['exec', '--', './node_modules'], exit: 126, first: 'cannot run "./node_modules": it is a folder' },
  {
    argv: ['exec', '--timeout', '5min', ...CMD],
    exit: 125,
    first: '--timeout: "5min" is not a duration; write 5m',
    then: 'the command was not run (exit 125; start would exit 2)',
  },
  { argv: ['exec', '-f', 'typo.yaml', ...CMD], exit: 125, first: 'typo.yaml:3:5', then: 'start would exit 3' },
  { argv: ['exec', '-f', '-', ...CMD], exit: 125, first: 'exec cannot read fixtures from stdin' },
  {
    argv: ['exec', '--env', 'X={isuer}', ...CMD],
    exit: 125,
    first: '--env X: {isuer} stands for nothing',
    then: 'did you mean issuer?',
  },
  { argv: ['exec', '--env', '{issuer}', ...CMD], exit: 125, first: '--env: "{issuer}" is not NAME=TEMPLATE' },
  {
    argv: ['exec', '--env', 'X={clients.web.client_secret}', ...CMD],
    exit: 125,
    first: '--env X: {clients.web.client_secret} stands for nothing',
  },
  { argv: ['exec', '--fail', 'tokn=503', ...CMD], exit: 125, first: 'bad fault rule:', then: 'start would exit 2' },
  {
    argv: ['exec', '--env-file', 'no/such/folder', ...CMD],
    exit: 125,
    first: 'cannot write --env-file no/such/folder',
  },
  { argv: ['start', '-f', 'node_modules'], exit: 3, first: '', then: 'node_modules' },
  {
    argv: ['exec', '--ready-file', 'no/such/folder', ...CMD],
    exit: 125,
    first: 'cannot write --ready-file no/such/folder',
  },
]

for (const { argv, env = {}, exit, first, then } of MISTAKES) {
  const words = [...Object.entries(env).map((pair) => pair.join('=')), ...argv].join(' ')
  t.test(`${words || 'nothing'}: ${first}`, async (t) => {
    const cwd = t.testdir(FOLDER)
    chmodSync(join(cwd, 'node_modules/.bin/vitest'), 0o755)
    const ran = await command(argv, { cwd, env: { PATH: process.env['PATH'], ...env } })
    t.equal(ran.exit, exit)
    t.equal(ran.stderr.split('\n')[0]?.slice(0, 7 + first.length), `error: ${first}`)
    if (then !== undefined) t.match(ran.stderr, then)
    t.notMatch(ran.stderr, /^ +at /m)
    t.equal(ran.stdout, '')
  })
}

t.test('a taken port is named, with what to do', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  t.teardown(() => other.close())
  const { port } = other.address() as AddressInfo
  const ran = await command(['start', '--port', String(port)], { cwd: t.testdir() })
  t.equal(ran.exit, 4)
  t.match(ran.stderr, `error: port ${port} on 127.0.0.1 is in use by another program`)
  t.match(ran.stderr, '--port 0')
  t.notMatch(ran.stderr, /^ +at /m)
})

t.test('what is no mistake of the user is called a bug, with its trace', async (t) => {
  const stdin = (async function* () {
    yield 'seed: 1'
    throw new TypeError('planted')
  })()
  const ran = await command(['check', '-'], { stdin, cwd: t.testdir() })
  t.equal(ran.exit, 1)
  t.match(ran.stderr, /^error: this is a bug in mock-oauth2-provider \d.*please report it/)
  t.match(ran.stderr, /^TypeError: planted\n +at /m)
})

t.test('called with nothing, it shows its help and refuses', async (t) => {
  const ran = await command([])
  t.equal(ran.exit, 2)
  t.match(ran.stderr, 'Usage: mock-oauth2-provider')
  t.equal(ran.stdout, '')
})

t.test('on GitHub Actions a mistake in fixtures is an annotation beside its line', async (t) => {
  const cwd = t.testdir(FOLDER)
  const ran = await command(['check', 'typo.yaml'], { cwd, env: { GITHUB_ACTIONS: 'true' } })
  t.match(ran.stderr, /^::error file=typo\.yaml,line=3,col=5::.*client_secrte/m)
})
