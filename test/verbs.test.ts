// What a test does with a provider that runs: clock, faults, journal, reset, seed. And that it stays on this machine.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Provider, StartOptions } from '../lib/index.js'
import { CALLBACK, CAST, landed, provided } from './support/story.js'

const NOON = Date.parse('2030-01-01T12:00:00Z')
const bare = (t: Parameters<typeof provided>[0], options: StartOptions = {}) =>
  provided(t, { fixtures: {}, ...options })

async function posted({ url }: Provider, path: string, fields: Record<string, string>) {
  const body = new URLSearchParams({ client_id: 'any', client_secret: 'x', ...fields })
  const response = await fetch(`${url}${path}`, { method: 'POST', body })
  return { status: response.status, ...((await response.json()) as Record<string, any>) } as Record<string, any>
}

const tokenOf = (provider: Provider) => posted(provider, '/token', { grant_type: 'client_credentials' })

async function isActive(provider: Provider, token: string): Promise<boolean> {
  return (await posted(provider, '/introspect', { token }))['active']
}

t.test('advance takes a duration or milliseconds', async (t) => {
  const { clock } = await bare(t, { clock: 'frozen:2030-01-01T12:00:00Z' })
  await clock.advance('1h30m')
  await clock.advance(500)
  t.equal(await clock.now(), NOON + 5_400_500)
})

t.test('advance refuses to go back, and set does not', async (t) => {
  const { clock } = await bare(t, { clock: 'frozen:2030-01-01T12:00:00Z' })
  await t.rejects(clock.advance(-1), { name: 'ControlError', message: /below zero/ })
  await clock.set('2029-01-01T00:00:00Z')
  t.equal(await clock.now(), Date.parse('2029-01-01T00:00:00Z'))
})

t.test('advance refuses what is no duration with what to write', async (t) => {
  const { clock } = await bare(t)
  await t.rejects(clock.advance('tomorrow'), { name: 'ControlError', message: /tomorrow/ })
})

for (const at of ['2030-01-01T12:00:00Z', NOON, new Date(NOON)]) {
  t.test(`freeze takes ${typeof at === 'object' ? 'a Date' : typeof at}, and the clock stands still`, async (t) => {
    let real = Date.now()
    const { clock } = await bare(t, { now: () => real })
    await clock.freeze(at)
    real += 60_000
    t.match(await clock.read(), { now: NOON, mode: 'frozen' })
  })
}

t.test('resume goes on from where the clock stands, reset returns to real time', async (t) => {
  let real = Date.now()
  const { clock } = await bare(t, { now: () => real })
  await clock.freeze(NOON)
  await clock.resume()
  real += 1_000
  t.equal(await clock.now(), NOON + 1_000)
  await clock.reset()
  t.match(await clock.read(), { now: real, mode: 'system' })
})

t.test('fake timers hand in their time, and tokens expire by it', async (t) => {
  let now = NOON
  const provider = await bare(t, { now: () => now })
  const { access_token } = await tokenOf(provider)
  now += 3_599_000
  t.equal(await isActive(provider, access_token), true)
  now += 1_000
  t.equal(await isActive(provider, access_token), false)
})

t.test('clock "x60" makes an hour of a minute', async (t) => {
  let now = NOON
  const provider = await bare(t, { now: () => now, clock: 'x60' })
  const { access_token } = await tokenOf(provider)
  now += 60_000
  t.equal(await isActive(provider, access_token), false)
})

t.test('fail arms a rule from now on, and disposing disarms it', async (t) => {
  const provider = await bare(t)
  const fault = await provider.fail('token=503')
  t.match(fault, { id: 'f1', rule: 'token=503', explain: /503/ })
  t.equal((await tokenOf(provider)).status, 503)
  await fault.clear()
  t.equal((await tokenOf(provider)).status, 200)
})

t.test('faults among the options join those of the fixtures', async (t) => {
  const provider = await bare(t, { fixtures: { faults: ['token=503@2'] }, faults: ['token=slow:1ms@1..2'] })
  const rules = provider.home.faults.list().map(({ rule }) => rule)
  t.strictSame(rules, ['token=503@2', 'token=slow:1ms@1..2'])
})

t.test('the journal says what was asked, answered and why', async (t) => {
  const provider = await bare(t)
  await posted(provider, '/token', { grant_type: 'authorization_code', code: 'NEVER' })
  const [entry] = await provider.journal.list()
  const told = { endpoint: 'token', status: 400, client_id: 'any', error: 'invalid_grant', reason: 'code-unknown' }
  t.match(entry, { id: 'r1', method: 'POST', url: '/token', ...told, faults: [] })
})

t.test('the journal calls its listeners until they have enough', async (t) => {
  const provider = await bare(t)
  const seen: string[] = []
  const end = provider.home.journal.subscribe(({ id }) => seen.push(id))
  await tokenOf(provider)
  end()
  await tokenOf(provider)
  t.strictSame(seen, ['r1'])
})

t.test('reset brings back the fixtures: tokens, faults, clock and journal', async (t) => {
  const tokens = [{ access_token: 'AT', client_id: 'any' }]
  const fixtures = { tokens, faults: ['userinfo=503'] }
  const provider = await bare(t, { fixtures, clock: 'frozen:2030-01-01T12:00:00Z' })
  await posted(provider, '/revoke', { token: 'AT' })
  await provider.fail('token=500')
  await provider.clock.advance('1d')
  const { access_token } = await provider.reset().then(() => tokenOf(provider))
  t.equal(await isActive(provider, access_token), true, 'the fault of the test is gone')
  t.equal(await isActive(provider, 'AT'), true)
  t.equal(await provider.clock.now(), NOON)
  t.strictSame(
    provider.home.faults.list().map(({ rule }) => rule),
    ['userinfo=503'],
  )
  t.equal((await provider.journal.list()).length, 3)
})

for (const [clock, now] of [
  ['+30d', NOON + 30 * 86_400_000],
  ['2031-01-01T00:00:00Z', Date.parse('2031-01-01T00:00:00Z')],
] as const) {
  t.test(`reset returns to the clock of the start, ${clock}`, async (t) => {
    const provider = await bare(t, { clock, now: () => NOON })
    await provider.clock.advance('1d')
    await provider.reset()
    t.equal(await provider.clock.now(), now)
  })
}

t.test('reset returns to the rate of the start', async (t) => {
  const provider = await bare(t, { clock: 'x60' })
  await provider.clock.freeze()
  await provider.reset()
  t.match(await provider.clock.read(), { mode: 'scaled', rate: 60 })
})

t.test('what was issued before a reset is unknown after it', async (t) => {
  const provider = await bare(t)
  const { access_token } = await tokenOf(provider)
  await provider.reset()
  t.equal(await isActive(provider, access_token), false)
})

/** All that one login puts on the wire. */
async function transcript(provider: Provider): Promise<unknown> {
  const asked = { response_type: 'code', client_id: 'web', redirect_uri: CALLBACK, scope: 'openid', nonce: 'n-1' }
  const back = await landed(`${provider.url}/authorize?${new URLSearchParams(asked).toString()}`)
  const headers = { authorization: `Basic ${btoa(`web:${encodeURIComponent('very secret & 100%')}`)}` }
  const code = back.searchParams.get('code') ?? ''
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK })
  return [back.href, await (await fetch(`${provider.url}/token`, { method: 'POST', headers, body })).json()]
}

const SEEDED = { fixtures: CAST, issuer: 'http://auth.example', clock: 'frozen:2030-01-01T12:00:00Z' }

t.test('the same seed and a frozen clock give the same bytes, also after a reset', async (t) => {
  const one = await provided(t, { ...SEEDED, seed: 42 })
  const other = await provided(t, { ...SEEDED, seed: 42 })
  const first = await transcript(one)
  t.strictSame(await transcript(other), first)
  await one.reset()
  t.strictSame(await transcript(one), first)
})

t.test('without a seed, and with another one, codes and tokens differ', async (t) => {
  const [first, second] = [await provided(t, SEEDED), await provided(t, SEEDED)]
  t.notSame(await transcript(first), await transcript(second))
  const [one, two] = [await provided(t, { ...SEEDED, seed: 1 }), await provided(t, { ...SEEDED, seed: 2 })]
  t.notSame(await transcript(one), await transcript(two))
})

/** Runs a script with a preload that ends the process when anything leaves the machine. */
async function offline(script: string): Promise<{ code: number; stderr: string }> {
  const preload = new URL('support/offline.mjs', import.meta.url).href
  const args = [...process.execArgv, `--import=${preload}`, '--input-type=module', '--eval', script]
  const child = spawn(process.execPath, args, { cwd: fileURLToPath(new URL('..', import.meta.url)) })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr += piece))
  return { code: await new Promise((resolve) => child.once('close', resolve)), stderr }
}

t.test('a provider never leaves this machine, whatever names its fixtures and requests have', async (t) => {
  const { code, stderr } = await offline(`
    const { startProvider } = await import('./lib/index.ts')
    const clients = [{ client_id: 'web', redirect_uris: ['https://client.example/callback'], access_token: { audience: 'https://api.example' } }]
    const provider = await startProvider({ fixtures: { clients }, issuer: 'https://auth.example', backchannel: 'https://mock.example' })
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    const query = 'response_type=code&client_id=web&scope=openid&redirect_uri=https://client.example/callback&code_challenge_method=S256&code_challenge=' + challenge
    for (const path of ['/authorize?' + query, '/.well-known/openid-configuration', '/jwks', '/userinfo', '/'])
      await fetch(provider.url + path, { redirect: 'manual' }).then((response) => response.text())
    await provider.reset()
    await provider.close()
  `)
  t.strictSame({ code, stderr }, { code: 0, stderr: '' })
})

t.test('the guard of the test above does see what leaves', async (t) => {
  t.match(await offline(`await fetch('http://client.example/')`), {
    code: 70,
    stderr: /left the machine: .*client\.example/,
  })
  t.match(await offline(`(await import('node:net')).connect(80, '192.0.2.1')`), { code: 70, stderr: /192\.0\.2\.1/ })
})
