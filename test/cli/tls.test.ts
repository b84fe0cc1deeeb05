// TK-16: --tls, for whoever needs https.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { selfSigned } from '../../lib/http/certificate.js'
import { begin, command } from '../support/command.js'

const path = { PATH: process.env['PATH'] }
const ASK =
  'fetch(process.env.MOCK_OAUTH2_URL + "/healthz").then(({ status }) => process.exit(status === 200 ? 7 : 1), () => process.exit(2))'

t.test('TK-16 exec --tls tells the command whom to trust, and fetch in Node just works', async (t) => {
  const { exit } = await command(['exec', '--tls', '--', 'node', '-e', ASK], { cwd: t.testdir(), env: path })
  t.equal(exit, 7)
})

t.test(
  'the files with the authority are gone when the command has ended; what was trusted before goes along',
  async (t) => {
    const cwd = t.testdir({ 'own.pem': 'OWN' })
    const write =
      'const { env } = process; fs.writeFileSync("told.json", JSON.stringify([env, fs.readFileSync(env.NODE_EXTRA_CA_CERTS, "utf8")]))'
    await command(['exec', '--tls', '--', 'node', '-e', write], {
      cwd,
      env: { ...path, NODE_EXTRA_CA_CERTS: join(cwd, 'own.pem') },
    })
    const [env, trusted] = JSON.parse(readFileSync(join(cwd, 'told.json'), 'utf8')) as [Record<string, string>, string]
    t.match(env, { MOCK_OAUTH2_URL: /^https:/, OIDC_ISSUER: /^https:/, MOCK_OAUTH2_CA_FILE: /ca\.pem$/ })
    t.match(trusted, /^-----BEGIN CERTIFICATE-----[^]*-----END CERTIFICATE-----\nOWN$/)
    t.equal(existsSync(env['MOCK_OAUTH2_CA_FILE'] ?? ''), false)
  },
)

t.test('start --tls says in its ready line where the authority is, as long as it runs', async (t) => {
  const { stdout, signals, exit } = begin(['start', '--tls', '--port', '0'], { cwd: t.testdir(), env: path })
  const [, ca = ''] = await stdout.seen(/^mock-oauth2 ready issuer=https:\S+ control=https:\S+ pid=\d+ ca=(\S+)\n/)
  t.match(readFileSync(ca, 'utf8'), 'BEGIN CERTIFICATE')
  signals.emit('SIGTERM', 'SIGTERM')
  t.equal(await exit, 0)
  t.equal(existsSync(ca), false)
})

t.test('--tls=CERT,KEY serves what it is given', async (t) => {
  const { cert, key, ca = '' } = selfSigned()
  const cwd = t.testdir({ 'cert.pem': cert, 'key.pem': key, 'ca.pem': ca })
  const env = { ...path, NODE_EXTRA_CA_CERTS: join(cwd, 'ca.pem') }
  t.equal((await command(['exec', '--tls=cert.pem,key.pem', '--', 'node', '-e', ASK], { cwd, env })).exit, 7)
})

for (const [written, said] of [
  ['--tls=cert.pem', /--tls: "cert\.pem" does not name a certificate and a key\n {2}write --tls=cert\.pem,key\.pem/],
  ['--tls=none.pem,key.pem', /--tls: cannot read none\.pem/],
  ['--tls=bad.pem,bad.pem', /certificate and key cannot be used for TLS/],
] as const) {
  t.test(`${written} is refused in words`, async (t) => {
    const { exit, stderr } = await command(['start', '--port', '0', written], {
      cwd: t.testdir({ 'bad.pem': 'x', 'key.pem': 'x' }),
    })
    t.not(exit, 0)
    t.match(stderr, said)
    t.notMatch(stderr, /\n\s+at /)
  })
}

t.test('an https issuer is right under --tls', async (t) => {
  const { exit, stdout } = await command(['start', '--tls', '--issuer', 'https://auth.test', '--print-config'], {
    cwd: t.testdir(),
  })
  t.equal(exit, 0)
  t.match(stdout, /^tls +made in memory +--tls$/m)
})

t.test('the environment twin says it too', async (t) => {
  const { stdout } = await command(['start', '--print-config'], {
    cwd: t.testdir(),
    env: { ...path, MOCK_OAUTH2_TLS: '1' },
  })
  t.match(stdout, /^tls +made in memory +MOCK_OAUTH2_TLS$/m)
})
