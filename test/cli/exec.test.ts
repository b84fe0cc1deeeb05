import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { command } from '../support/command.js'

const CLIENT = {
  'mock-oauth2.yaml':
    'clients:\n  - client_id: web\n    client_secret: a-very-secret-secret\n    redirect_uris: [http://localhost:1/cb]\nenv: { AUTH_HOST: "{host}" }\n',
}

/** A program that writes its environment to a file. */
const TELL = ['--', 'node', '-e', 'require("fs").writeFileSync("env.json", JSON.stringify(process.env))']

const told = (cwd: string): Record<string, string> => JSON.parse(readFileSync(join(cwd, 'env.json'), 'utf8'))
const path = { PATH: process.env['PATH'] }

for (const code of [0, 1, 2, 7, 125, 255]) {
  t.test(`a command that exits ${code} makes exec exit ${code}`, async (t) => {
    t.equal((await command(['exec', '--', 'node', '-e', `process.exit(${code})`], { cwd: t.testdir() })).exit, code)
  })
}

t.test('the command is told where the server is', async (t) => {
  const cwd = t.testdir()
  await command(['exec', ...TELL], { cwd, env: path })
  const env = told(cwd)
  t.match(env['MOCK_OAUTH2_URL'], /^http:\/\/localhost:\d+$/)
  t.equal(env['MOCK_OAUTH2_ISSUER'], env['MOCK_OAUTH2_URL'])
  t.equal(env['OIDC_ISSUER'], env['MOCK_OAUTH2_URL'])
  t.equal(env['MOCK_OAUTH2_CONTROL_URL'], `${env['MOCK_OAUTH2_URL']}/_mock/v1`)
})

t.test('the command is told the first client', async (t) => {
  const cwd = t.testdir(CLIENT)
  await command(['exec', ...TELL], { cwd, env: path })
  t.match(told(cwd), { MOCK_OAUTH2_CLIENT_ID: 'web', MOCK_OAUTH2_CLIENT_SECRET: 'a-very-secret-secret' })
})

t.test('the credentials of an outer exec do not reach the command', async (t) => {
  const cwd = t.testdir()
  await command(['exec', ...TELL], { cwd, env: { ...path, MOCK_OAUTH2_CLIENT_ID: 'outer' } })
  t.notMatch(told(cwd), { MOCK_OAUTH2_CLIENT_ID: String })
})

t.test('--env and the env of the fixtures speak the words of the application', async (t) => {
  const cwd = t.testdir(CLIENT)
  await command(
    [
      'exec',
      '--env',
      'SECRET={clients.web.client_secret}',
      '--env',
      'WELL_KNOWN={issuer}/.well-known/openid-configuration',
      ...TELL,
    ],
    { cwd, env: path },
  )
  const env = told(cwd)
  t.equal(env['SECRET'], 'a-very-secret-secret')
  t.equal(env['WELL_KNOWN'], `${env['MOCK_OAUTH2_URL']}/.well-known/openid-configuration`)
  t.equal(`http://${env['AUTH_HOST']}`, env['MOCK_OAUTH2_URL'])
})

t.test('a variable that was there is replaced, and its name is told', async (t) => {
  const cwd = t.testdir()
  const ran = await command(['exec', ...TELL], { cwd, env: { ...path, OIDC_ISSUER: 'https://real.example' } })
  t.match(told(cwd)['OIDC_ISSUER'], /^http:\/\/localhost/)
  t.match(ran.stderr, 'OIDC_ISSUER in the environment is replaced for this command')
  t.notMatch(ran.stderr, 'real.example')
})

t.test('--env-file gets the same variables as dotenv', async (t) => {
  const cwd = t.testdir(CLIENT)
  await command(['exec', '--env-file', '.env.test', '--env', "NAME=it's {port}", ...TELL], { cwd, env: path })
  const text = readFileSync(join(cwd, '.env.test'), 'utf8')
  t.match(text, `OIDC_ISSUER=${told(cwd)['OIDC_ISSUER']}\n`)
  t.match(text, /^NAME='it'\\''s \d+'$/m)
})

t.test('--ready-file is there while the command runs', async (t) => {
  const cwd = t.testdir()
  const look = [
    '--',
    'node',
    '-e',
    'process.exit(require("fs").readFileSync("ready", "utf8").startsWith("mock-oauth2 ready ") ? 0 : 9)',
  ]
  t.equal((await command(['exec', '--ready-file', 'ready', ...look], { cwd })).exit, 0)
  t.notOk(existsSync(join(cwd, 'ready')))
})

t.test('the run is framed by two lines on stderr, and stdout belongs to the command', async (t) => {
  const fetches = ['--', 'node', '-e', 'fetch(process.env.OIDC_ISSUER + "/.well-known/openid-configuration")']
  const ran = await command(['exec', '--seed', '8121', ...fetches], { cwd: t.testdir() })
  const [first = '', second = '', ...rest] = ran.stderr.split('\n')
  t.match(
    first,
    /^mock-oauth2 │ http:\/\/localhost:\d+ \(seed 8121\) {2}→ {2}MOCK_OAUTH2_URL, MOCK_OAUTH2_ISSUER, OIDC_ISSUER$/,
  )
  t.match(second, /^mock-oauth2 │ 1 request, 0 faults fired, 0 unexplained errors, \d+\.\d s$/)
  t.same(rest, [''])
  t.equal(ran.stdout, '')
})

const REFUSED =
  'fetch(process.env.OIDC_ISSUER + "/token", { method: "POST", body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "nothing", client_id: "web", client_secret: "a-very-secret-secret" }) })'

t.test('after a command that failed, refusals that no fault caused are explained', async (t) => {
  const ran = await command(['exec', '--', 'node', '-e', `${REFUSED}.then(() => process.exit(1))`], {
    cwd: t.testdir(),
  })
  t.equal(ran.exit, 1)
  t.match(ran.stderr, /POST \/token +400 {2}web +refresh_token {2}invalid_grant.*\n {12}\S/)
  t.match(ran.stderr, '1 unexplained error,')
})

t.test('after a command that succeeded, they are counted only', async (t) => {
  const ran = await command(['exec', '--', 'node', '-e', REFUSED], { cwd: t.testdir() })
  t.equal(ran.exit, 0)
  t.notMatch(ran.stderr, 'POST /token')
  t.match(ran.stderr, '1 unexplained error,')
})

t.test('refusals that a fault caused are no surprise', async (t) => {
  const ran = await command(
    ['exec', '--fail', 'token=invalid_grant', '--', 'node', '-e', `${REFUSED}.then(() => process.exit(1))`],
    { cwd: t.testdir() },
  )
  t.notMatch(ran.stderr, 'POST /token')
  t.match(ran.stderr, '1 fault fired, 0 unexplained errors,')
})

t.test('a fault that never fired is reported with what its selector saw', async (t) => {
  const ran = await command(['exec', '--fail', 'token=503@3', '--', 'node', '-e', REFUSED], { cwd: t.testdir() })
  t.equal(ran.exit, 0)
  t.match(ran.stderr, 'warning: fault f1 token=503@3 never fired: 1 matching request seen')
})

t.test('with --strict-faults it is a failure', async (t) => {
  const ran = await command(['exec', '--strict-faults', '--fail', 'token=503@3', '--', 'node', '-e', REFUSED], {
    cwd: t.testdir(),
  })
  t.equal(ran.exit, 123)
  t.match(ran.stderr, 'the command succeeded, but not every fault fired (--strict-faults, exit 123)')
})

t.test('--strict-faults does not hide the exit code of the command', async (t) => {
  const argv = ['exec', '--strict-faults', '--fail', 'token=503@3', '--', 'node', '-e', 'process.exit(7)']
  t.equal((await command(argv, { cwd: t.testdir() })).exit, 7)
})

t.test('--log json tells the end as an event', async (t) => {
  const ran = await command(['exec', '--log', 'json', '--fail', 'jwks=503', '--', 'node', '-e', REFUSED], {
    cwd: t.testdir(),
  })
  const lines = ran.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.match(
    lines.map(({ event }) => event),
    ['ready', 'request', 'warning', 'warning', 'stop'],
  )
  t.match(lines.at(-1), { event: 'stop', exit: 0, requests: 1, faults: 0, refusals: 1, unused: 1 })
})

t.test('flags behind the command belong to the command, with and without the dashes', async (t) => {
  const cwd = t.testdir()
  const argv = [
    'node',
    '-e',
    'require("fs").writeFileSync("argv.json", JSON.stringify(process.argv.slice(1)))',
    '--',
    '--port',
    'x',
    '--',
    'y',
  ]
  for (const before of [['--'], []]) {
    t.equal((await command(['exec', ...before, ...argv], { cwd })).exit, 0)
    t.same(JSON.parse(readFileSync(join(cwd, 'argv.json'), 'utf8')), ['--port', 'x', '--', 'y'])
  }
})

t.test('the server is gone when exec is', async (t) => {
  const cwd = t.testdir()
  await command(['exec', ...TELL], { cwd, env: path })
  await t.rejects(fetch(told(cwd)['MOCK_OAUTH2_URL']!))
})
