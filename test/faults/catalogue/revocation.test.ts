import t from 'tap'
import { armed, eachRow, wired } from '../../support/rows.js'
import type { Answer } from '../../support/realm.js'

/** The answer to a revocation, and what became of the token. */
async function revoked(rule: string): Promise<Answer & { alive: boolean }> {
  const staged = await armed(rule)
  const { access_token } = await staged.tokens()
  const answer = await staged.revoke(String(access_token))
  return { ...answer, alive: (await staged.userinfo(String(access_token))).status === 200 }
}

eachRow(t, ['rv'], {
  async 'rv-503'(t, rule) {
    const answer = await revoked(rule)
    t.match(wired(answer), { status: 503, headers: { 'retry-after': '1' }, json: { error: 'temporarily_unavailable' } })
    t.ok(answer.alive)
  },
  async 'rv-unsupported-token-type'(t, rule) {
    const answer = await revoked(rule)
    t.match(wired(answer), { status: 400, json: { error: 'unsupported_token_type' } })
    t.ok(answer.alive)
  },
  async 'rv-500'(t, rule) {
    const answer = await revoked(rule)
    t.match(wired(answer), { status: 500, json: { error: 'server_error' } })
    t.ok(answer.alive)
  },
  async 'rv-hang'(t, rule) {
    const answer = await revoked(rule)
    t.strictSame(answer.reply.delivery, { hang: true })
    t.ok(answer.alive)
  },
})

t.test('without a rule the token is revoked', async (t) => {
  t.notOk((await revoked('revoke=503@999')).alive)
})
