import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { command } from '../support/command.js'

t.test('check says ok and counts', async (t) => {
  const cwd = t.testdir({
    'a.yaml': 'clients:\n  - client_id: web\n    client_secret: x\n    redirect_uris: [http://localhost:1/cb]\n',
    'b.yaml': 'users:\n  - username: alice\n  - username: bob\nfaults: [token=503@1]\n',
  })
  const ran = await command(['check', 'a.yaml', '-f', 'b.yaml'], { cwd })
  t.equal(ran.exit, 0)
  t.match(ran.stdout, /^[ab]\.yaml \+ [ab]\.yaml: ok \(1 client, 2 users, 1 fault\)$/m)
})

t.test('check takes the nearest file by itself', async (t) => {
  const cwd = t.testdir({ 'mock-oauth2.yaml': 'seed: 1\n', 'package.json': '{}', deep: {} })
  const ran = await command(['check'], { cwd: join(cwd, 'deep') })
  t.equal(ran.exit, 0)
  t.match(ran.stdout, 'mock-oauth2.yaml: ok')
})

t.test('check --resolved prints the merged fixtures and where each value comes from', async (t) => {
  const cwd = t.testdir({ 'a.yaml': 'seed: 1\nlogin: form\n', 'b.yaml': 'seed: 2\n' })
  const ran = await command(['check', '-f', 'a.yaml', '-f', 'b.yaml', '--resolved'], { cwd })
  t.equal(ran.exit, 0)
  t.match(ran.stdout, /seed: 2 +# b\.yaml:1/)
  t.match(ran.stdout, /login: form +# a\.yaml:2/)
})

t.test('check warns of what is odd and yet possible', async (t) => {
  const cwd = t.testdir({ 'odd.yaml': 'lifetimes: { access_token: 1h, refresh_token: 1m }\n' })
  const ran = await command(['check', 'odd.yaml'], { cwd })
  t.equal(ran.exit, 0)
  t.match(ran.stderr, /warning odd\.yaml:1:/)
})

for (const profile of ['standard', 'workfront']) {
  t.test(`what init writes for ${profile} passes check`, async (t) => {
    const cwd = t.testdir({ 'package.json': '{}' })
    const wrote = await command(['init', '--profile', profile], { cwd })
    t.equal(wrote.exit, 0)
    t.equal(wrote.stdout, 'wrote mock-oauth2.yaml\n')
    const checked = await command(['check'], { cwd })
    t.equal(checked.stderr, '')
    t.equal(checked.exit, 0)
  })

  t.test(`the faults that the file of init offers for ${profile} can be switched on`, async (t) => {
    const cwd = t.testdir({ 'package.json': '{}' })
    await command(['init', '--profile', profile], { cwd })
    const text = readFileSync(join(cwd, 'mock-oauth2.yaml'), 'utf8')
    const rules = [...text.matchAll(/^# {2}- (\S+)/gm)].map(([, rule]) => rule)
    t.ok(rules.length > 0)
    const checked = await command(['check', '-'], {
      cwd,
      stdin: (async function* () {
        yield JSON.stringify({
          ...{ faults: rules },
          ...(profile === 'standard' && { clients: [{ client_id: 'web' }] }),
        })
      })(),
    })
    t.equal(checked.exit, 0)
  })
}

t.test('init does not overwrite', async (t) => {
  const cwd = t.testdir({ 'mock-oauth2.yaml': 'seed: 1\n' })
  const ran = await command(['init'], { cwd })
  t.equal(ran.exit, 2)
  t.match(ran.stderr, 'error: mock-oauth2.yaml is there already\n  overwrite it with --force')
  t.equal(readFileSync(join(cwd, 'mock-oauth2.yaml'), 'utf8'), 'seed: 1\n')
})

t.test('init --force overwrites', async (t) => {
  const cwd = t.testdir({ 'mock-oauth2.yaml': 'seed: 1\n' })
  t.equal((await command(['init', '--force'], { cwd })).exit, 0)
  t.match(readFileSync(join(cwd, 'mock-oauth2.yaml'), 'utf8'), 'client_id: web')
})

t.test('init does not put a second file beside another that is found first or later', async (t) => {
  const cwd = t.testdir({ 'mock-oauth2.json': '{}' })
  const ran = await command(['init', '--force'], { cwd })
  t.equal(ran.exit, 2)
  t.match(ran.stderr, 'mock-oauth2.json is there already')
})
