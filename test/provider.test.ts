// startProvider: its options, its life, and what it leaves behind.

import { connect } from 'node:net'
import t from 'tap'
import { CannotListen, FixturesError, RuleError, startProvider } from '../lib/index.js'
import type { Provider, StartOptions } from '../lib/index.js'
import { CALLBACK, failureOf, landed, provided } from './support/story.js'

const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` })

async function asked({ url }: Provider, fields: Record<string, string> = {}): Promise<Record<string, any>> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...fields })
  const response = await fetch(`${url}/token`, { method: 'POST', headers: basic('any', 'x'), body })
  return { status: response.status, ...((await response.json()) as object) }
}

/** Whether somebody listens. */
function answers(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

const bare = (t: Parameters<typeof provided>[0], options: StartOptions = {}) =>
  provided(t, { fixtures: {}, ...options })

t.test('without options it listens on a free port of both loopback families', async (t) => {
  const provider = await startProvider()
  t.teardown(() => provider.close())
  t.match(provider, {
    url: `http://localhost:${provider.port}`,
    issuer: provider.url,
    control: `${provider.url}/_mock/v1`,
  })
  t.equal(provider.controlToken, undefined)
  for (const host of ['127.0.0.1', '[::1]'])
    t.equal((await fetch(`http://${host}:${provider.port}/healthz`)).status, 200)
})

t.test('host 127.0.0.1 binds that address alone', async (t) => {
  const { port, url } = await bare(t, { host: '127.0.0.1' })
  t.equal(url, `http://127.0.0.1:${port}`)
  t.equal(await answers(port, '::1'), false)
})

t.test('lifetimes may be given as durations or as seconds', async (t) => {
  t.equal((await asked(await bare(t, { lifetimes: { access_token: '90s' } })))['expires_in'], 90)
  t.equal((await asked(await bare(t, { lifetimes: { access_token: 120 } })))['expires_in'], 120)
})

t.test('options win over what the fixtures say', async (t) => {
  const fixtures = { lifetimes: { access_token: '1m' }, login: 'deny', server: { issuer: 'http://one.example' } }
  const provider = await bare(t, {
    fixtures,
    lifetimes: { access_token: '2m' },
    login: 'auto',
    issuer: 'http://two.example',
  })
  const asks = { response_type: 'code', client_id: 'any', redirect_uri: CALLBACK }
  t.equal((await asked(provider))['expires_in'], 120)
  t.equal(provider.issuer, 'http://two.example')
  t.ok((await landed(`${provider.url}/authorize?${new URLSearchParams(asks).toString()}`)).searchParams.has('code'))
})

t.test('login auto:bob logs bob in', async (t) => {
  const { url } = await provided(t, { login: 'auto:bob' })
  const asks = { response_type: 'code', client_id: 'web', redirect_uri: CALLBACK, scope: 'openid' }
  const code = (await landed(`${url}/authorize?${new URLSearchParams(asks).toString()}`)).searchParams.get('code')!
  const headers = basic('web', encodeURIComponent('very secret & 100%'))
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK })
  const { id_token }: any = await (await fetch(`${url}/token`, { method: 'POST', headers, body })).json()
  t.match(JSON.parse(Buffer.from(id_token.split('.')[1], 'base64url').toString()), { sub: 'bob' })
})

t.test('an ES module of fixtures is taken by its name', async (t) => {
  const dir = t.testdir({
    'fixtures.mjs': `export default { clients: [{ client_id: 'mod', client_secret: 'x', grant_types: ['client_credentials'] }] }`,
  })
  const provider = await bare(t, { fixtures: `${dir}/fixtures.mjs` })
  t.match(provider.fixtures, { clients: [{ client_id: 'mod' }] })
  t.match(provider.files, [/fixtures\.mjs$/])
  t.match(await asked(provider), { status: 401, error_description: /unknown client_id 'any'/ })
})

t.test('files are laid over each other in their order', async (t) => {
  const dir = t.testdir({
    'a.yaml': 'lifetimes: { access_token: 1m, code: 5m }',
    'b.json': '{ "lifetimes": { "access_token": "2m" } }',
  })
  const provider = await bare(t, { fixtures: [`${dir}/a.yaml`, `${dir}/b.json`] })
  t.match(provider.fixtures, { lifetimes: { access_token: '2m', code: '5m' } })
})

t.test('mistakes in fixtures are named all at once, each with its place and without a stack', async (t) => {
  const clients = [{ client_id: 'web', grant_type: ['authorization_code'] }]
  const wrong = { clients, lifetimes: { acces_token: '1h' } } as StartOptions['fixtures']
  const error: FixturesError = await failureOf(startProvider({ fixtures: wrong! }))
  t.ok(error instanceof FixturesError)
  t.equal(error.problems.length, 2)
  t.match(error.message, /clients\[0\].*grant_type.*grant_types/s)
  t.match(error.message, /acces_token.*access_token/s)
  t.notMatch(error.stack, /\n\s+at /)
})

t.test('a mistake in a file is shown with line, column and caret', async (t) => {
  const dir = t.testdir({ 'f.yaml': 'login: auto\nlifetimes:\n  acces_token: 1h\n' })
  const error = await failureOf(startProvider({ fixtures: `${dir}/f.yaml` }))
  t.match(error.message, /f\.yaml:3:3/)
  t.match(error.message, /\n {4}\| {3}\^{11}$/m)
})

for (const [option, value, expected] of [
  ['profile', 'standart', /'standart' is not a profile; did you mean 'standard'\?/],
  ['login', 'magic', /'magic' is not a login mode; write auto/],
  ['clock', 'tomorrow', /'tomorrow' is not a clock; write system/],
] as const) {
  t.test(`a wrong ${option} is refused with what to write`, async (t) => {
    t.match(await failureOf(startProvider({ [option]: value })), { name: 'RangeError', message: expected })
  })
}

t.test('a wrong fault rule is refused at the start and by fail, with a caret', async (t) => {
  const error = await failureOf(startProvider({ faults: ['token=invalid_grand'] }))
  t.ok(error instanceof RuleError)
  t.match(error.message, /\^+[^]*did you mean "invalid_grant"/)
  const provider = await bare(t)
  t.ok((await failureOf(provider.fail('tokn=503'))) instanceof RuleError)
})

t.test('a port that is taken is named, with who has it', async (t) => {
  const { port } = await bare(t)
  const error = await failureOf(startProvider({ port }))
  t.ok(error instanceof CannotListen)
  t.match(error.message, new RegExp(`${port}`))
})

t.test('a start that fails leaves no listener behind', async (t) => {
  const free = await startProvider()
  await free.close()
  await t.rejects(startProvider({ port: free.port, faults: ['token=nonsense'] }))
  t.equal(await answers(free.port, '127.0.0.1'), false)
})

t.test('after close nobody listens, and closing twice is the same as once', async (t) => {
  const { port, close } = await startProvider().then((provider) => ({
    port: provider.port,
    close: () => provider.close(),
  }))
  await Promise.all([close(), close()])
  await close()
  for (const host of ['127.0.0.1', '::1']) t.equal(await answers(port, host), false)
})

t.test('close does not wait for connections that are kept alive', async (t) => {
  const provider = await startProvider()
  const socket = connect(provider.port, '127.0.0.1')
  await new Promise((resolve) => socket.once('connect', resolve))
  const ended = new Promise((resolve) => socket.once('close', resolve).resume())
  await provider.close()
  await t.resolves(ended)
})

t.test('await using closes at the end of the block', async (t) => {
  let port = 0
  {
    await using provider = await startProvider()
    port = provider.port
    t.equal(await answers(port, '127.0.0.1'), true)
  }
  t.equal(await answers(port, '127.0.0.1'), false)
})

t.test('fifty providers start at once, on fifty ports, and know nothing of each other', async (t) => {
  const all = await Promise.all(Array.from({ length: 50 }, (_, i) => startProvider({ seed: i })))
  t.teardown(() => Promise.all(all.map((provider) => provider.close())))
  t.equal(new Set(all.map(({ port }) => port)).size, 50)
  const tokens = await Promise.all(all.map(async (provider) => (await asked(provider))['access_token']))
  t.equal(new Set(tokens).size, 50)
  for (const { journal } of all) t.equal((await journal.list()).length, 1)
})

t.test('off loopback the control API wants the token that the provider tells', async (t) => {
  const { port, controlToken } = await bare(t, { host: '0.0.0.0' })
  const control = `http://127.0.0.1:${port}/_mock/v1/clock`
  t.match(controlToken, /^[\w-]{24}$/)
  t.equal((await fetch(control)).status, 401)
  t.equal((await fetch(control, { headers: { authorization: `Bearer ${controlToken}` } })).status, 200)
})

t.test('what is doubtful in fixtures is told as warnings', async (t) => {
  const clients = [{ client_id: 'spa', client_secret: 'unused', token_endpoint_auth_method: 'none' as const }]
  const { warnings } = await bare(t, { fixtures: { clients } })
  t.match(warnings, [/^clients\[0\].* client_secret that token_endpoint_auth_method none never uses/])
  t.equal(warnings.length, 1)
})
