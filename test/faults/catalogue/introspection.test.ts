import t, { type Test } from 'tap'
import { BASIC, NOW, claimsOf, headerOf, stage, type Answer, type Staged } from '../../support/realm.js'
import { eachRow, wired } from '../../support/rows.js'

const JWT = 'application/token-introspection+jwt'

async function on(rule: string): Promise<{ staged: Staged; ask(accept?: string): Promise<Answer> }> {
  const staged = await stage()
  const token = String((await staged.tokens())['access_token'])
  staged.realm.faults.arm(rule)
  const ask = (accept = '*/*'): Promise<Answer> =>
    staged.ask('introspection', { headers: { authorization: BASIC, accept }, form: { token } })
  return { staged, ask }
}

const told = async (rule: string) => wired(await (await on(rule)).ask())

/** The JWT, and whether it verifies. */
async function signed(t: Test, rule: string) {
  const { staged, ask } = await on(rule)
  const { text, headers } = wired(await ask(JWT))
  t.equal(headers['content-type'], JWT)
  t.equal(claimsOf(text)['token_introspection'].active, true)
  return { text, good: (await staged.realm.server.keys.verify(text)) !== undefined }
}

eachRow(t, ['in'], {
  async 'in-active-string'(t, rule) {
    t.strictSame((await told(rule)).json.active, 'true')
  },
  async 'in-active-missing'(t, rule) {
    const { json } = await told(rule)
    t.notOk('active' in json)
    t.equal(json.client_id, 'web')
  },
  async 'in-inactive-with-claims'(t, rule) {
    t.match((await told(rule)).json, { active: false, client_id: 'web', sub: 'alice' })
  },
  async 'in-wrong-aud'(t, rule) {
    t.match((await told(rule)).json, { active: true, aud: 'https://another-resource.example' })
  },
  async 'in-expired-but-active'(t, rule) {
    const { json } = await told(rule)
    t.equal(json.active, true)
    t.ok(json.exp < NOW)
    t.ok(json.iat < json.exp)
  },
  async 'in-500'(t, rule) {
    t.match(await told(rule), { status: 500, json: { error: 'server_error' } })
  },
  async 'in-slow'(t, rule) {
    t.match((await (await on(rule)).ask()).reply, { status: 200, delivery: { delay: 10_000 } })
  },
  async 'in-401'(t, rule) {
    t.match(await told(rule), { status: 401, json: { error: 'invalid_client' } })
  },
  async 'in-jwt-bad-signature'(t, rule) {
    t.notOk((await signed(t, rule)).good)
  },
  async 'in-jwt-wrong-typ'(t, rule) {
    const { text, good } = await signed(t, rule)
    t.equal(headerOf(text)['typ'], 'JWT')
    t.ok(good)
  },
})

t.test('what JSON says wrongly a JWT says wrongly too', async (t) => {
  const { ask } = await on('introspect=active-string')
  t.equal(claimsOf(wired(await ask(JWT)).text)['token_introspection'].active, 'true')
})
