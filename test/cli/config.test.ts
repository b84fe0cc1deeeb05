// Where a value comes from: flag, environment, fixtures, default.

import t from 'tap'
import { command } from '../support/command.js'

async function origin(
  setting: string,
  argv: readonly string[],
  env: Record<string, string>,
  cwd: string,
): Promise<string> {
  const ran = await command(['start', '--print-config', ...argv], { env, cwd })
  const line = ran.stdout.split('\n').find((text) => text.startsWith(`${setting} `))
  return line?.split(/ {2,}/).slice(1).join(' ') ?? ran.stderr
}

const FIXTURES = { 'mock-oauth2.yaml': 'server: { port: 4003 }\nlogin: form\nseed: 7\n' }

t.test('a flag wins over the environment', async (t) => {
  t.equal(await origin('port', ['-p', '4001'], { MOCK_OAUTH2_PORT: '4002' }, t.testdir(FIXTURES)), '4001 --port')
})

t.test('the environment wins over the fixtures', async (t) => {
  t.equal(await origin('port', [], { MOCK_OAUTH2_PORT: '4002' }, t.testdir(FIXTURES)), '4002 MOCK_OAUTH2_PORT')
})

t.test('the fixtures win over the default', async (t) => {
  const cwd = t.testdir(FIXTURES)
  t.equal(await origin('port', [], {}, cwd), '4003 fixtures')
  t.equal(await origin('login', [], {}, cwd), 'form fixtures')
  t.equal(await origin('seed', [], {}, cwd), '7 fixtures')
})

t.test('start listens on 2884 unless told otherwise', async (t) => {
  t.equal(await origin('port', [], {}, t.testdir()), '2884 default')
})

t.test('exec takes a free port unless told otherwise', async (t) => {
  const ran = await command(['exec', '--print-config'], { cwd: t.testdir() })
  t.match(ran.stdout, /^port +0 +default$/m)
  t.equal(ran.exit, 0)
})

t.test('an empty variable is no value', async (t) => {
  t.equal(await origin('port', [], { MOCK_OAUTH2_PORT: '' }, t.testdir()), '2884 default')
})

t.test('repeatable settings split on spaces in the environment', async (t) => {
  t.equal(
    await origin('fail', [], { MOCK_OAUTH2_FAIL: 'token=503@1 userinfo=slow:2s' }, t.testdir()),
    'token=503@1 userinfo=slow:2s MOCK_OAUTH2_FAIL',
  )
})

t.test('a switch is turned on by 1 and left off by 0', async (t) => {
  const cwd = t.testdir()
  t.equal(await origin('terse', [], { MOCK_OAUTH2_TERSE: '1' }, cwd), 'true MOCK_OAUTH2_TERSE')
  t.equal(await origin('terse', [], { MOCK_OAUTH2_TERSE: '0' }, cwd), 'false MOCK_OAUTH2_TERSE')
})

t.test('lifetimes know the short words and those of the RFCs', async (t) => {
  const argv = ['--ttl', 'access=5m', '--ttl', 'refresh_token=never']
  t.equal(await origin('ttl', argv, {}, t.testdir()), 'access_token=5m refresh_token=never --ttl')
})

t.test('the nearest fixture file is found by itself', async (t) => {
  t.equal(await origin('fixtures', [], {}, t.testdir(FIXTURES)), 'mock-oauth2.yaml found')
})

t.test('fixture files may be arguments', async (t) => {
  const cwd = t.testdir({ 'a.yaml': 'seed: 1\n', 'b.yaml': 'seed: 2\n' })
  t.equal(await origin('fixtures', ['a.yaml', 'b.yaml'], {}, cwd), 'a.yaml b.yaml arguments')
  t.equal(await origin('seed', ['a.yaml', 'b.yaml'], {}, cwd), '2 fixtures')
})

t.test('fixtures are read from stdin when a dash says so', async (t) => {
  const stdin = (async function* () {
    yield 'seed: '
    yield Buffer.from('99')
  })()
  const ran = await command(['start', '-', '--print-config'], { stdin, cwd: t.testdir() })
  t.match(ran.stdout, /^seed +99 +fixtures$/m)
})

t.test('a misspelt variable of ours is a warning that names the right one', async (t) => {
  const cwd = t.testdir()
  const ran = await command(['exec', '--', 'node', '-e', '0'], { cwd, env: { ...process.env, MOCK_OAUTH2_PRT: '1' } })
  t.match(ran.stderr, 'warning: MOCK_OAUTH2_PRT is not a setting; did you mean MOCK_OAUTH2_PORT?')
})

t.test('inside exec, what the outer exec says of its server is no setting of the inner one', async (t) => {
  const env = {
    MOCK_OAUTH2_URL: 'http://localhost:1',
    MOCK_OAUTH2_ISSUER: 'http://localhost:1',
    MOCK_OAUTH2_CONTROL_URL: 'http://localhost:1/_mock/v1',
  }
  t.equal(await origin('issuer', [], env, t.testdir()), 'where it listens default')
})

t.test('outside of exec MOCK_OAUTH2_ISSUER is the issuer', async (t) => {
  const env = { MOCK_OAUTH2_ISSUER: 'http://oauth.test:2884' }
  t.equal(await origin('issuer', [], env, t.testdir()), 'http://oauth.test:2884 MOCK_OAUTH2_ISSUER')
})

t.test('an https issuer is right behind a proxy that ends TLS', async (t) => {
  const argv = ['--issuer', 'https://auth.test', '--issuer-is-proxied']
  t.equal(await origin('issuer', argv, {}, t.testdir()), 'https://auth.test --issuer')
})
