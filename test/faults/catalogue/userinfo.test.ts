import t, { type Test } from 'tap'
import { ALICE, SPA, WEB, claimsOf, stage, type Answer, type Staged } from '../../support/realm.js'
import { eachRow, wired } from '../../support/rows.js'

const SCOPE = 'openid profile email'
const SIGNED = { ...WEB, userinfo_signed_response_alg: 'RS256' } as const

/** A stage on which a rule is armed once there is a token for userinfo. */
async function on(
  rule: string,
  client: object = WEB,
): Promise<{ staged: Staged; token: string; ask(given?: object): Promise<Answer> }> {
  const staged = await stage({ clients: [client as typeof WEB, SPA], users: [ALICE] })
  const token = String((await staged.tokens({ scope: SCOPE }))['access_token'])
  staged.realm.faults.arm(rule)
  const headers = { authorization: `Bearer ${token}` }
  return { staged, token, ask: (given = {}) => staged.ask('userinfo', { headers, ...given }) }
}

const claims = async (rule: string): Promise<Record<string, any>> => wired(await (await on(rule)).ask()).json

async function jwt(t: Test, rule: string, client?: object): Promise<string> {
  const { headers, text } = wired(await (await on(rule, client)).ask())
  t.equal(headers['content-type'], 'application/jwt')
  return text
}

/** Whether the keys of the realm verify it. */
async function verifies(rule: string, client?: object): Promise<boolean> {
  const { staged, ask } = await on(rule, client)
  return (await staged.realm.server.keys.verify(wired(await ask()).text)) !== undefined
}

eachRow(t, ['ui'], {
  async 'ui-sub-mismatch'(t, rule) {
    t.equal((await claims(rule))['sub'], 'aliceinvalid')
    t.equal(claimsOf(await jwt(t, rule, SIGNED))['sub'], 'aliceinvalid')
  },
  async 'ui-sub-missing'(t, rule) {
    const members = await claims(rule)
    t.notOk('sub' in members)
    t.equal(members['email'], 'alice@example.com')
  },
  async 'ui-401'(t, rule) {
    const { status, headers } = wired(await (await on(rule)).ask())
    t.equal(status, 401)
    t.match(headers['www-authenticate'], /^Bearer error="invalid_token"/)
  },
  async 'ui-403-insufficient-scope'(t, rule) {
    const { status, headers } = wired(await (await on(rule)).ask())
    t.equal(status, 403)
    t.match(headers['www-authenticate'], /^Bearer error="insufficient_scope"/)
  },
  async 'ui-500'(t, rule) {
    t.match(wired(await (await on(rule)).ask()), { status: 500, json: { error: 'server_error' } })
  },
  async 'ui-html'(t, rule) {
    const { status, text } = wired(await (await on(rule)).ask())
    t.equal(status, 200)
    t.match(text, /^<!doctype html>/i)
  },
  async 'ui-slow'(t, rule) {
    t.match((await (await on(rule)).ask()).reply, { status: 200, delivery: { delay: 10_000 } })
    t.match((await (await on(`${rule}:3s`)).ask()).reply, { delivery: { delay: 3000 } })
  },
  async 'ui-signed-unexpected'(t, rule) {
    t.match(claimsOf(await jwt(t, rule)), { sub: 'alice', iss: 'http://localhost:2884', aud: 'web' })
    t.ok(await verifies(rule))
  },
  async 'ui-signed-bad-signature'(t, rule) {
    t.equal(claimsOf(await jwt(t, rule))['sub'], 'alice')
    t.notOk(await verifies(rule))
    t.notOk(await verifies(rule, SIGNED))
  },
  async 'ui-signed-wrong-aud'(t, rule) {
    t.match(claimsOf(await jwt(t, rule)), { sub: 'alice', aud: 'another-client' })
    t.ok(await verifies(rule, SIGNED))
  },
  async 'ui-plain-when-signed-registered'(t, rule) {
    const { headers, json } = wired(await (await on(rule, SIGNED)).ask())
    t.match(headers['content-type'], 'application/json')
    t.equal(json.sub, 'alice')
  },
  async 'ui-claims-null'(t, rule) {
    t.strictSame(await claims(rule), { name: null, email: null, groups: null, sub: 'alice' })
  },
  async 'ui-claims-odd-types'(t, rule) {
    t.match(await claims(rule), { sub: 'alice', email: 42, email_verified: 'true', updated_at: 'yesterday' })
  },
  async 'ui-claims-missing-email'(t, rule) {
    t.strictSame(await claims(rule), { name: 'Alice', groups: ['a'], sub: 'alice' })
  },
  async 'ui-aggregated'(t, rule) {
    const members = await claims(rule)
    t.match(members, { sub: 'alice', _claim_names: { credit_score: 'elsewhere', shipping_address: 'elsewhere' } })
    t.equal(claimsOf(members['_claim_sources'].elsewhere.JWT)['credit_score'], 650)
  },
  async 'ui-distributed'(t, rule) {
    t.equal(claimsOf(wired(await fetched(t, rule)).text)['credit_score'], 650)
  },
  async 'ui-distributed-500'(t, rule) {
    t.equal((await fetched(t, rule)).status, 500)
  },
  async 'ui-rejects-body'(t, rule) {
    const { ask, token } = await on(rule)
    t.equal((await ask({ headers: {}, form: { access_token: token } })).status, 400)
    t.equal((await ask()).status, 200)
  },
  async 'ui-rejects-post'(t, rule) {
    const { ask } = await on(rule)
    t.match(wired(await ask({ method: 'POST' })), { status: 405, headers: { allow: 'GET' } })
    t.equal((await ask()).status, 200)
  },
})

/** The answer of the source that the claims name. */
async function fetched(t: Test, rule: string): Promise<Answer> {
  const { ask, token } = await on(rule)
  const { elsewhere } = wired(await ask()).json._claim_sources
  t.match(elsewhere, { endpoint: /^http:.*\?claims_source=elsewhere$/, access_token: token })
  return ask({ query: { claims_source: 'elsewhere' } })
}
