// --expect and --strict-faults: what must hold when the command is over.

import t from 'tap'
import { command } from '../support/command.js'

/** A program that asks for a token so often, and is content with whatever comes. */
const asking = (times: number): readonly string[] => [
  '--',
  'node',
  '-e',
  `const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'app', client_secret: 's' })
   ;(async () => { for (let i = 0; i < ${times}; i++) await fetch(process.env.OIDC_ISSUER + '/token', { method: 'POST', body }) })()`,
]

const REFUSED = ['exec', '--fail', 'token=invalid_client']

t.test('the summary tells what the client made of a fault, with the clause', async (t) => {
  const { exit, stderr } = await command([...REFUSED, ...asking(6)])
  t.equal(exit, 0)
  t.match(stderr, /f1 token=invalid_client: mishandled: it tried 3 times more within 10 s \(r4, RFC 6749 §5\.2\)/)
})

t.test('--expect handled fails a run in which a fault was mishandled', async (t) => {
  const { exit, stderr } = await command([...REFUSED, '--expect', 'handled', ...asking(6)])
  t.equal(exit, 123)
  t.match(stderr, /fault f1 token=invalid_client: mishandled: /)
  t.match(stderr, /the command succeeded, but not all that was expected came true \(--expect, exit 123\)/)
})

t.test('--expect handled lets a run pass in which a fault was handled', async (t) => {
  const { exit, stderr } = await command([...REFUSED, '--expect', 'handled', ...asking(1)])
  t.equal(exit, 0)
  t.match(stderr, /f1 token=invalid_client: handled: /)
})

t.test('--expect handled says nothing of a fault that never fired; --strict-faults does', async (t) => {
  const argv = ['exec', '--fail', 'userinfo=503', '--expect', 'handled']
  t.equal((await command([...argv, ...asking(1)])).exit, 0)
  const { exit, stderr } = await command([...argv, '--strict-faults', ...asking(1)])
  t.equal(exit, 123)
  t.match(stderr, /fault f1 userinfo=503 never fired/)
})

t.test('a command that fails keeps its own exit code', async (t) => {
  const { exit } = await command([...REFUSED, '--expect', 'token=7', '--', 'node', '-e', 'process.exit(3)'])
  t.equal(exit, 3)
})

t.test('--expect counts requests', async (t) => {
  t.equal((await command(['exec', '--expect', 'token.cc=2', ...asking(2)])).exit, 0)
  const { exit, stderr } = await command(['exec', '--expect', 'token.cc=1', '--expect', 'userinfo=1..', ...asking(2)])
  t.equal(exit, 123)
  t.match(stderr, /--expect token\.cc=1: /)
  t.match(stderr, /--expect userinfo=1\.\.: /)
})

for (const [written, advice] of [
  ['handeld', /"handeld" is no expectation\n.*write handled, or SELECTOR=COUNT/],
  ['token=many', /"many" in token=many is not a count\n.*write 0, 1, 1\.\./],
  ['tokn=1', /tokn.*\n.*\^+/],
] as const) {
  t.test(`--expect ${written} is a mistake that is found before anything starts`, async (t) => {
    const { exit, stderr } = await command(['exec', '--expect', written, ...asking(1)])
    t.equal(exit, 125)
    t.match(stderr, advice)
  })
}

t.test('the log tells each verdict when it is final', async (t) => {
  const argv = [...REFUSED, '--log']
  t.match((await command([...argv, 'pretty', ...asking(6)])).stderr, /^ +f1 mishandled: it tried 3 times more/m)
  const lines = (await command([...argv, 'json', ...asking(6)])).stderr.trim().split('\n')
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  t.match(
    events.filter(({ event }) => event === 'verdict'),
    [{ level: 'warn', fault: 'f1', outcome: 'mishandled', decided_by: 'r4', effect: 'token=invalid_client' }],
  )
})

t.test('what is mishandled in a realm of its own counts too', async (t) => {
  const elsewhere = asking(6).map((text) =>
    text.replace("OIDC_ISSUER + '/token'", "OIDC_ISSUER + '/realms/other/token'"),
  )
  const { exit, stderr } = await command([...REFUSED, '--expect', 'handled', '--strict-faults', ...elsewhere])
  t.equal(exit, 123)
  t.match(stderr, /fault f1 token=invalid_client: mishandled: /)
  t.notMatch(stderr, 'never fired')
})
