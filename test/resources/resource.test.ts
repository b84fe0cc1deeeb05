// The mock resource: it judges tokens as an API does, and its challenges tell a client what to do.

import t from 'tap'
import type { Fixtures } from '../../lib/fixtures/types.js'
import { ALICE, CHALLENGE, NOW, SPA, VERIFIER, WEB, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'
import { CC, ath, asked, holder, shown } from '../support/dpop.js'
import { FORM, served } from '../support/served.js'
import { ISSUER } from '../support/signing.js'

const KEY = await holder()
const OTHER = await holder()
const AT = { access_token: 'AT-1', client_id: 'web', user: 'alice', scope: 'openid read' }
const URL_HERE = `${ISSUER}/_mock/resource`
const METADATA = `${ISSUER}/.well-known/oauth-protected-resource/_mock/resource`

async function called(staged: Staged, token: string, query: Record<string, string | string[]> = {}): Promise<Answer> {
  return staged.ask('resource', { url: '/_mock/resource', headers: { authorization: `Bearer ${token}` }, query })
}

/** The attributes of a challenge, its scheme among them. */
function challengeOf({ headers }: Answer): Record<string, string> {
  const text = headers['www-authenticate'] ?? ''
  return Object.fromEntries([
    ['scheme', text.split(' ')[0]],
    ...[...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  ])
}

async function bound(fixtures: Fixtures = {}): Promise<{ staged: Staged; token: string }> {
  const staged = await stage(fixtures)
  const first = await asked(staged, CC, await KEY.proof())
  const nonce = first.headers['dpop-nonce']
  const { body } = nonce === undefined ? first : await asked(staged, CC, await KEY.proof({ nonce }))
  return { staged, token: body['access_token'] as string }
}

t.test('a good token is answered with what it says', async (t) => {
  const { status, body, headers } = await called(await stage({ tokens: [AT] }), 'AT-1')
  t.equal(status, 200)
  t.match(headers['cache-control'], 'no-store')
  const told = { sub: 'alice', client_id: 'web', scope: 'openid read', aud: ISSUER, iss: ISSUER }
  t.same(body, { ...told, token_type: 'Bearer', exp: NOW + 3600, auth_time: NOW })
})

t.test('MD-11 without a token the challenge says where the metadata is, and no error', async (t) => {
  const answer = await (await stage()).ask('resource', { url: '/_mock/resource' })
  t.match(answer, { status: 401, reason: 'token-missing' })
  t.same(challengeOf(answer), { scheme: 'Bearer', realm: 'mock-oauth2-provider', resource_metadata: METADATA })
})

t.test('MD-11 every refusal says where the metadata is', async (t) => {
  const staged = await stage({ tokens: [AT, { ...AT, access_token: 'OLD', state: 'expired' }] })
  t.match(challengeOf(await called(staged, 'OLD')), { error: 'invalid_token', resource_metadata: METADATA })
  t.match(challengeOf(await called(staged, 'nobody')), { error: 'invalid_token', resource_metadata: METADATA })
  t.match(challengeOf(await called(staged, 'AT-1', { scope: 'write' })), {
    error: 'insufficient_scope',
    resource_metadata: METADATA,
  })
})

t.test('MD-11 the metadata names the resource, its server and its ways', async (t) => {
  const { realm } = await stage()
  const app = await served(t, realm)
  const answer = await app.inject({
    url: '/.well-known/oauth-protected-resource/_mock/resource',
    headers: { host: 'localhost:2884', origin: 'https://spa.example' },
  })
  t.equal(answer.statusCode, 200)
  t.equal(answer.headers['access-control-allow-origin'], '*')
  t.match(answer.headers['content-type'], /^application\/json/)
  t.match(answer.json(), {
    resource: URL_HERE,
    authorization_servers: [ISSUER],
    scopes_supported: ['read', 'write'],
    bearer_methods_supported: ['header', 'body'],
    dpop_signing_alg_values_supported: ['RS256'],
  })
})

t.test('MD-11 the resource in the metadata is the one that its path was made of', async (t) => {
  const { realm } = await stage({ resource: { scope: 'api', dpop: 'required' } })
  const app = await served(t, realm)
  for (const path of ['', '/_mock/resource', '/_mock/resource/a/b']) {
    const answer = await app.inject(`/.well-known/oauth-protected-resource${path}`)
    const { resource, ...more } = answer.json<Record<string, unknown>>()
    t.equal(resource, `${ISSUER}${path}`)
    t.match(more, { scopes_supported: ['api'], dpop_bound_access_tokens_required: true })
  }
  const elsewhere = await app.inject('/.well-known/oauth-protected-resource/elsewhere')
  t.equal(elsewhere.statusCode, 404)
  t.match(elsewhere.json(), { error: 'invalid_request', error_description: /_mock\/resource/ })
})

t.test('MD-11 an issuer with a path has its resource and the metadata below that path', async (t) => {
  const { realm } = await stage({}, { issuer: () => 'https://auth.example/t1' })
  const app = await served(t, realm)
  const { headers } = await app.inject('/t1/_mock/resource')
  const [, url = ''] = /resource_metadata="([^"]*)"/.exec(headers['www-authenticate'] as string) ?? []
  t.equal(url, 'https://auth.example/.well-known/oauth-protected-resource/t1/_mock/resource')
  t.match((await app.inject(new URL(url).pathname)).json(), {
    resource: 'https://auth.example/t1/_mock/resource',
    authorization_servers: ['https://auth.example/t1'],
  })
  t.match((await app.inject('/.well-known/oauth-protected-resource/t1')).json(), {
    resource: 'https://auth.example/t1',
  })
})

t.test('MD-11 a realm of its own has its resource too', async (t) => {
  const { realm } = await stage({}, { id: 'r', issuer: () => `${ISSUER}/realms/r` })
  const app = await served(t, realm)
  const { statusCode, headers } = await app.inject('/realms/r/_mock/resource')
  t.equal(statusCode, 401)
  const [, url = ''] = /resource_metadata="([^"]*)"/.exec(headers['www-authenticate'] as string) ?? []
  t.equal(url, `${ISSUER}/.well-known/oauth-protected-resource/realms/r/_mock/resource`)
  t.match((await app.inject(new URL(url).pathname)).json(), { resource: `${ISSUER}/realms/r/_mock/resource` })
})

t.test('MD-12 the server lists its protected resource', async (t) => {
  t.same((await (await stage()).ask('metadata')).body['protected_resources'], [URL_HERE])
})

t.test('the control API keeps what is beside the resource', async (t) => {
  const { realm } = await stage()
  const app = await served(t, realm)
  t.equal((await app.inject('/_mock/resource/any/thing')).statusCode, 401)
  for (const url of ['/_mock/resources', '/_mock/v1/resource', '/_mock'])
    t.equal((await app.inject(url)).statusCode, 404, url)
})

t.test('scripts of any origin may call it, and read its challenges', async (t) => {
  const { realm } = await stage({ tokens: [AT] })
  const app = await served(t, realm)
  const preflight = {
    origin: 'https://spa.example',
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'authorization,dpop',
  }
  const allowed = await app.inject({ method: 'OPTIONS', url: '/_mock/resource', headers: preflight })
  t.match(allowed.headers, {
    'access-control-allow-methods': /PUT/,
    'access-control-allow-headers': 'authorization,dpop',
  })
  const refused = await app.inject({ url: '/_mock/resource', headers: { origin: 'https://spa.example' } })
  t.match(refused.headers['access-control-expose-headers'], /WWW-Authenticate, DPoP-Nonce/)
})

t.test('BT-02 a form of any method but GET may carry the token', async (t) => {
  const { realm } = await stage({ tokens: [AT] })
  const app = await served(t, realm)
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    const answer = await app.inject({ method, url: '/_mock/resource', headers: FORM, payload: 'access_token=AT-1' })
    t.equal(answer.statusCode, 200, method)
  }
})

t.test('BT-06 too little scope is 403 with the scope that would do', async (t) => {
  const staged = await stage({ tokens: [AT], resource: { scope: ['read', 'write'] } })
  const answer = await called(staged, 'AT-1')
  t.match(answer, {
    status: 403,
    body: { error: 'insufficient_scope' },
    reason: 'token-insufficient-scope',
    hint: /'write'/,
  })
  t.match(challengeOf(answer), { scheme: 'Bearer', error: 'insufficient_scope', scope: 'read write' })
  t.equal((await called(staged, 'AT-1', { scope: 'read' })).status, 200, 'the URL wins over the fixtures')
})

t.test('a token for somewhere else is refused', async (t) => {
  const staged = await stage()
  const { body } = await asked(staged, { ...CC, resource: 'https://api.example' }, undefined)
  const answer = await called(staged, body['access_token'] as string)
  t.match(answer, {
    status: 401,
    body: { error: 'invalid_token' },
    reason: 'token-wrong-audience',
    hint: /'https:\/\/api.example'/,
  })
  t.match(challengeOf(answer), { error: 'invalid_token' })
  t.equal(
    (
      await called(staged, body['access_token'] as string, {
        audience: ['https://other.example', 'https://api.example'],
      })
    ).status,
    200,
  )
})

for (const resource of [URL_HERE, `${ISSUER}/`, `${ISSUER}/_mock`]) {
  t.test(`RI-02 a token for ${resource} is taken`, async (t) => {
    const staged = await stage()
    const { body } = await asked(staged, { ...CC, resource }, undefined)
    t.match(await called(staged, body['access_token'] as string), { status: 200, body: { aud: resource } })
  })
}

t.test('the resource stands in for the API that the fixtures give tokens of the client to', async (t) => {
  const staged = await stage({ clients: [{ ...WEB, access_token: { audience: 'https://api.example' } }] })
  const { body } = await asked(staged, CC, undefined)
  t.match(await called(staged, body['access_token'] as string), { status: 200, body: { aud: 'https://api.example' } })
  t.match(await called(staged, body['access_token'] as string, { audience: ISSUER }), {
    status: 401,
    reason: 'token-wrong-audience',
  })
})

t.test('a demand that makes no sense is told to the tester', async (t) => {
  const staged = await stage({ tokens: [AT] })
  t.match(await called(staged, 'AT-1', { max_age: 'soon' }), { status: 400, reason: 'resource-demand' })
  t.match(await called(staged, 'AT-1', { dpop: 'yes' }), { status: 400, reason: 'resource-demand' })
})

t.test('a fault of the resource comes with the challenge of a resource', async (t) => {
  const staged = await stage({ tokens: [AT], faults: ['resource=invalid_token@1'] })
  const answer = await called(staged, 'AT-1')
  t.match(challengeOf(answer), { scheme: 'Bearer', error: 'invalid_token' })
  t.equal((await called(staged, 'AT-1')).status, 200)
})

t.test('DP-01 at a resource the proof carries the hash of the token', async (t) => {
  const { staged, token } = await bound()
  const refused = { status: 401, body: { error: 'invalid_dpop_proof' } }
  for (const endpoint of ['resource', 'userinfo'] as const) {
    t.match(await shown(staged, endpoint, token, KEY, { claims: { ath: undefined } }), {
      ...refused,
      reason: 'dpop-ath',
    })
    t.match(await shown(staged, endpoint, token, KEY, { claims: { ath: ath('another') } }), {
      ...refused,
      reason: 'dpop-ath',
    })
    t.match(await shown(staged, endpoint, token, KEY, { claims: { htm: 'POST' } }), { ...refused, reason: 'dpop-htm' })
    t.match(await shown(staged, endpoint, token, OTHER), {
      status: 401,
      body: { error: 'invalid_token' },
      reason: 'dpop-key',
    })
  }
  t.match(await shown(staged, 'resource', token, KEY), {
    status: 200,
    body: { token_type: 'DPoP', cnf: { jkt: KEY.jkt } },
  })
})

t.test('DP-01 a path below the resource and its query do no harm', async (t) => {
  const { staged, token } = await bound()
  const given = { url: '/_mock/resource/a/b?scope=read', rest: '/a/b', claims: { htu: `${URL_HERE}/a/b` } }
  t.equal((await shown(staged, 'resource', token, KEY, given)).status, 200)
})

t.test('DP-02 userinfo takes a bound token', async (t) => {
  const staged = await stage({ clients: [{ ...SPA, scope: 'openid' }], users: [ALICE] })
  const redirect_uri = 'https://spa.example/cb'
  const code = await staged.code({
    client_id: 'spa',
    redirect_uri,
    scope: 'openid',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  })
  const form = { grant_type: 'authorization_code', code, client_id: 'spa', redirect_uri, code_verifier: VERIFIER }
  const { body } = await staged.token(form, { headers: { dpop: await KEY.proof() } })
  t.match(await shown(staged, 'userinfo', body['access_token'] as string, KEY), { status: 200, body: { sub: 'alice' } })
})

t.test('DP-05 the challenge asks for a nonce, and the next proof with it succeeds', async (t) => {
  const { staged, token } = await bound({ policy: { dpop_nonce: 'required' } })
  for (const endpoint of ['resource', 'userinfo'] as const) {
    const answer = await shown(staged, endpoint, token, KEY)
    t.match(answer, { status: 401, body: { error: 'use_dpop_nonce' }, reason: 'dpop-nonce-missing' })
    t.match(challengeOf(answer), { scheme: 'DPoP', error: 'use_dpop_nonce', algs: /\bES256\b/ })
    t.match(answer.headers['dpop-nonce'], String)
  }
  const nonce = (await shown(staged, 'resource', token, KEY)).headers['dpop-nonce']
  t.match(await shown(staged, 'resource', token, KEY, { claims: { nonce } }), {
    status: 200,
    headers: { 'dpop-nonce': nonce },
  })
})

t.test('DP-06 a bound token does not pass as a Bearer token, nor in a form', async (t) => {
  const { staged, token } = await bound()
  for (const endpoint of ['resource', 'userinfo'] as const) {
    for (const given of [{ headers: { authorization: `Bearer ${token}` } }, { form: { access_token: token } }]) {
      const answer = await staged.ask(endpoint, given)
      t.match(answer, { status: 401, body: { error: 'invalid_token' }, reason: 'dpop-bound-as-bearer' })
      t.match(challengeOf(answer), { scheme: 'DPoP', error: 'invalid_token' })
    }
  }
})

t.test('DP-06 the scheme DPoP needs a proof, and a bound token', async (t) => {
  const { staged, token } = await bound({ tokens: [AT] })
  const bare = await staged.ask('resource', { headers: { authorization: `DPoP ${token}` } })
  t.match(bare, { status: 401, body: { error: 'invalid_dpop_proof' }, reason: 'dpop-missing' })
  t.match(await shown(staged, 'resource', 'AT-1', KEY), {
    status: 401,
    body: { error: 'invalid_token' },
    reason: 'dpop-token-unbound',
  })
})

t.test('DP-06 a resource that demands DPoP takes no Bearer token, and says so before it sees one', async (t) => {
  const { staged, token } = await bound({ tokens: [AT], resource: { dpop: 'required' } })
  const none = await staged.ask('resource', { url: '/_mock/resource' })
  t.match(challengeOf(none), { scheme: 'DPoP', algs: /ES256/, resource_metadata: METADATA })
  const bearer = await called(staged, 'AT-1')
  t.match(bearer, { status: 401, body: { error: 'invalid_token' }, reason: 'dpop-missing' })
  t.match(challengeOf(bearer), { scheme: 'DPoP', error: 'invalid_token' })
  t.equal((await shown(staged, 'resource', token, KEY)).status, 200)
})

t.test('DP-08 a proof works once at a resource too', async (t) => {
  const { staged, token } = await bound()
  const claims = { jti: 'one' }
  t.equal((await shown(staged, 'resource', token, KEY, { claims })).status, 200)
  t.match(await shown(staged, 'resource', token, KEY, { claims }), {
    status: 401,
    body: { error: 'invalid_dpop_proof' },
    reason: 'dpop-jti-replay',
  })
})

t.test('SU-01 an old login is 401 with max_age, and a new authorization with it helps', async (t) => {
  const staged = await stage({ login: 'auto' })
  const first = await staged.authorize()
  const login = async (change: object): Promise<string> => {
    const { told } = await staged.authorize({ ...change }, { cookies: first.cookies })
    return (await staged.redeem(told?.['code'] ?? '')).body['access_token'] as string
  }
  staged.advance(61)
  const answer = await called(staged, await login({}), { max_age: '60' })
  t.match(answer, {
    status: 401,
    body: { error: 'insufficient_user_authentication' },
    reason: 'step-up-max-age',
    hint: /61 s ago/,
  })
  t.match(challengeOf(answer), { scheme: 'Bearer', error: 'insufficient_user_authentication', max_age: '60' })
  t.equal((await called(staged, await login({ max_age: '60' }), { max_age: '60' })).status, 200)
})

t.test('SU-01 too weak a login is 401 with acr_values, and a new authorization with them helps', async (t) => {
  const staged = await stage({ resource: { acr_values: 'mfa phr' } })
  const first = await staged.authorize()
  const login = async (change: object): Promise<string> => {
    const { told } = await staged.authorize({ ...change }, { cookies: first.cookies })
    return (await staged.redeem(told?.['code'] ?? '')).body['access_token'] as string
  }
  const answer = await called(staged, await login({}))
  t.match(answer, { status: 401, body: { error: 'insufficient_user_authentication' }, reason: 'step-up-acr' })
  t.match(challengeOf(answer), { error: 'insufficient_user_authentication', acr_values: 'mfa phr' })
  t.match(await called(staged, await login({ acr_values: 'phr' })), { status: 200, body: { acr: 'phr' } })
})

t.test('SU-01 a token without a user has never been fresh', async (t) => {
  const staged = await stage()
  const { body } = await asked(staged, CC, undefined)
  const answer = await called(staged, body['access_token'] as string, { max_age: '60', acr_values: 'mfa' })
  t.match(challengeOf(answer), { error: 'insufficient_user_authentication', max_age: '60', acr_values: 'mfa' })
})
