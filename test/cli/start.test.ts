import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { begin } from '../support/command.js'

const FIXTURES = {
  'mock-oauth2.yaml': `clients:
  - client_id: web
    client_secret: a-very-secret-secret
    redirect_uris: [http://localhost:3000/callback]
users:
  - username: alice
`,
}

type Begun = ReturnType<typeof begin>

/** A server on a free port, stopped when the test is over. */
async function started(
  t: Test,
  argv: readonly string[],
  given: Parameters<typeof begin>[1] = {},
): Promise<Begun & { url: string }> {
  const cwd = given.cwd ?? t.testdir(FIXTURES)
  const begun = begin(['start', '--port', '0', ...argv], { ...given, cwd })
  t.teardown(async () => {
    begun.signals.emit('SIGTERM', 'SIGTERM')
    await begun.exit
  })
  const announced = (given.tty ? begun.stderr : begun.stdout).seen(/(http:\/\/localhost:\d+)/)
  const refused = begun.exit.then((exit) => Promise.reject(new Error(`exit ${exit}: ${begun.stderr.text}`)))
  refused.catch(() => undefined) // it does exit when the test is over
  const [, url = ''] = await Promise.race([announced, refused])
  return { ...begun, url }
}

/** A code that nobody issued. */
function redeem(url: string): Promise<Response> {
  const authorization = `Basic ${btoa('web:a-very-secret-secret')}`
  const body = new URLSearchParams({ grant_type: 'authorization_code', code: 'NEVER_ISSUED' })
  return fetch(`${url}/token`, { method: 'POST', headers: { authorization }, body })
}

t.test('without a terminal stdout has the ready line and stderr has nothing', async (t) => {
  const { stdout, stderr, url } = await started(t, [])
  t.equal(stdout.text, `mock-oauth2 ready issuer=${url} control=${url}/_mock/v1 pid=${process.pid}\n`)
  t.equal(stderr.text, '')
})

t.test('the server that is announced answers', async (t) => {
  const { url } = await started(t, [])
  const metadata: any = await (await fetch(`${url}/.well-known/openid-configuration`)).json()
  t.equal(metadata.issuer, url)
})

t.test('--print url prints the URL alone', async (t) => {
  const { stdout, url } = await started(t, ['--print', 'url'])
  t.equal(stdout.text, `${url}\n`)
})

t.test('--print json prints one object', async (t) => {
  const { stdout, url } = await started(t, ['--print', 'json'])
  t.match(JSON.parse(stdout.text), { issuer: url, url, control: `${url}/_mock/v1`, port: Number, pid: process.pid })
})

t.test('--print env prints what exec would put into the environment', async (t) => {
  const { stdout, url } = await started(t, ['--print', 'env'])
  t.match(stdout.text, `OIDC_ISSUER=${url}\n`)
  t.match(stdout.text, 'MOCK_OAUTH2_CLIENT_SECRET=a-very-secret-secret\n')
})

t.test('--ready-file holds the ready line while the server runs and no longer', async (t) => {
  const cwd = t.testdir(FIXTURES)
  const begun = begin(['start', '--port', '0', '--ready-file', 'ready'], { cwd })
  await begun.stdout.seen(/ready/)
  t.equal(readFileSync(join(cwd, 'ready'), 'utf8'), begun.stdout.text)
  begun.signals.emit('SIGTERM', 'SIGTERM')
  t.equal(await begun.exit, 0)
  t.notOk(existsSync(join(cwd, 'ready')))
})

t.test('two interrupts in a breath are one intention, as npm sends them', async (t) => {
  const begun = begin(['start', '--port', '0'], { cwd: t.testdir(FIXTURES) })
  await begun.stdout.seen(/ready/)
  begun.signals.emit('SIGINT', 'SIGINT')
  begun.signals.emit('SIGINT', 'SIGINT')
  t.equal(await begun.exit, 0)
})

t.test('a stopped server listens to signals no more', async (t) => {
  const begun = begin(['start', '--port', '0'], { cwd: t.testdir(FIXTURES) })
  await begun.stdout.seen(/ready/)
  begun.signals.emit('SIGINT', 'SIGINT')
  await begun.exit
  t.same(begun.signals.eventNames(), [])
})

t.test('on a terminal a block says where it is, what it serves and what will go wrong', async (t) => {
  const { stderr, url } = await started(t, ['--fail', 'token=503@2', '--clock', '+30d'], {
    tty: true,
    env: { NO_COLOR: '1' },
  })
  t.match(stderr.text, `issuer     ${url}\n`)
  t.match(stderr.text, `discovery  ${url}/.well-known/openid-configuration\n`)
  t.match(stderr.text, `index page ${url}/\n`)
  t.match(stderr.text, 'fixtures   mock-oauth2.yaml   1 client, 1 user\n')
  t.match(stderr.text, /faults {5}f1 {2}.*token.*503/)
  t.match(stderr.text, 'clock      30d ahead of real time\n')
  t.match(stderr.text, 'test keys: do not trust in production')
})

t.test('colours are for terminals, and NO_COLOR turns them off', async (t) => {
  const escape = '\u001b['
  t.ok((await started(t, [], { tty: true, env: {} })).stderr.text.includes(escape))
  t.notOk((await started(t, [], { tty: true, env: { NO_COLOR: '1' } })).stderr.text.includes(escape))
  t.notOk((await started(t, ['--log', 'pretty'], { env: {} })).stderr.text.includes(escape))
  t.ok((await started(t, ['--log', 'pretty'], { env: { FORCE_COLOR: '1' } })).stderr.text.includes(escape))
})

t.test('every request is a line, with the explanation under a refusal', async (t) => {
  const { stderr, url } = await started(t, ['--log', 'pretty'])
  await redeem(url)
  await stderr.seen(/why: http.*\n/)
  t.match(stderr.text, /POST \/token +400 {2}web +authorization_code {2}invalid_grant/)
  t.match(stderr.text, new RegExp(`why: ${url}/_mock/why/r\\d+`))
})

t.test('a refusal that a fault caused is not explained', async (t) => {
  const { stderr, url } = await started(t, ['--log', 'pretty', '--fail', 'token=invalid_grant'])
  await redeem(url)
  await stderr.seen(/POST \/token +400 .*invalid_grant +f1 .*\n/)
  t.notMatch(stderr.text, 'why:')
})

t.test('--log json writes one object a line', async (t) => {
  const { stderr, url, signals, exit } = await started(t, ['--log', 'json', '--fail', 'userinfo=503'])
  await redeem(url)
  await fetch(`${url}/userinfo`)
  signals.emit('SIGTERM', 'SIGTERM')
  await exit
  const lines = stderr.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const first = (event: string): unknown => lines.find((line) => line.event === event)
  t.match(first('ready'), { level: 'info', issuer: url, time: /^\d{4}-.*Z$/, pid: Number })
  t.match(first('request'), {
    level: 'warn',
    endpoint: 'token',
    method: 'POST',
    url: '/token',
    status: 400,
    client_id: 'web',
    error: 'invalid_grant',
    reason: String,
    hint: String,
    why: `${url}/_mock/why/r1`,
  })
  t.match(first('fault'), { fault: 'f1', request: 'r2' })
  t.match(first('stop'), { exit: 0 })
})

t.test('no secret and no token stands in a log in full', async (t) => {
  const { stderr, url } = await started(t, ['--log', 'json'])
  const query = 'client_secret=a-very-secret-secret&refresh_token=abcdefghijklmnop'
  await fetch(`${url}/token?${query}`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'a-very-secret-secret' }),
  })
  await stderr.seen(/"event":"request".*\n/)
  t.notMatch(stderr.text, 'a-very-secret-secret')
  t.notMatch(stderr.text, 'abcdefghijklmnop')
  t.match(stderr.text, '…cret')
  t.match(stderr.text, '…mnop')
})

t.test('--log quiet writes nothing when all is well', async (t) => {
  const { stderr, url } = await started(t, ['--log', 'quiet'])
  await redeem(url)
  await sleep(20)
  t.equal(stderr.text, '')
})

t.test('on a terminal people pick a user, elsewhere the first one is logged in', async (t) => {
  const authorize = '/authorize?response_type=code&client_id=web&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fcallback'
  const [person, pipeline] = [await started(t, [], { tty: true }), await started(t, [])]
  t.equal((await fetch(person.url + authorize, { redirect: 'manual' })).status, 200)
  t.equal((await fetch(pipeline.url + authorize, { redirect: 'manual' })).status, 302)
})

t.test('--ttl and --clock reach the tokens', async (t) => {
  const { url } = await started(t, ['--ttl', 'access=5m', '--clock', 'frozen:2030-01-01T00:00:00Z'], {
    cwd: t.testdir(),
  })
  const authorize = `${url}/authorize?response_type=code&client_id=any&redirect_uri=http%3A%2F%2Flocalhost%3A1%2F`
  const callback = new URL((await fetch(authorize, { redirect: 'manual' })).headers.get('location') ?? '')
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    client_id: 'any',
    client_secret: 'any',
    redirect_uri: 'http://localhost:1/',
  })
  const answer: any = await (await fetch(`${url}/token`, { method: 'POST', body })).json()
  t.equal(answer.expires_in, 300)
  const [, claims = ''] = answer.access_token.split('.')
  t.equal(JSON.parse(Buffer.from(claims, 'base64url').toString()).iat, Date.parse('2030-01-01T00:00:00Z') / 1000)
})

t.test('--seed repeats codes', async (t) => {
  const code = async (): Promise<unknown> => {
    const { url } = await started(t, ['--seed', '42'], { cwd: t.testdir() })
    const authorize = `${url}/authorize?response_type=code&client_id=any&redirect_uri=http%3A%2F%2Flocalhost%3A1%2F`
    return new URL((await fetch(authorize, { redirect: 'manual' })).headers.get('location') ?? '').searchParams.get(
      'code',
    )
  }
  const first = await code()
  t.type(first, 'string')
  t.equal(await code(), first)
})

t.test('--terse leaves out error_description and error_uri', async (t) => {
  const { url } = await started(t, ['--terse'])
  t.same(await (await redeem(url)).json(), { error: 'invalid_grant' })
})

t.test('a closed pipe behind stdout is no failure', async (t) => {
  const { stdout } = await started(t, [])
  const pipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
  t.equal(stdout.listeners.length, 1)
  t.doesNotThrow(() => stdout.listeners[0]?.(pipe))
  t.throws(() => stdout.listeners[0]?.(new Error('the disk is full')), /disk/)
})

t.test('a ready file that an earlier run left is gone before the server tries to start', async (t) => {
  const cwd = t.testdir({ ready: 'stale' })
  const { exit } = begin(['start', '--host', '203.0.113.9', '--port', '0', '--ready-file', 'ready'], { cwd })
  t.equal(await exit, 4)
  t.notOk(existsSync(join(cwd, 'ready')))
})

t.test('on a terminal the block is enough, and stdout has what was asked for only', async (t) => {
  const silent = await started(t, [], { tty: true })
  t.equal(silent.stdout.text, '')
  const asked = await started(t, ['--print', 'url'], { tty: true })
  await asked.stdout.seen(/\n/)
  t.equal(asked.stdout.text, `${asked.url}\n`)
})

t.test('off loopback the control API wants a token, and --print env has it', async (t) => {
  const { stdout } = await started(t, ['--host', '0.0.0.0', '--print', 'env'])
  t.match(stdout.text, /^MOCK_OAUTH2_CONTROL_TOKEN=\S{16,}$/m)
})

t.test('advice is given once, not under every request', async (t) => {
  const { stderr, url } = await started(t, ['--log', 'pretty'], { cwd: t.testdir() })
  const authorize = `${url}/authorize?response_type=code&client_id=any&redirect_uri=http%3A%2F%2Flocalhost%3A1%2F`
  for (let n = 0; n < 3; n += 1) await fetch(authorize, { redirect: 'manual' })
  await stderr.seen(/(GET +\/authorize[^]*){3}\n/)
  t.equal(stderr.text.match(/no client is configured, so redirect_uri/g)?.length, 1)
})
