// The commands that ask a running server, each with what it does and with the mistakes that people make.

import t from 'tap'
import type { Test } from 'tap'
import { begin, command } from '../support/command.js'
import type { Ran } from '../support/command.js'
import { provided } from '../support/story.js'
import { loggedIn, own } from '../support/testers.js'
import type { LocalProvider, StartOptions } from '../../lib/index.js'

interface Running {
  readonly provider: LocalProvider
  /** A command line that finds the server through the environment, as inside `exec`. */
  readonly run: (...argv: readonly string[]) => Promise<Ran>
}

async function running(t: Test, options: StartOptions = {}): Promise<Running> {
  const provider = await provided(t, options)
  const env = { ...provider.env(), PATH: process.env['PATH'] }
  return { provider, run: (...argv) => command(argv, { env }) }
}

const held = (provider: LocalProvider) => ({ provider, headers: {} })

/** No mistake of a person comes with a stack trace. */
function told(t: Test, ran: Ran, exit: number, ...patterns: readonly RegExp[]): void {
  t.equal(ran.exit, exit, ran.stderr)
  for (const pattern of patterns) t.match(ran.stderr, pattern)
  t.notMatch(ran.stderr, /^\s+at /m)
  t.notMatch(ran.stderr, /this is a bug/)
}

t.test('fail arms rules and says what they do', async (t) => {
  const { provider, run } = await running(t)
  const ran = await run('fail', 'token=503@1', 'jwks=500')
  t.equal(ran.exit, 0, ran.stderr)
  t.match(ran.stdout, /^f1 {2}token=503@once .*503.*\nf2 {2}jwks=500/)
  t.equal((await own(held(provider))).http, 503)
})

t.test('fail --list, --remove and --clear', async (t) => {
  const { provider, run } = await running(t)
  t.equal((await run('fail', '--list')).stdout, 'no rules are armed\n')
  await provider.fail('token=503', 'jwks=500')
  await own(held(provider))
  t.match((await run('fail', '--list')).stdout, /^f1 {2}token=503 .*1 matching request, 1 spoiled$/m)
  t.match(JSON.parse((await run('fail', '--remove', 'f1', '--json')).stdout), { faults: [{ id: 'f2' }] })
  await run('fail', '--clear')
  t.strictSame(await provider.faults.list(), [])
})

t.test('fail --tag spoils requests with the tag only', async (t) => {
  const { provider, run } = await running(t)
  await run('fail', 'token=503', '--tag', 't7')
  t.equal((await own(held(provider))).http, 200)
  t.equal((await own({ provider, headers: { 'mock-oauth2-tag': 't7' } })).http, 503)
})

t.test('fail --realm spoils a realm only', async (t) => {
  const { provider, run } = await running(t)
  const realm = await provider.realm({ id: 'mine' })
  await run('fail', 'token=503', '--realm', 'mine')
  t.equal((await own(held(provider))).http, 200)
  t.equal((await own({ provider: realm, headers: {} })).http, 503)
})

t.test('fail --explain arms nothing', async (t) => {
  const { provider, run } = await running(t)
  t.match((await run('fail', '--explain', 'token=503@2')).stdout, /2nd/)
  t.strictSame(await provider.faults.list(), [])
})

t.test('fail shows a mistake in a rule with a caret', async (t) => {
  const { run } = await running(t)
  told(t, await run('fail', 'token=invalid_grand'), 2, /\^{13}/, /did you mean "invalid_grant"/)
  told(t, await run('fail'), 2, /fail needs a rule/, /fail token=/)
  told(t, await run('fail', 'token=503', '--list'), 2, /one thing at a time/)
  told(t, await run('fail', '--remove', 'f9'), 2, /no fault has the id 'f9'/)
})

t.test('clock shows and moves', async (t) => {
  const { provider, run } = await running(t)
  await own(held(provider))
  t.match((await run('clock', 'freeze', '2030-01-01T00:00:00Z')).stdout, /^2030-01-01T00:00:00.000Z {2}frozen/)
  t.match((await run('clock', '+1h30m')).stdout, /^2030-01-01T01:30/)
  t.match((await run('clock', 'advance', '30m')).stdout, /^2030-01-01T02:00/)
  t.match((await run('clock', 'set', '2031-01-01T00:00:00Z')).stdout, /^2031/)
  t.match(JSON.parse((await run('clock', '--json')).stdout), { now: '2031-01-01T00:00:00.000Z', mode: 'frozen' })
  t.match((await run('clock', 'x60')).stdout, /60 times as fast/)
  t.match((await run('clock', 'resume')).stdout, /^2031-.* {2}\+/)
  t.notMatch((await run('clock', 'reset')).stdout, / {2}/)
  t.match(await provider.clock.read(), { mode: 'system' })
})

t.test('clock says what is over', async (t) => {
  const { provider, run } = await running(t)
  await own(held(provider))
  t.match((await run('clock', '+1h')).stdout, /\nexpired: 1 access tokens/)
})

t.test('clock says what can be written', async (t) => {
  const { run } = await running(t)
  told(t, await run('clock', 'freze'), 2, /cannot "freze"/, /did you mean freeze\?/)
  told(t, await run('clock', 'advance'), 2, /how far/, /clock \+1h/)
  told(t, await run('clock', '+tomorrow'), 2, /"tomorrow" is not a duration/)
  told(t, await run('clock', 'set', 'noon'), 2, /'noon' is not a time/)
  told(t, await run('clock', 'reset', '1h'), 2, /takes nothing more/)
})

t.test('token prints a token that works', async (t) => {
  const { provider, run } = await running(t)
  const { stdout } = await run('token', '--client', 'web', '--user', 'alice', '--scope', 'openid email')
  const headers = { authorization: `Bearer ${stdout.trim()}` }
  t.match(await (await fetch(`${provider.url}/userinfo`, { headers })).json(), { email: 'alice@example.com' })
})

t.test('token prints a header, JSON, claims, and an expired one', async (t) => {
  const { provider, run } = await running(t)
  const header = (await run('token', '--client', 'web', '--user', 'bob', '--ttl', '-5m', '-o', 'header')).stdout
  const [, token = ''] = /^Authorization: Bearer (\S+)\n$/.exec(header) ?? []
  t.equal((await fetch(`${provider.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status, 401)
  const { access_token } = JSON.parse(
    (await run('token', '--client', 'web', '--claim', 'roles=["a"]', '--json')).stdout,
  )
  t.match(JSON.parse(Buffer.from(access_token.split('.')[1], 'base64url').toString()), { roles: ['a'] })
})

t.test('token names who is not there', async (t) => {
  const { run } = await running(t)
  told(t, await run('token', '--client', 'wbe'), 2, /wbe/)
  told(t, await run('token', '--client', 'web', '--user', 'alcie'), 2, /alcie/, /alice/)
  told(t, await run('token', '--claim', 'roles'), 2, /not NAME=VALUE/)
  told(t, await run('token', '--state', 'old'), 2, /none of valid/)
})

t.test('login runs a flow and prints every hop', async (t) => {
  const { run } = await running(t)
  const { exit, stdout, stderr } = await run('login', 'bob', '--client', 'web')
  t.equal(exit, 0, stderr)
  t.match(
    stdout,
    /^GET {2}http:\/\/localhost:\d+\/authorize\?\S+ {2}30\d {2}→ http:\/\/localhost:3000\/callback\?code=…/m,
  )
  t.match(stdout, /^POST http:\/\/localhost:\d+\/token {2}200$/m)
  t.match(stdout, /"id_token"/)
})

t.test('login --json, with a client that has no secret', async (t) => {
  const { provider, run } = await running(t)
  const { hops, tokens } = JSON.parse((await run('login', '--client', 'spa', '--json')).stdout)
  t.match(hops.at(-1), { method: 'POST', status: 200 })
  t.match(tokens, { access_token: String })
  await provider.verify('token.code+client:spa', 1)
})

t.test('login --next and --mode say who comes', async (t) => {
  const { provider, run } = await running(t)
  await run('login', '--mode', 'auto:bob')
  t.equal(await provider.login.mode(), 'auto:bob')
  t.equal((await run('login', '--next', 'deny')).exit, 0)
  told(t, await run('login', '--client', 'web'), 2, /ended with access_denied/)
})

t.test('login says what to do where a page waits for a person', async (t) => {
  const { run } = await running(t, { login: 'picker' })
  told(t, await run('login', '--client', 'web'), 2, /shows a login page/, /login alice/)
  told(t, await run('login', '--client', 'wbe'), 2, /no client "wbe"/, /did you mean web\?/)
  told(t, await run('login', 'alice', '--mode', 'auto'), 2, /one thing at a time/)
})

t.test('login works where any client is taken', async (t) => {
  const { run } = await running(t, { fixtures: {} })
  t.match((await run('login')).stdout, /access_token/)
})

t.test('status says where the server is and how it stands', async (t) => {
  const { provider, run } = await running(t)
  await provider.fail('token=503')
  await own(held(provider))
  const { stdout } = await run('status')
  for (const line of [`issuer +${provider.issuer}`, 'faults +f1 token=503', 'journal +1 request', `pid ${process.pid}`])
    t.match(stdout, new RegExp(line))
  t.match(JSON.parse((await run('status', '--json')).stdout), { issuer: provider.issuer, requests: 1 })
})

t.test('reset takes back everything, or a part', async (t) => {
  const { provider, run } = await running(t)
  await provider.fail('token=503')
  await provider.clock.advance('1h')
  t.equal((await run('reset', '--only', 'clock')).exit, 0)
  t.match(await provider.clock.read(), { mode: 'system' })
  t.equal((await provider.faults.list()).length, 1)
  await run('reset')
  t.strictSame(await provider.faults.list(), [])
  told(t, await run('reset', '--only', 'everything'), 2, /"everything" is none of state/)
})

t.test('without a server each command says so and exits 5', async (t) => {
  const { url } = await provided(t).then(async (provider) => (await provider.close(), provider))
  for (const argv of [
    'fail token=503',
    'clock',
    'token',
    'login',
    'journal',
    'verify jwks',
    'explain r1',
    'reset',
    'status',
    'stop',
  ])
    told(
      t,
      await command([...argv.split(' '), '--url', url]),
      5,
      new RegExp(`no server answers at ${url}`),
      /start one/,
    )
})

t.test('where something else answers each command says so', async (t) => {
  told(t, await command(['status', '--url', 'localhost']), 2, /not an absolute URL/, /http:\/\/localhost/)
})

t.test('off loopback the token is wanted', async (t) => {
  const { port, controlToken } = await provided(t, { host: '0.0.0.0' })
  const url = `http://127.0.0.1:${port}`
  told(t, await command(['clock', '--url', url]), 2, /wants its token/)
  t.equal((await command(['clock', '--url', url, '--control-token', controlToken!])).exit, 0)
  const env = {
    MOCK_OAUTH2_URL: url,
    MOCK_OAUTH2_CONTROL_TOKEN: controlToken,
    MOCK_OAUTH2_CONTROL_URL: `${url}/_mock/v1`,
  }
  t.equal((await command(['clock'], { env })).exit, 0)
})

t.test('the ready file says where the server is, until it stops', async (t) => {
  const cwd = t.testdir({})
  const { stdout, stderr, exit } = begin(['start', '--port', '0', '--ready-file', 'ready'], { cwd })
  const [, url] = await stdout.seen(/issuer=(\S+)/)
  t.match((await command(['status', '--ready-file', 'ready'], { cwd })).stdout, url!)
  t.equal((await command(['wait', '--ready-file', 'ready'], { cwd })).exit, 0)
  t.equal((await command(['stop', '--ready-file', 'ready'], { cwd })).stdout, `stopped ${url}\n`)
  t.equal(await exit, 0, stderr.text)
  told(t, await command(['status', '--ready-file', 'ready'], { cwd }), 5, /no server is ready: ready does not exist/)
})

t.test('wait returns when the server is there, and gives up in time', async (t) => {
  const { url } = await provided(t)
  t.equal((await command(['wait', url])).exit, 0)
  const gone = await provided(t).then(async (provider) => (await provider.close(), provider.url))
  told(t, await command(['wait', gone, '--timeout', '60ms']), 5, /no server was ready within 60ms/, /nothing listens/)
  told(t, await command(['wait', 'localhost']), 2, /not an absolute URL/)
})

t.test('stop ends the server', async (t) => {
  const { stdout, exit } = begin(['start', '--port', '0'])
  const [, url = ''] = await stdout.seen(/issuer=(\S+)/)
  told(t, await command(['stop', '--url', url, '--realm', 'a']), 2, /not a realm/)
  t.equal((await command(['stop', '--url', url])).exit, 0)
  t.equal(await exit, 0)
})

for (const name of 'fail clock token login journal verify explain reset status wait stop'.split(' ')) {
  t.test(`help ${name} has examples, and a wrong flag is noticed`, async (t) => {
    t.match((await command(['help', name])).stdout, new RegExp(`Examples:\\n  mock-oauth2-provider ${name}`))
    told(t, await command([name, '--jsno']), 2, /unknown flag --jsno/, /did you mean --json\?/)
  })
}

t.test('the flow that a login made is in the journal', async (t) => {
  const { provider } = await running(t)
  await loggedIn(held(provider))
  t.equal((await provider.journal.list()).length, 2)
})
