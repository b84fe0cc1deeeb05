// The command as a process of its own: SIGTERM and POST /shutdown end streams and answer what is under way; after
// SIGKILL the next start is clean.

import t from 'tap'
import { bundle } from '../../support/bundled.js'

const { spawn, remove } = await bundle()
t.teardown(remove)

async function started(t: { teardown(act: () => unknown): unknown }, cwd: string) {
  const running = spawn(['start', '--port', '0', '--print', 'url'], cwd)
  t.teardown(() => running.child.kill('SIGKILL'))
  const [url] = await running.stdout.seen(/^http\S+/)
  return { ...running, url: url }
}

for (const how of ['SIGTERM', 'POST /shutdown'] as const) {
  t.test(`${how} ends an open event stream, and answers who waits`, async (t) => {
    const { url, child, ended } = await started(t, t.testdir())
    const stream = await fetch(`${url}/_mock/v1/events`)
    const reader = stream.body!.getReader()
    await reader.read()
    const body = JSON.stringify({ match: 'token', timeout: '5m' })
    const waiting = fetch(`${url}/_mock/v1/journal/wait`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    await settled(url)
    if (how === 'SIGTERM') child.kill('SIGTERM')
    else t.equal((await fetch(`${url}/_mock/v1/shutdown`, { method: 'POST' })).status, 202)
    while (!(await reader.read()).done);
    t.pass('the stream ended in order')
    t.equal((await waiting).status, 503)
    t.equal(await ended, 0)
  })
}

t.test('killed in the middle of a run, the next start is clean', async (t) => {
  const cwd = t.testdir()
  const first = await started(t, cwd)
  await fetch(`${first.url}/_mock/v1/faults`, {
    method: 'POST',
    body: JSON.stringify({ rule: 'token=503' }),
    headers: { 'content-type': 'application/json' },
  })
  first.child.kill('SIGKILL')
  t.equal(await first.ended, 'SIGKILL')
  const { url } = await started(t, cwd)
  t.strictSame(await (await fetch(`${url}/_mock/v1/faults`)).json(), { faults: [] })
})

/** A request that arrived after the one that waits was answered; the waiting one is there by then. */
async function settled(url: string): Promise<void> {
  for (let n = 0; n < 5; n += 1) await (await fetch(`${url}/_mock/v1/clock`)).text()
}
