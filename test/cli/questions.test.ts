// journal, verify and explain against a running server.

import t from 'tap'
import { begin, command } from '../support/command.js'
import { provided } from '../support/story.js'
import { asked, loggedIn, own, refreshed } from '../support/testers.js'
import type { LocalProvider } from '../../lib/index.js'

const held = (provider: LocalProvider, headers: Record<string, string> = {}) => ({ provider, headers })
const on = (provider: LocalProvider, ...argv: readonly string[]) => command([...argv, '--url', provider.url])

t.test('journal shows a line for each request, with the reason under a refusal', async (t) => {
  const provider = await provided(t)
  t.equal((await on(provider, 'journal')).stdout, 'no requests yet\n')
  await own(held(provider))
  await asked(held(provider), { grant_type: 'authorization_code', code: 'NEVER' })
  const { stdout } = await on(provider, 'journal')
  t.match(stdout, /^r1 .*POST \/token .*200 .*web/m)
  t.match(stdout, /^r2 .*400 .*invalid_grant/m)
  t.match(stdout, /why: http/)
})

t.test('journal takes a selector and a tag', async (t) => {
  const provider = await provided(t)
  await own(held(provider))
  await own(held(provider, { 'mock-oauth2-tag': 't7' }))
  t.equal((await on(provider, 'journal', 'token.cc')).stdout.trim().split('\n').length, 2)
  t.match((await on(provider, 'journal', '--tag', 't7')).stdout, /^r2 /)
  t.equal((await on(provider, 'journal', 'jwks')).stdout, 'no requests yet\n')
})

t.test('journal writes JSON, NDJSON, HAR and Mermaid', async (t) => {
  const provider = await provided(t)
  await loggedIn(held(provider))
  const written = async (form: string) => (await on(provider, 'journal', '-o', form)).stdout
  t.match(JSON.parse(await written('json')), { entries: [{ id: 'r1', at: /^\d{4}-/ }, { id: 'r2' }] })
  t.equal((await written('ndjson')).trim().split('\n').length, 2)
  t.match(JSON.parse(await written('har')), { log: { version: '1.2' } })
  t.match(await written('mermaid'), /^sequenceDiagram/)
})

t.test('journal --follow goes on with what comes, until a signal', async (t) => {
  const provider = await provided(t)
  await own(held(provider))
  const { stdout, signals, exit } = begin(['journal', '-f', '--url', provider.url])
  const early = setInterval(() => void own(held(provider)), 100)
  t.teardown(() => clearInterval(early))
  await stdout.seen(/r\d+ .*POST \/token/)
  signals.emit('SIGINT', 'SIGINT')
  t.equal(await exit, 0)
  t.notMatch(stdout.text, /^r1 /m)
})

t.test('journal --clear forgets', async (t) => {
  const provider = await provided(t)
  await own(held(provider))
  await on(provider, 'journal', '--clear')
  t.strictSame(await provider.journal.list(), [])
})

t.test('verify is silent when all holds, and exits 6 with the story when not', async (t) => {
  const provider = await provided(t)
  const { refresh_token } = await loggedIn(held(provider))
  await refreshed(held(provider), refresh_token)
  t.strictSame(await on(provider, 'verify', 'token.refresh=1', 'authorize=1..', 'jwks=0', 'token'), {
    exit: 0,
    stdout: '',
    stderr: '',
  })
  const { exit, stderr } = await on(provider, 'verify', 'token.refresh=2')
  t.equal(exit, 6)
  t.match(stderr, /error: saw 1 of 2: token\.refresh\n {2}r2 {2}\w/)
})

t.test('verify --flow wants an order', async (t) => {
  const provider = await provided(t)
  await loggedIn(held(provider))
  t.equal((await on(provider, 'verify', '--flow', 'authorize', 'token.code')).exit, 0)
  t.equal((await on(provider, 'verify', '--flow', 'token.code', 'authorize')).exit, 6)
})

t.test('verify --tag counts requests with the tag only', async (t) => {
  const provider = await provided(t)
  await own(held(provider))
  await own(held(provider, { 'mock-oauth2-tag': 't7' }))
  t.equal((await on(provider, 'verify', 'token.cc=1', '--tag', 't7')).exit, 0)
  t.equal((await on(provider, 'verify', 'token.cc=1')).exit, 6)
})

t.test('explain tells why a request was refused, and what a rule does', async (t) => {
  const provider = await provided(t)
  await asked(held(provider), { grant_type: 'authorization_code', code: 'NEVER' })
  t.match((await on(provider, 'explain', 'r1')).stdout, /400 invalid_grant[^]*NEVER/)
  t.match(JSON.parse((await on(provider, 'explain', 'r1', '--json')).stdout), { diagnosis: { reason: 'code-unknown' } })
  t.match((await on(provider, 'explain', 'token=503@2')).stdout, /2nd.*503/)
})

for (const [argv, exit, pattern] of [
  ['verify', 2, /verify needs <selectors\.\.\.>/],
  ['verify token.refresh=many', 2, /"many" in token\.refresh=many is not a count[^]*1\.\.3/],
  ['verify tokn=1', 2, /did you mean "token"/],
  ['verify --strict token', 2, /--strict is about the order/],
  ['explain', 2, /explain needs <what>/],
  ['explain everything', 2, /neither a request nor a fault rule[^]*r17/],
  ['explain r99', 2, /no entry 'r99'/],
  ['explain token=nothing', 2, /\^{7}/],
  ['explain r1 r2', 2, /takes no more than <what>/],
  ['journal tokn', 2, /did you mean "token"/],
  ['journal -f -o har', 2, /--follow cannot write har/],
  ['journal -o xml', 2, /"xml" is none of pretty/],
  ['jornal', 2, /did you mean journal\?/],
] as const) {
  t.test(`${argv}: says what is wrong`, async (t) => {
    const provider = await provided(t)
    const ran = await command(argv.split(' ').concat(/^jornal|explain$/.test(argv) ? [] : ['--url', provider.url]))
    t.equal(ran.exit, exit, ran.stderr)
    t.match(ran.stderr, pattern)
    t.notMatch(ran.stderr, /^\s+at |this is a bug/m)
  })
}
