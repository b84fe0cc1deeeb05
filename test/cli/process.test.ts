// Signals, process groups, exit codes and orphans: what only a process of its own can show.

import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { bundle } from '../support/bundled.js'

const { spawn, terminal, remove } = await bundle()
t.teardown(remove)

const posix = process.platform === 'win32' ? { skip: 'signals and groups of POSIX' } : {}

/** Whether a process runs; one that waits to be fetched by its parent does not. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** `node -e`, which says `up` and its pid when it is there. */
const script = (text: string): readonly string[] => ['--', 'node', '-e', `${text}; console.log('up ' + process.pid)`]
const FOREVER = 'setInterval(() => {}, 1e6)'

for (const [signal, code] of [
  ['SIGKILL', 137],
  ['SIGTERM', 143],
  ['SIGSEGV', 139],
] as const) {
  t.test(`a command that dies of ${signal} makes exec exit ${code}`, posix, async (t) => {
    const { ended } = spawn(['exec', '--', 'sh', '-c', `kill -${signal.slice(3)} $$`], t.testdir())
    t.equal(await ended, code)
  })
}

t.test('stdout and stderr of the command pass through untouched', async (t) => {
  const { ended, stdout, stderr } = spawn(
    ['exec', '--log', 'quiet', '--', 'node', '-e', 'console.log("out"); console.error("err")'],
    t.testdir(),
  )
  t.equal(await ended, 0)
  t.equal(stdout.text, 'out\n')
  t.equal(stderr.text, 'err\n')
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  t.test(`${signal} reaches the command and what it started`, posix, async (t) => {
    const inner = `require('child_process').spawn('sleep', ['1000'], { stdio: 'ignore' }).once('spawn', function () { console.log('grandchild ' + this.pid) })`
    const { child, ended, stdout } = spawn(['exec', ...script(`${FOREVER}; ${inner}`)], t.testdir())
    const [, grandchild] = await stdout.seen(/grandchild (\d+)/)
    const [, pid] = await stdout.seen(/up (\d+)/)
    child.kill(signal)
    t.equal(await ended, { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal])
    t.notOk(alive(Number(pid)))
    t.notOk(alive(Number(grandchild)))
  })
}

t.test('a command that ends well after a signal decides the exit code itself', posix, async (t) => {
  const { child, ended, stdout } = spawn(
    ['exec', ...script(`${FOREVER}; process.on('SIGTERM', () => process.exit(3))`)],
    t.testdir(),
  )
  await stdout.seen(/up/)
  child.kill('SIGTERM')
  t.equal(await ended, 3)
})

t.test('the server still answers while the command says good-bye', posix, async (t) => {
  const goodbye = `process.on('SIGTERM', () => fetch(process.env.OIDC_ISSUER + '/.well-known/openid-configuration').then((r) => process.exit(r.ok ? 5 : 6)))`
  const { child, ended, stdout } = spawn(['exec', ...script(`${FOREVER}; ${goodbye}`)], t.testdir())
  await stdout.seen(/up/)
  child.kill('SIGTERM')
  t.equal(await ended, 5)
})

t.test('a command that does not stop within its grace is killed', posix, async (t) => {
  const { child, ended, stdout } = spawn(
    ['exec', '--grace', '50ms', ...script(`${FOREVER}; process.on('SIGTERM', () => {})`)],
    t.testdir(),
  )
  await stdout.seen(/up/)
  child.kill('SIGTERM')
  t.equal(await ended, 137)
})

t.test('two signals in a breath are one, a third in earnest kills', posix, async (t) => {
  const stubborn = `${FOREVER}; for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => console.log('heard ' + s))`
  const { child, ended, stdout } = spawn(['exec', '--grace', '1h', ...script(stubborn)], t.testdir())
  await stdout.seen(/up/)
  child.kill('SIGINT')
  child.kill('SIGINT')
  await stdout.seen(/heard SIGINT/)
  await sleep(150)
  t.notMatch(stdout.text, 'heard SIGTERM')
  child.kill('SIGINT')
  await stdout.seen(/heard SIGTERM/)
  await sleep(150)
  child.kill('SIGINT')
  t.equal(await ended, 137)
})

t.test('--timeout stops the command and makes exec exit 124', posix, async (t) => {
  const { ended, stdout, stderr } = spawn(['exec', '--timeout', '300ms', ...script(FOREVER)], t.testdir())
  t.equal(await ended, 124)
  t.match(stderr.text, 'the command was stopped after 300ms (--timeout)')
  const [, pid] = /up (\d+)/.exec(stdout.text) ?? []
  if (pid !== undefined) t.notOk(alive(Number(pid)))
})

t.test('what the command left running is stopped when it ends', posix, async (t) => {
  const { ended, stdout } = spawn(['exec', '--', 'sh', '-c', 'sleep 1000 & echo left $!; exit 7'], t.testdir())
  t.equal(await ended, 7)
  const [, pid] = await stdout.seen(/left (\d+)/)
  t.notOk(alive(Number(pid)))
})

t.test('what will not stop is killed after its grace', posix, async (t) => {
  const { ended, stdout } = spawn(
    [
      'exec',
      '--grace',
      '100ms',
      '--',
      'sh',
      '-c',
      `(trap '' TERM; echo left; while :; do sleep 1; done) & echo pid $!; sleep 0.2; exit 7`,
    ],
    t.testdir(),
  )
  t.equal(await ended, 7)
  const [, pid] = await stdout.seen(/pid (\d+)/)
  t.notOk(alive(Number(pid)))
})

t.test('a script whose interpreter is missing is 127', posix, async (t) => {
  const cwd = t.testdir({ 'run.sh': '#!/no/such/interpreter\n' })
  chmodSync(join(cwd, 'run.sh'), 0o755)
  const { ended, stderr } = spawn(['exec', '--', './run.sh'], cwd)
  t.equal(await ended, 127)
  t.match(stderr.text, 'error: cannot run "./run.sh": the interpreter in its first line was not found (exit 127)')
  t.notMatch(stderr.text, /^ +at /m)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  t.test(`start stops cleanly on ${signal} and exits 0`, posix, async (t) => {
    const cwd = t.testdir()
    const { child, ended, stdout } = spawn(['start', '--port', '0', '--ready-file', 'ready'], cwd)
    const [, url = ''] = await stdout.seen(/issuer=(\S+)/)
    child.kill(signal)
    t.equal(await ended, 0)
    t.notOk(existsSync(join(cwd, 'ready')))
    await t.rejects(fetch(url))
  })
}

t.test('start serves on when its stdout is closed', posix, async (t) => {
  const { child, ended, stderr } = spawn(['start', '--port', '0', '--log', 'json'], t.testdir())
  child.stdout.destroy()
  const [, url = ''] = await stderr.seen(/"url":"([^"]+)"/)
  t.equal((await fetch(`${url}/healthz`)).status, 200)
  child.kill('SIGTERM')
  t.equal(await ended, 0)
})

t.test('start serves on when its stderr is closed', posix, async (t) => {
  const { child, ended, stdout } = spawn(['start', '--port', '0', '--log', 'pretty'], t.testdir())
  const [, url = ''] = await stdout.seen(/issuer=(\S+)/)
  child.stderr.destroy()
  for (let n = 0; n < 3; n += 1) t.equal((await fetch(`${url}/healthz`)).status, 200)
  child.kill('SIGTERM')
  t.equal(await ended, 0)
})

t.test('two servers at the default port: the second says who has it', posix, async (t) => {
  const first = spawn(['start', '--port', '0'], t.testdir())
  const [, port = ''] = await first.stdout.seen(/issuer=http:\/\/localhost:(\d+)/)
  const second = spawn(['start', '--port', port], t.testdir())
  t.equal(await second.ended, 4)
  t.match(second.stderr.text, `error: port ${port} is in use by mock-oauth2-provider`)
  t.match(second.stderr.text, `(pid ${first.child.pid}`)
  first.child.kill('SIGTERM')
  await first.ended
})

const onTerminal =
  process.platform === 'linux' && existsSync('/usr/bin/script') ? {} : { skip: 'needs script(1) of util-linux' }

t.test('on a terminal Ctrl-C reaches the command once, and exec waits for it', onTerminal, async (t) => {
  const cwd = t.testdir({
    'count.mjs': `
      let heard = 0
      process.on('SIGINT', () => {
        heard += 1
        setTimeout(() => process.exit(40 + heard), 300)
      })
      setInterval(() => {}, 1e6)
      console.log('up', process.stdin.isTTY)`,
  })
  const { child, ended, stdout } = terminal(['exec', '--', process.execPath, 'count.mjs'], cwd)
  await stdout.seen(/up .*true/)
  child.stdin.write('\x03')
  t.equal(await ended, 41)
})
