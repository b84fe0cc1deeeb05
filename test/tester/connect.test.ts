// connectProvider: where it finds the provider, what it says when it does not, and what it leaves alone.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import { ControlError, connectProvider, startProvider } from '../../lib/index.js'
import { failureOf, provided } from '../support/story.js'
import { own } from '../support/testers.js'

/** A server that answers everything the same. */
async function stranger(t: Test, status: number, body: string, type = 'application/json'): Promise<string> {
  const server = createServer((_wire, out) => out.writeHead(status, { 'content-type': type }).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function environment(t: Test, set: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(set)) {
    const before = process.env[name]
    t.teardown(() => (before === undefined ? delete process.env[name] : (process.env[name] = before)))
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

t.test('it is the same provider', async (t) => {
  const local = await provided(t)
  const remote = await connectProvider(local.url)
  t.match(remote, { issuer: local.issuer, url: local.url, control: local.control })
  t.strictSame(remote.env(), local.env())
})

t.test('without a URL it takes MOCK_OAUTH2_URL', async (t) => {
  const { url } = await provided(t)
  environment(t, { MOCK_OAUTH2_URL: `${url}/` })
  t.equal((await connectProvider()).url, url)
})

t.test('without a URL and without the variable it says what to write', async (t) => {
  environment(t, { MOCK_OAUTH2_URL: undefined })
  const error = await failureOf(connectProvider())
  t.ok(error instanceof ControlError)
  t.match(error.message, /MOCK_OAUTH2_URL is not set\n.*exec --/s)
  t.match((await failureOf(connectProvider('localhost'))).message, /'localhost' is not a URL/)
})

t.test('where nothing listens it says so', async (t) => {
  const { url, close } = await startProvider().then((it) => ({ url: it.url, close: () => it.close() }))
  await close()
  const error = await failureOf(connectProvider(url))
  t.match(error, { name: 'ControlError', status: 0 })
  t.match(error.message, new RegExp(`no server answers at ${url}: nothing listens there\n`))
  t.match((await failureOf(connectProvider('http://no-such-host.invalid'))).message, /no server answers/)
})

for (const [what, status, body, type] of [
  ['a web page', 200, '<html>', 'text/html'],
  ['another API', 200, '{"status":"ok"}', 'application/json'],
  ['a 404', 404, 'not found', 'text/plain'],
] as const) {
  t.test(`where ${what} answers it says that this is no provider`, async (t) => {
    const url = await stranger(t, status, body, type)
    t.match((await failureOf(connectProvider(url))).message, `what answers at ${url} is no mock-oauth2-provider`)
  })
}

t.test('a realm is connected to by its issuer', async (t) => {
  const provider = await provided(t)
  const realm = await provider.realm({ id: 'mine' })
  const remote = await connectProvider(realm.issuer)
  t.equal(remote.issuer, realm.issuer)
  await remote.fail('token=503')
  t.equal((await realm.faults.list()).length, 1)
  t.equal((await provider.faults.list()).length, 0)
  t.equal((await remote.realm()).issuer.startsWith(`${provider.url}/realms/`), true)
})

t.test('off loopback it needs the token, and says so', async (t) => {
  const { port, controlToken } = await provided(t, { host: '0.0.0.0' })
  const url = `http://127.0.0.1:${port}`
  const without = await connectProvider(url)
  t.match(await failureOf(without.faults.list()), { status: 401, message: /wants its token\n.*Authorization/s })
  const wrong = await connectProvider(url, { controlToken: 'wrong' })
  t.match(await failureOf(wrong.clock.read()), { status: 401 })
  const right = await connectProvider(url, { controlToken: controlToken! })
  t.strictSame(await right.faults.list(), [])
  t.match(right.env(), { MOCK_OAUTH2_CONTROL_TOKEN: controlToken })
  environment(t, { MOCK_OAUTH2_CONTROL_TOKEN: controlToken })
  t.strictSame(await (await connectProvider(url)).faults.list(), [])
})

t.test('a server that lacks a route is told to be older', async (t) => {
  const problem = { title: 'Not found', status: 404, detail: 'there is no /v1/lint here' }
  const server = createServer((wire, out) => {
    const health = wire.url === '/_mock/v1/health'
    out.writeHead(health ? 200 : 404, { 'content-type': 'application/json' })
    out.end(JSON.stringify(health ? { issuer: 'http://a.example' } : problem))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const provider = await connectProvider(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  t.match((await failureOf(provider.lint())).message, /there is no \/v1\/lint here\n.*older than this library/s)
})

t.test('closing a connection leaves the provider running', async (t) => {
  const local = await provided(t)
  {
    await using _remote = await connectProvider(local.url)
  }
  t.equal((await own({ provider: local, headers: {} })).http, 200)
})

t.test('env is what exec tells a command', async (t) => {
  const { url, issuer, control, env } = await provided(t).then((it) => ({ ...it, ...pick(it), env: it.env() }))
  t.strictSame(env, {
    MOCK_OAUTH2_URL: url,
    MOCK_OAUTH2_ISSUER: issuer,
    OIDC_ISSUER: issuer,
    MOCK_OAUTH2_CONTROL_URL: control,
  })
})

function pick({ url, issuer, control }: { url: string; issuer: string; control: string }) {
  return { url, issuer, control }
}

t.test('a tag has a cookie, and nothing else has one', async (t) => {
  const provider = await provided(t)
  t.strictSame(provider.tag('a b').cookies(), [{ name: 'mock_oauth2_tag', value: 'a%20b', url: provider.url }])
  t.strictSame(provider.cookies(), [])
  t.strictSame((await provider.realm()).cookies(), [])
})
