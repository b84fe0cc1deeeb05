// What lint found is told in the summary of exec, in short.

import t from 'tap'
import { command } from '../support/command.js'

const FOLDER = {
  'mock-oauth2.yaml':
    'clients:\n  - client_id: web\n    client_secret: s3cret-of-web\n    redirect_uris: [http://localhost:1/cb]\n',
}

/** A program that asks for authorizations with these states. */
const asking = (...states: readonly string[]): string[] => {
  const ask = `for (const state of ${JSON.stringify(states)}) {
    const query = new URLSearchParams({ client_id: 'web', redirect_uri: 'http://localhost:1/cb', response_type: 'code',
      scope: 'openid', nonce: state + 'n', state, code_challenge: state.padEnd(43, '-'), code_challenge_method: 'S256' })
    await fetch(process.env.MOCK_OAUTH2_URL + '/authorize?' + query, { redirect: 'manual' })
  }`
  return ['exec', '--', process.execPath, '--input-type=module', '-e', ask]
}

const env = { PATH: process.env['PATH'] }

t.test('warnings are told with the client, how often and where', async (t) => {
  const { stderr, exit } = await command(asking('same-state-each-time', 'same-state-each-time'), {
    cwd: t.testdir(FOLDER),
    env,
  })
  t.equal(exit, 0, 'and change no exit code')
  t.match(stderr, /lint state-constant, client web: state 'same-state-each-time' is the same as in r1: .* \(r2\)/)
  t.match(stderr, /lint pkce-verifier-constant, client web/)
})

t.test('an honest run has nothing to tell', async (t) => {
  const states = ['a-state-of-its-own-1', 'a-state-of-its-own-2']
  const { stderr } = await command(asking(...states), { cwd: t.testdir(FOLDER), env })
  t.notMatch(stderr, /lint /)
  t.match(stderr, /2 requests/)
})

t.test('five are told, and the rest is counted', async (t) => {
  const states = ['ab', 'ab', 'c', 'd']
  const folder = {
    'mock-oauth2.yaml': FOLDER['mock-oauth2.yaml'].replace(
      'http://localhost:1/cb',
      'http://localhost:1/cb, http://app.example/cb',
    ),
  }
  const argv = asking(...states).map((part) =>
    part.replaceAll('http://localhost:1/cb', 'http://app.example/cb').replace('S256', 'plain'),
  )
  const { stderr } = await command(argv, { cwd: t.testdir(folder), env })
  t.ok((stderr.match(/│ lint \S/g) ?? []).length <= 6, stderr)
  t.match(stderr, /lint state-short, 4 times, client web/)
  t.match(stderr, /lint: 1 more/)
})
