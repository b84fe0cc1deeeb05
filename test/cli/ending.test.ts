// How a server ends: on SIGTERM with everything answered, after SIGKILL with nothing that the next start trips over.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { bundle } from '../support/bundled.js'

const { spawn, remove } = await bundle()
t.teardown(remove)

const posix = process.platform === 'win32' ? { skip: 'signals of POSIX' } : {}

/** A server that is up, and where. */
async function started(cwd: string, ...argv: readonly string[]) {
  const running = spawn(['start', '--port', '0', ...argv], cwd)
  const [, url = ''] = await running.stdout.seen(/issuer=(\S+)/)
  return { ...running, url, control: `${url}/_mock/v1` }
}

const posted = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

t.test('SIGTERM ends open event streams, answers what is under way and exits 0', posix, async (t) => {
  const { child, ended, url, control } = await started(t.testdir())
  const events = await fetch(`${control}/events`)
  const stream = events.text()
  const waiting = fetch(`${control}/journal/wait`, posted({ match: 'token', timeout: '5m' }))
  // The journal tells of this request when the wait before it has arrived, too.
  await fetch(`${url}/jwks`)
  child.kill('SIGTERM')
  t.match(events.headers.get('content-type'), 'text/event-stream')
  t.match(await stream, /\/jwks/)
  const answered = await waiting
  t.match([answered.status, await answered.json()], [503, { title: String }])
  t.equal(await ended, 0)
})

t.test('SIGTERM drops realms and their clocks with the rest', posix, async (t) => {
  const { child, ended, url } = await started(t.testdir())
  t.equal((await fetch(`${url}/realms/w1/jwks`)).status, 200)
  child.kill('SIGTERM')
  t.equal(await ended, 0)
})

t.test('after SIGKILL the next start is clean, at the same port and with the same ready file', posix, async (t) => {
  const cwd = t.testdir()
  const first = await started(cwd, '--ready-file', 'ready')
  const { port } = new URL(first.url)
  await fetch(`${first.control}/realms`, posted({ id: 'w1' }))
  const under = fetch(`${first.control}/journal/wait`, posted({ match: 'token', timeout: '5m' })).catch(() => 'cut')
  const before = readFileSync(join(cwd, 'ready'), 'utf8')
  first.child.kill('SIGKILL')
  t.equal(await first.ended, 'SIGKILL')
  t.equal(await under, 'cut')
  t.ok(existsSync(join(cwd, 'ready')), 'nobody was left to take it away')

  const second = spawn(['start', '--port', port, '--ready-file', 'ready'], cwd)
  await second.stdout.seen(/issuer=(\S+)/)
  const after = readFileSync(join(cwd, 'ready'), 'utf8')
  t.not(after, before, 'the file tells of the new process')
  t.ok(after.includes(String(second.child.pid)) || after.includes(port))
  const { realms } = (await (await fetch(`${first.control}/realms`)).json()) as { realms: readonly { id: string }[] }
  t.same(
    realms.map(({ id }) => id),
    [''],
    'and remembers nothing of the old one',
  )
  second.child.kill('SIGTERM')
  t.equal(await second.ended, 0)
  t.notOk(existsSync(join(cwd, 'ready')))
})
