import t from 'tap'
import { CC, asked, holder, shown, type Holder } from '../../support/dpop.js'
import { SPA, WEB, claimsOf, stage, type Answer, type Staged } from '../../support/realm.js'
import { armed, eachRow, wired } from '../../support/rows.js'
import { ISSUER } from '../../support/signing.js'

const JWT_CLIENT = { clients: [{ ...WEB, access_token: { format: 'jwt' } }, SPA] } as const

/** Asks the token endpoint with a proof of this nonce. */
const ask = async (staged: Staged, { proof }: Holder, nonce?: string): Promise<Answer> =>
  asked(staged, CC, await proof(nonce === undefined ? {} : { nonce }))

/** Arms after a bound token was issued, and asks the resource with it. */
async function atResource(rule: string) {
  const [staged, key] = [await stage(), await holder()]
  const { body } = await ask(staged, key)
  staged.realm.faults.arm(rule)
  const token = String(body['access_token'])
  return (claims: object = {}) => shown(staged, 'resource', token, key, { claims })
}

const nonceOf = ({ headers }: Answer): string | undefined => headers['dpop-nonce']

eachRow(t, ['dpop'], {
  async 'dpop-nonce-required'(t, rule) {
    const [staged, key] = [await armed(rule), await holder()]
    const refused = await ask(staged, key)
    t.match(wired(refused), { status: 400, json: { error: 'use_dpop_nonce' } })
    t.equal((await ask(staged, key, nonceOf(refused))).body['token_type'], 'DPoP')
    t.equal((await staged.token(CC)).body['token_type'], 'Bearer', 'a request without a proof is left alone')
  },
  async 'dpop-nonce-required-resource'(t, rule) {
    const call = await atResource(rule)
    const refused = await call()
    t.match(wired(refused), { status: 401, headers: { 'www-authenticate': /^DPoP error="use_dpop_nonce"/ } })
    t.equal((await call({ nonce: nonceOf(refused) })).status, 200)
  },
  async 'dpop-nonce-at-par'(t, rule) {
    const [staged, { proof }] = [await armed(rule), await holder()]
    const form = {
      client_id: 'spa',
      redirect_uri: SPA.redirect_uris[0],
      response_type: 'code',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    }
    const push = async (claims: object): Promise<Answer> =>
      staged.ask('pushed_authorization_request', {
        headers: { dpop: await proof({ htu: `${ISSUER}/par`, ...claims }) },
        form,
      })
    const refused = await push({})
    t.match(wired(refused), { status: 400, json: { error: 'use_dpop_nonce' } })
    t.equal((await push({ nonce: nonceOf(refused) })).status, 201)
  },
  async 'dpop-nonce-none'(t, rule) {
    const [staged, key] = [await armed(rule, { policy: { dpop_nonce: 'required' } }), await holder()]
    const { reply } = await ask(staged, key)
    t.strictSame(reply.delivery?.headers, { 'dpop-nonce': null })
  },
  async 'dpop-nonce-rotates-on-200'(t, rule) {
    const [staged, key] = [await armed(rule), await holder()]
    const first = nonceOf(await ask(staged, key))
    const good = await ask(staged, key, first)
    t.equal(good.status, 200)
    t.not(nonceOf(good), first)
    t.match((await ask(staged, key, first)).body, { error: 'use_dpop_nonce' })
  },
  async 'dpop-nonce-stale'(t, rule) {
    const [staged, key] = [await armed(rule), await holder()]
    const first = nonceOf(await ask(staged, key))
    t.equal((await ask(staged, key, first)).status, 200)
    const stale = await ask(staged, key, first)
    t.match(stale.body, { error: 'use_dpop_nonce' })
    t.equal((await ask(staged, key, nonceOf(stale))).status, 200)
  },
  async 'dpop-nonce-loop'(t, rule) {
    const [staged, key] = [await armed(rule), await holder()]
    const nonces: (string | undefined)[] = [undefined]
    for (let i = 0; i < 3; i++) nonces.push(nonceOf(await ask(staged, key, nonces.at(-1))))
    t.equal(new Set(nonces).size, 4)
  },
  async 'dpop-nonce-same-value'(t, rule) {
    const [staged, key] = [await armed(rule), await holder()]
    const first = await ask(staged, key)
    const second = await ask(staged, key, nonceOf(first))
    t.match([first.status, second.status], [400, 400])
    t.ok(nonceOf(first))
    t.equal(nonceOf(first), nonceOf(second))
  },
  async 'dpop-nonce-header-missing'(t, rule) {
    const { json, headers } = wired(await ask(await armed(rule), await holder()))
    t.match(json, { error: 'use_dpop_nonce' })
    t.notOk('dpop-nonce' in headers)
  },
  async 'dpop-nonce-two-headers'(t, rule) {
    const { headers } = wired(await ask(await armed(rule), await holder()))
    t.equal((headers['dpop-nonce'] as string[]).length, 2)
  },
  async 'dpop-nonce-per-origin'(t, rule) {
    const [staged, key] = [await armed(rule), await holder()]
    const nonce = nonceOf(await ask(staged, key))
    const { body } = await ask(staged, key, nonce)
    const token = String(body['access_token'])
    const refused = await shown(staged, 'resource', token, key, { claims: { nonce } })
    t.equal(refused.status, 401, 'the nonce of the authorization server is not one of the resource')
    t.equal((await shown(staged, 'resource', token, key, { claims: { nonce: nonceOf(refused) } })).status, 200)
  },
  async 'dpop-scheme-case'(t, rule) {
    const call = await atResource(rule)
    const refused = await call()
    t.match(wired(refused), { status: 401, headers: { 'www-authenticate': /^dpop error="use_dpop_nonce"/ } })
    t.equal((await call({ nonce: nonceOf(refused) })).status, 200)
  },
  async 'dpop-multi-challenge'(t, rule) {
    const staged = await armed(rule)
    const { status, headers } = wired(await staged.ask('resource', { headers: { authorization: 'Bearer x' } }))
    t.equal(status, 401)
    t.match([headers['www-authenticate']].flat()[0], /^Bearer .*, DPoP algs=/)
    t.equal((await (await atResource(rule))()).status, 200, 'DPoP goes through')
  },
  async 'dpop-token-type-bearer'(t, rule) {
    const { json } = wired(await ask(await armed(rule), await holder()))
    t.equal(json.token_type, 'Bearer')
  },
  async 'dpop-cnf-other-key'(t, rule) {
    const [staged, key] = [await armed(rule, JWT_CLIENT), await holder()]
    const { body } = await ask(staged, key)
    const { body: told } = await staged.introspect(String(body['access_token']))
    t.equal(told['active'], true)
    t.ok(told['cnf'].jkt)
    t.not(told['cnf'].jkt, key.jkt)
    const issuing = await armed('access_token=cnf-other-key', JWT_CLIENT)
    const token = String((await ask(issuing, key)).body['access_token'])
    t.match(claimsOf(token), { cnf: { jkt: told['cnf'].jkt }, client_id: 'web' })
    t.ok(await issuing.realm.server.keys.verify(token))
  },
})
