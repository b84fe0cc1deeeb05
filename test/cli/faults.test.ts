import t from 'tap'
import { parseRule } from '../../lib/faults/rules/grammar.js'
import { names, search } from '../../lib/faults/catalogue/search.js'
import { command } from '../support/command.js'

t.test('faults lists every row and every plain effect, under headings', async (t) => {
  const { exit, stdout } = await command(['faults'])
  t.equal(exit, 0)
  t.match(stdout, /^Errors of the token endpoint\n/)
  for (const name of ['te-invalid-grant', 'slow', 'hold', 'invalid_grant'])
    t.match(stdout, new RegExp(`^  ${name} `, 'm'), name)
  t.match(stdout, /\d{2,} faults; mock-oauth2-provider faults NAME explains one\n$/)
})

t.test('faults with words lists the rows that have them all', async (t) => {
  const { stdout } = await command(['faults', 'dead', 'refresh'])
  t.match(stdout, 'te-dead-refresh-as-invalid-request')
  t.notMatch(stdout, 'te-invalid-scope')
})

t.test('faults explains a row: what is sent, clause, duty, verdict, measurements, and the rule to copy', async (t) => {
  const { stdout } = await command(['faults', 'te-invalid-grant'])
  for (const line of [
    /^te-invalid-grant$/m,
    /^ {2}the call +is answered with 400 invalid_grant/m,
    /^ {2}clause +RFC 6749 §5\.2$/m,
    /^ {2}duty +begin a new grant$/m,
    /^ {2}verdict +handled when the user is asked for a new authorization$/m,
    /^ {2}measured +openid-client rejects/m,
    /^ {2}rule +token=invalid-grant$/m,
  ])
    t.match(stdout, line)
})

t.test('faults says a rule in English and explains its effect', async (t) => {
  const { stdout } = await command(['faults', 'token.refresh+client:web=te-invalid-grant@2'])
  t.match(stdout, /the 2nd refresh_token call of client web is answered with \S+/)
  t.match(stdout, /clause +RFC 6749 §5\.2/)
})

t.test('a rule that is wrong is pointed at', async (t) => {
  const { exit, stderr } = await command(['faults', 'token=invalid-grunt'])
  t.equal(exit, 2)
  t.match(stderr, /\^+/)
})

t.test('faults --json is for machines', async (t) => {
  const { stdout } = await command(['faults', 'te-invalid-grant', '--json'])
  t.match(JSON.parse(stdout), {
    faults: [{ id: 'te-invalid-grant', points: ['token'], duty: 'new grant', rule: 'token=invalid-grant' }],
  })
})

t.test('a name that is not there is a mistake, and the nearest one is told', async (t) => {
  const { exit, stdout, stderr } = await command(['faults', 'te-invalid-grent'])
  t.equal(exit, 2)
  t.equal(stdout, '')
  t.match(stderr, /no fault has "te-invalid-grent".*\n.*did you mean te-invalid-grant\?/)
})

t.test('every rule to copy can be armed', async (t) => {
  const { stdout } = await command(['faults', '--json'])
  const { faults } = JSON.parse(stdout) as { faults: { id?: string; name?: string; rule?: string }[] }
  for (const { rule } of faults) if (rule !== undefined) t.doesNotThrow(() => parseRule(rule), rule)
})

t.test('every name finds itself', async (t) => {
  for (const name of names()) t.ok(search([name]).length > 0, name)
})
