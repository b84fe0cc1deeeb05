import t, { type Test } from 'tap'
import { ALICE, WEB, stage, type Answer, type Staged } from '../../support/realm.js'
import { eachRow, wired } from '../../support/rows.js'

const HERE = 'http://localhost:2884/_mock/resource'
const WELL_KNOWN = '/.well-known/oauth-protected-resource'
const SCOPE = 'openid documents.read documents.write documents.admin'
const CLIENT = { ...WEB, scope: `${SCOPE} offline_access`, default_scope: 'openid' } as const

async function on(rule: string): Promise<Staged> {
  const staged = await stage({ clients: [CLIENT], users: [ALICE] })
  staged.realm.faults.arm(rule)
  return staged
}

/** A call of the resource with a new token of that scope. */
async function called(staged: Staged, change: Record<string, string> = {}): Promise<Answer> {
  return show(staged, await tokenOf(staged, change))
}

async function tokenOf({ tokens }: Staged, change: Record<string, string> = {}): Promise<string> {
  return String((await tokens({ scope: 'openid', ...change }))['access_token'])
}

const show = ({ ask }: Staged, token: string): Promise<Answer> =>
  ask('resource', { url: '/_mock/resource', headers: { authorization: `Bearer ${token}` } })

const bare = ({ ask }: Staged): Promise<Answer> => ask('resource', { url: '/_mock/resource' })

const challengesOf = (answer: Answer): readonly unknown[] => [wired(answer).headers['www-authenticate'] ?? []].flat()

const metadata = async ({ ask }: Staged, rest = '/_mock/resource', query = ''): Promise<Answer> =>
  ask('protected_resource_metadata', { rest, url: `${WELL_KNOWN}${rest}${query}` })

/** Every token is refused so. */
const refused = (error: string, challenges: readonly unknown[]) => async (t: Test, rule: string) => {
  const staged = await on(rule)
  for (const answer of [await called(staged), await called(staged)]) {
    t.match(wired(answer), { status: 401, json: { error } })
    t.match(challengesOf(answer), challenges)
    t.equal(challengesOf(answer).length, challenges.length)
  }
}

const EXPIRED = /^Bearer realm="mock", error="invalid_token", error_description="the access token expired"$/

eachRow(t, ['rs', 'prm'], {
  async 'rs-401-once'(t, rule) {
    const staged = await on(rule)
    const [first, second] = [await tokenOf(staged), await tokenOf(staged)]
    t.strictSame([(await show(staged, first)).status, (await show(staged, first)).status], [401, 401])
    t.equal((await show(staged, second)).status, 200)
  },
  'rs-401-always': refused('invalid_token', [/^Bearer .*error="invalid_token"/]),
  'rs-401-no-challenge': refused('invalid_token', []),
  'rs-401-malformed-challenge': refused('invalid_token', [
    /^Bearer error=invalid_token,, error_description="no closing quote$/,
  ]),
  'rs-401-two-headers': refused('invalid_token', [/^Basic /, /^Bearer /]),
  'rs-401-expired-vs-403': refused('invalid_token', [EXPIRED]),
  async 'rs-403-insufficient-scope'(t, rule) {
    const staged = await on(rule)
    const answer = await called(staged)
    t.equal(answer.status, 403)
    t.match(challengesOf(answer), [/error="insufficient_scope".*scope="documents.write"/])
    t.equal((await called(staged, { scope: 'openid documents.write' })).status, 200)
    t.match(challengesOf(await called(await on(`${rule}:a%20b`))), [/scope="a b"/])
  },
  async 'rs-403-forever'(t, rule) {
    const answer = await called(await on(rule), { scope: SCOPE })
    t.equal(answer.status, 403)
    t.match(challengesOf(answer), [/error="insufficient_scope".*scope="documents.write"/])
  },
  async 'rs-403-incremental'(t, rule) {
    const staged = await on(rule)
    const scopes = ['openid', 'openid documents.read', 'openid documents.read documents.write']
    for (const [at, next] of ['documents.read', 'documents.write', 'documents.admin'].entries())
      t.match(challengesOf(await called(staged, { scope: scopes[at] ?? '' })), [new RegExp(`scope="${next}"`)])
    t.equal((await called(staged, { scope: SCOPE })).status, 200)
  },
  async 'rs-step-up'(t, rule) {
    const staged = await on(rule)
    const answer = await called(staged)
    t.match(wired(answer), { status: 401, json: { error: 'insufficient_user_authentication' } })
    t.match(challengesOf(answer), [/acr_values="urn:mock:strong"/])
    t.equal((await called(staged, { acr_values: 'urn:mock:strong' })).status, 200)
    const fresh = await on('resource=step-up:any%20strong:60')
    const token = await tokenOf(fresh, { acr_values: 'strong' })
    t.equal((await show(fresh, token)).status, 200)
    fresh.advance(61)
    t.match(challengesOf(await show(fresh, token)), [/acr_values="any strong", max_age="60"/])
  },
  async 'rs-401-with-scope'(t, rule) {
    const staged = await on(rule)
    t.match(challengesOf(await bare(staged)), [/^Bearer .*resource_metadata=.*scope="documents.read"$/])
    t.equal((await called(staged)).status, 200)
  },
  async 'rs-401-without-scope'(t, rule) {
    const staged = await stage({ clients: [CLIENT], resource: { scope: 'documents.read' } })
    t.match(challengesOf(await bare(staged)), [/scope="documents.read"/])
    staged.realm.faults.arm(rule)
    const [challenge] = challengesOf(await bare(staged))
    t.match(challenge, /^Bearer realm=.*resource_metadata="/)
    t.notMatch(challenge, /scope=|, *,|,$/)
  },
  async 'rs-audience-strict'(t, rule) {
    const staged = await on(rule)
    const answer = await called(staged)
    t.match(wired(answer), { status: 401, json: { error: 'invalid_token' } })
    t.equal(challengesOf(answer).length, 1)
    const code = await staged.code({ resource: HERE, scope: 'openid' })
    const { body } = await staged.redeem(code, { resource: HERE })
    t.equal((await show(staged, String(body['access_token']))).status, 200)
  },
  async 'prm-resource-mismatch'(t, rule) {
    t.match(wired(await metadata(await on(rule))).json, { resource: 'https://another-resource.example' })
  },
  async 'prm-no-authorization-servers'(t, rule) {
    const { json } = wired(await metadata(await on(rule)))
    t.equal(json.resource, HERE)
    t.notOk('authorization_servers' in json)
  },
  async 'prm-two-servers'(t, rule) {
    const { authorization_servers } = wired(await metadata(await on(rule))).json
    t.strictSame(authorization_servers, ['http://localhost:2884', 'https://another-server.example'])
  },
  async 'prm-404'(t, rule) {
    t.equal((await metadata(await on(rule))).status, 404)
  },
  async 'prm-root-only'(t, rule) {
    const staged = await on(rule)
    t.strictSame([(await metadata(staged)).status, (await metadata(staged, '')).status], [404, 200])
  },
  async 'prm-custom-path'(t, rule) {
    const staged = await on(rule)
    t.strictSame([(await metadata(staged)).status, (await metadata(staged, '')).status], [404, 404])
    const [, url = ''] = /resource_metadata="([^"]+)"/.exec(String(challengesOf(await bare(staged))[0])) ?? []
    const { pathname, search } = new URL(url)
    const found = await metadata(staged, pathname.slice(WELL_KNOWN.length), search)
    t.match(wired(found), { status: 200, json: { resource: HERE } })
  },
  async 'prm-as-changes'(t, rule) {
    const { json } = wired(await metadata(await on(rule)))
    t.strictSame(json.authorization_servers, ['https://another-server.example'])
    const other = wired(await metadata(await on(`${rule}:http%3A%2F%2Flocalhost%2Frealms%2Fb`))).json
    t.strictSame(other.authorization_servers, ['http://localhost/realms/b'])
  },
  async 'prm-no-offline-access'(t, rule) {
    const { json } = wired(await metadata(await on(rule)))
    t.notOk(json.scopes_supported.includes('offline_access'))
    t.ok(json.scopes_supported.includes('documents.read'))
    const discovery = wired(await (await on(rule.replace('prm', 'discovery'))).ask('metadata')).json
    t.notOk(discovery.scopes_supported.includes('offline_access'))
    t.ok(
      wired(await (await stage({ clients: [CLIENT] })).ask('metadata')).json.scopes_supported.includes(
        'offline_access',
      ),
    )
  },
  async 'prm-as-offline-access'(t, rule) {
    const staged = await stage({ clients: [{ ...CLIENT, scope: 'openid' }] })
    t.notOk(wired(await staged.ask('metadata')).json.scopes_supported.includes('offline_access'))
    staged.realm.faults.arm(rule)
    t.ok(wired(await staged.ask('metadata')).json.scopes_supported.includes('offline_access'))
  },
})

t.test('without a rule a good token is taken, and one without the scope is told so by the server itself', async (t) => {
  t.equal((await called(await on('resource=503@999'))).status, 200)
})
