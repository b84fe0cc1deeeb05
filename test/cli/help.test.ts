import t from 'tap'
import { command } from '../support/command.js'

t.test('--version prints the version of the package', async (t) => {
  const ran = await command(['--version'])
  t.match(ran.stdout, /^\d+\.\d+\.\d+\n$/)
  t.equal(ran.exit, 0)
})

t.test('help names every command', async (t) => {
  const ran = await command(['help'])
  t.equal(ran.exit, 0)
  for (const name of ['start', 'exec', 'check', 'init', 'schema']) t.match(ran.stdout, new RegExp(`^  ${name} `, 'm'))
})

t.test('help of a command names its flags and their environment twins', async (t) => {
  const ran = await command(['help', 'exec'])
  t.equal(ran.exit, 0)
  for (const flag of ['--fixtures', '--fail', '--timeout', '--grace', '--env-file']) t.match(ran.stdout, flag)
  t.match(ran.stdout, 'MOCK_OAUTH2_READY_FILE')
})

t.test('--help behind a command shows the same as help before it', async (t) => {
  t.equal((await command(['start', '--help'])).stdout, (await command(['help', 'start'])).stdout)
})

t.test('schema prints a JSON Schema', async (t) => {
  const ran = await command(['schema'])
  t.equal(ran.exit, 0)
  t.match(JSON.parse(ran.stdout), { $schema: String, properties: { clients: {} } })
})
