// RFC 9101, OpenID Connect Core §6: authorization requests as JWTs.

import t from 'tap'
import { BASIC, NOW, SPA, WEB, claimsOf, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'
import { ISSUER, secretSigner, served, signed, signer, unsigned } from '../support/signing.js'

const KEY = await signer('ES256')
const KEYED = { ...WEB, jwks: { keys: [KEY.jwk] } }
const CALLBACK = 'https://app.example/cb'

const inside = (change: object = {}): Record<string, unknown> => ({
  ...{ iss: 'web', aud: ISSUER, iat: NOW, exp: NOW + 60, client_id: 'web' },
  ...{ redirect_uri: CALLBACK, response_type: 'code', scope: 'openid profile', state: 'inside' },
  ...change,
})

const staged = (client: object = {}, more: object = {}): Promise<Staged> =>
  stage({ clients: [JSON.parse(JSON.stringify({ ...KEYED, ...client })), SPA], ...more })

const send = ({ ask }: Staged, request: string, outside: Record<string, string> = {}): Promise<Answer> =>
  ask('authorization', { query: { client_id: 'web', request, ...outside } })

/** A signed request object of these claims. */
async function by(
  claims: object = {},
  { client = {}, policy = {}, header = {}, key = KEY, outside = {} } = {},
): Promise<Answer> {
  return send(await staged(client, { policy }), await signed(inside(claims), key, header), outside)
}

/** Shown to the user, as there is no trustworthy redirect_uri. */
const refused = (reason: string, hint: RegExp = /./, error = 'invalid_request_object'): object => ({
  ...{ status: 400, told: undefined, page: { name: 'failure', error: { code: error } }, reason, hint },
})

t.test('JR-01 a request object signed with the key of the client is an authorization request', async (t) => {
  const { told, warnings } = await by()
  t.match(told, { code: String, state: 'inside', iss: ISSUER })
  t.same(warnings, [])
})

t.test('JR-01 it may come by POST', async (t) => {
  const { ask } = await staged()
  const form = { client_id: 'web', request: await signed(inside(), KEY) }
  t.ok((await ask('authorization', { form })).told?.['code'])
})

t.test('JR-01 only what is inside counts; what stands outside alone is ignored and named', async (t) => {
  const { told, entry } = await by(
    { state: undefined },
    { outside: { state: 'outside', scope: 'admin', redirect_uri: 'https://evil.example/', response_type: 'code' } },
  )
  t.match(told, { code: String })
  t.notHas(told, { state: String })
  t.match(entry.warnings[0], {
    reason: 'request-parameters-ignored',
    hint: /^state, scope, redirect_uri stand outside/,
  })
})

t.test('JR-01 the client_id outside is needed, and must be the one inside', async (t) => {
  const { ask } = await staged()
  const request = await signed(inside(), KEY)
  t.match(await ask('authorization', { query: { request } }), {
    status: 400,
    told: undefined,
    reason: 'client-id-missing-in-authorize',
  })
  t.match(
    await by({ client_id: 'spa' }),
    refused('request-object-client-id', /'spa' in the request object and 'web' outside/),
  )
  t.ok((await by({ client_id: undefined })).told?.['code'], 'inside it may be left out')
})

t.test('JR-01 a signature by another key, and what is no JWT, are refused', async (t) => {
  t.match(await by({}, { key: await signer('ES256') }), refused('request-object-key-mismatch'))
  t.match(await by({}, { key: await signer('ES256', 'unheard') }), refused('request-object-kid-unknown'))
  t.match(await send(await staged(), 'a.b.c'), refused('request-object-malformed'))
  t.match(await send(await staged(), 'a.b.c.d.e'), refused('request-object-malformed', /is encrypted/))
  t.match(await by({}, { client: { jwks: undefined } }), refused('request-object-keys-missing'))
})

t.test('JR-01 a secret of the client signs too, when it is long enough', async (t) => {
  const secret = 'a secret of exactly 32 bytes ...'
  t.ok((await by({}, { key: secretSigner(secret), client: { client_secret: secret } })).told?.['code'])
  t.match(await by({}, { key: secretSigner('s3cret') }), refused('request-object-secret-short'))
})

t.test('JR-01 numbers and objects inside become what the parameters would say', async (t) => {
  const scene = await staged()
  const { cookies } = await scene.authorize()
  const ask = async (change: object): Promise<Answer> => {
    const request = await signed(inside({ prompt: 'none', claims: { id_token: { email: null } }, ...change }), KEY)
    return scene.ask('authorization', { query: { client_id: 'web', request }, cookies })
  }
  t.match((await ask({ max_age: 0 })).told, { error: 'login_required' })
  const { told } = await ask({ max_age: 60 })
  const { body } = await scene.redeem(told?.['code'] ?? '')
  t.match(claimsOf(body['id_token'] as string), { email: 'alice@example.com' })
})

t.test('JR-01 the key may be behind jwks_uri', async (t) => {
  const jwks = await served(t, { keys: [KEY.jwk] })
  t.ok((await by({}, { client: { jwks: undefined, jwks_uri: jwks.url } })).told?.['code'])
})

t.test('JR-01 errors of a request inside go where the inside says', async (t) => {
  const { told, location } = await by({ scope: 'admin', response_mode: 'fragment' })
  t.match(told, { error: 'invalid_scope', state: 'inside' })
  t.ok(location?.startsWith(`${CALLBACK}#`))
})

t.test('JR-01 a redirect_uri inside that is not registered is an error page', async (t) => {
  t.match(
    await by({ redirect_uri: 'https://evil.example/' }),
    refused('redirect-uri-unregistered', /./, 'invalid_request'),
  )
})

t.test('JR-01 a refused request object is told to the registered redirect_uri beside it', async (t) => {
  const { told, location } = await by({ aud: 'x' }, { outside: { redirect_uri: CALLBACK, state: 'outside' } })
  t.match(told, { error: 'invalid_request_object', state: 'outside', iss: ISSUER })
  t.ok(location?.startsWith(CALLBACK))
  t.match(await by({ aud: 'x' }, { outside: { redirect_uri: 'https://evil.example/' } }), refused('request-object-aud'))
})

t.test('JR-02 a request object is fetched from where the client is registered for', async (t) => {
  const file = await served(t, await signed(inside(), KEY))
  const { ask } = await staged({ request_uris: [file.url] })
  const query = (request_uri: string): Promise<Answer> =>
    ask('authorization', { query: { client_id: 'web', request_uri } })
  t.match((await query(file.url)).told, { code: String, state: 'inside' })
  t.ok((await query(`${file.url}#version2`)).told?.['code'], 'the fragment is not compared')
  t.match(
    await query(`${file.url}other`),
    refused('request-uri-unregistered', /closest registered one is/, 'invalid_request_uri'),
  )
  t.equal(file.asked, 2)
})

t.test('JR-02 without registration it is fetched from this machine and from nowhere else', async (t) => {
  const file = await served(t, await signed(inside(), KEY))
  const { ask } = await staged()
  const query = (request_uri: string): Promise<Answer> =>
    ask('authorization', { query: { client_id: 'web', request_uri } })
  t.ok((await query(file.url)).told?.['code'])
  for (const far of [
    'https://rp.example/r.jwt',
    'http://169.254.169.254/latest',
    'http://localhost.evil.example/',
    'http://localhost@evil.example/',
  ]) {
    t.match(await query(far), refused('request-uri-unregistered', /not on this machine/, 'invalid_request_uri'), far)
  }
  const registered = await staged({ request_uris: ['https://rp.example/r.jwt'] })
  const answer = await registered.ask('authorization', {
    query: { client_id: 'web', request_uri: 'https://rp.example/r.jwt' },
  })
  t.match(
    answer,
    refused('request-uri-unreachable', /not on this machine/, 'invalid_request_uri'),
    'nor where registered, unless allowed',
  )
})

t.test('JR-02 what is there must be a request object, with status 200', async (t) => {
  const file = await served(t, 404)
  const { ask } = await staged()
  const query = (): Promise<Answer> => ask('authorization', { query: { client_id: 'web', request_uri: file.url } })
  t.match(await query(), refused('request-uri-unreachable', /answered 404/, 'invalid_request_uri'))
  file.answer = '<html>'
  t.match(await query(), refused('request-object-malformed'))
})

t.test('JR-03 request and request_uri exclude each other', async (t) => {
  const answer = await send(await staged(), await signed(inside(), KEY), { request_uri: 'http://localhost:1/' })
  t.match(answer, refused('request-and-request-uri', /./, 'invalid_request'))
})

t.test('JR-03 what a policy switches off is refused by name, and metadata says so', async (t) => {
  const policy = { request_parameter: 'refuse', request_uri_parameter: 'refuse' }
  const scene = await staged({}, { policy })
  const outside = { redirect_uri: CALLBACK, state: 's', response_type: 'code' }
  const request = await scene.ask('authorization', {
    query: { client_id: 'web', request: await signed(inside(), KEY), ...outside },
  })
  t.match(
    { ...request.told, reason: request.reason },
    { error: 'request_not_supported', state: 's', reason: 'request-parameter-off' },
  )
  const reference = await scene.ask('authorization', {
    query: { client_id: 'web', request_uri: 'http://localhost:1/', ...outside },
  })
  t.match(
    { ...reference.told, reason: reference.reason },
    { error: 'request_uri_not_supported', state: 's', reason: 'request-uri-parameter-off' },
  )
  const { body } = await scene.ask('metadata')
  t.match(body, { request_parameter_supported: false, request_uri_parameter_supported: false })
  t.notHas(body, { request_object_signing_alg_values_supported: [] })
})

t.test('JR-03 pushing works where both are off', async (t) => {
  const scene = await staged({}, { policy: { request_parameter: 'refuse', request_uri_parameter: 'refuse' } })
  const headers = { authorization: BASIC }
  const form = { redirect_uri: CALLBACK, response_type: 'code', scope: 'openid' }
  const { body } = await scene.ask('pushed_authorization_request', { headers, form })
  t.ok(
    (await scene.ask('authorization', { query: { client_id: 'web', request_uri: body['request_uri'] } })).told?.[
      'code'
    ],
  )
  const object = await scene.ask('pushed_authorization_request', {
    headers,
    form: { request: await signed(inside(), KEY) },
  })
  t.match(object, { status: 400, body: { error: 'request_not_supported' } })
})

t.test('JR-03 metadata names both ways and the algorithms', async (t) => {
  const { body } = await (await staged()).ask('metadata')
  t.match(body, {
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_signed_request_object: false,
  })
  for (const alg of ['none', 'RS256', 'PS256', 'ES256', 'EdDSA'])
    t.ok(body['request_object_signing_alg_values_supported'].includes(alg), alg)
})

t.test('JR-04 typ is oauth-authz-req+jwt, JWT or nothing', async (t) => {
  for (const typ of ['oauth-authz-req+jwt', 'application/oauth-authz-req+jwt', 'JWT', undefined]) {
    t.ok((await by({}, { header: { typ } })).told?.['code'], String(typ))
  }
  for (const typ of ['at+jwt', 'client-authentication+jwt', 'dpop+jwt']) {
    t.match(await by({}, { header: { typ } }), refused('request-object-typ', /made for something else/), typ)
  }
})

t.test('JR-04 alg none is taken from a client that registered it, and from no other', async (t) => {
  const none = { request_object_signing_alg: 'none' }
  t.match((await send(await staged(none), unsigned(inside()))).told, { code: String, state: 'inside' })
  t.match(await send(await staged(), unsigned(inside())), refused('request-object-alg', /alg 'none'/))
  t.match(await by({}, { client: none }), refused('request-object-alg', /alg 'ES256'; none is taken/))
  t.match(
    await by({}, { client: { request_object_signing_alg: 'RS256' } }),
    refused('request-object-alg', /RS256 is taken/),
  )
})

t.test('JR-04 iss, aud and times are judged where they are there', async (t) => {
  t.match(await by({ iss: 'spa' }), refused('request-object-iss', /iss of the request object is 'spa'/))
  t.match(
    await by({ aud: 'https://x.example' }),
    refused('request-object-aud', /must name this server: http:\/\/localhost:2884/),
  )
  t.ok((await by({ aud: ['https://x.example', ISSUER] })).told?.['code'])
  t.match(await by({ exp: NOW - 60 }), refused('request-object-expired', /expired 60 s ago/))
  t.match(await by({ nbf: NOW + 60 }), refused('request-object-nbf-future'))
  const { told, warnings } = await by({ iss: undefined, aud: undefined, exp: undefined })
  t.ok(told?.['code'])
  t.same(warnings, ['request-object-claims-missing'])
})

t.test('JR-04 a request object that could serve as a client assertion is noted', async (t) => {
  t.same((await by({ sub: 'web' })).warnings, ['request-object-sub'])
})

t.test('JR-04 a request object in a request object is refused', async (t) => {
  t.match(await by({ request: 'x' }), refused('request-object-nested'))
  t.match(await by({ request_uri: 'http://localhost:1/' }), refused('request-object-nested'))
})

for (const [who, client, policy] of [
  ['the policy', {}, { require_signed_request_object: true }],
  ['the client', { require_signed_request_object: true }, {}],
] as const) {
  t.test(`JR-05 ${who} may require signed request objects`, async (t) => {
    const scene = await staged({ ...client, request_object_signing_alg: 'none' }, { policy })
    const { told, reason } = await scene.authorize()
    t.match({ ...told, reason }, { error: 'invalid_request', state: 'xyz', reason: 'request-object-required' })
    t.match(await send(scene, unsigned(inside())), refused('request-object-unsigned'))
    const form = { redirect_uri: CALLBACK, response_type: 'code', scope: 'openid' }
    const pushed = await scene.ask('pushed_authorization_request', { headers: { authorization: BASIC }, form })
    t.match(pushed, { status: 400, body: { error: 'invalid_request' }, reason: 'request-object-required' })
    t.ok((await by({}, { client, policy })).told?.['code'])
  })
}

t.test('JR-05 metadata says that they are required, and none is no algorithm then', async (t) => {
  const { body } = await (await staged({}, { policy: { require_signed_request_object: true } })).ask('metadata')
  t.equal(body['require_signed_request_object'], true)
  t.notOk(body['request_object_signing_alg_values_supported'].includes('none'))
})

t.test('JR-01 PA-02 a request object may be pushed; what it holds is kept', async (t) => {
  const { ask } = await staged()
  const headers = { authorization: BASIC }
  const push = async (claims: object, form: object = {}): Promise<Answer> =>
    ask('pushed_authorization_request', { headers, form: { request: await signed(inside(claims), KEY), ...form } })
  const { status, body } = await push({})
  t.equal(status, 201)
  const { told } = await ask('authorization', { query: { client_id: 'web', request_uri: body['request_uri'] } })
  t.match(told, { code: String, state: 'inside' })
  t.match(await push({ client_id: 'spa' }), { status: 400, body: { error: 'invalid_request_object' } })
  t.match(await push({ scope: 'admin' }), { status: 400, body: { error: 'invalid_scope' } })
})

t.test('with no client configured a request object is taken unverified, and the journal says so', async (t) => {
  const scene = await stage({ clients: [] })
  const { told, warnings } = await send(scene, await signed(inside({ redirect_uri: 'http://localhost:3000/cb' }), KEY))
  t.ok(told?.['code'])
  t.ok(warnings.includes('request-object-unverified'))
})
