// RFC 9126: pushed authorization requests.

import t from 'tap'
import { BASIC, CHALLENGE, SPA, WEB, stage } from '../support/realm.js'
import type { Answer, Staged } from '../support/realm.js'
import { basic } from '../support/request.js'
import { ISSUER, asserted, assertionClaims, signed, signer } from '../support/signing.js'

const KEY = await signer('ES256')
const SOUND = { redirect_uri: 'https://app.example/cb', response_type: 'code', scope: 'openid profile', state: 'xyz' }
const OTHER = { ...WEB, client_id: 'other' }

type Form = Record<string, string | undefined>

const push = ({ ask }: Staged, change: Form = {}, authorization = BASIC): Promise<Answer> =>
  ask('pushed_authorization_request', { headers: { authorization }, form: { ...SOUND, ...change } })

/** The request_uri of a sound push. */
const pushed = async (scene: Staged, change?: Form): Promise<string> =>
  (await push(scene, change)).body['request_uri'] as string

const follow = ({ ask }: Staged, request_uri: string, more: Form = {}, given: object = {}): Promise<Answer> =>
  ask('authorization', { query: { client_id: 'web', request_uri, ...more }, ...given })

const onPage = { told: undefined, page: { name: 'failure', error: { code: 'invalid_request_uri' } }, status: 400 }

t.test(
  'PA-01 a pushed request is answered 201 with its request_uri and lifetime, and stored nowhere else',
  async (t) => {
    const { status, body, headers } = await push(await stage())
    t.equal(status, 201)
    t.match(body, { request_uri: /^urn:ietf:params:oauth:request_uri:[\w-]{32}$/, expires_in: 60 })
    t.same(Object.keys(body).sort(), ['expires_in', 'request_uri'])
    t.equal(headers['cache-control'], 'no-store')
  },
)

t.test('PA-01 the client authenticates as at the token endpoint', async (t) => {
  const scene = await stage()
  t.match(await push(scene, {}, basic('web', 'wrong')), { status: 401, body: { error: 'invalid_client' } })
  const nobody = await scene.ask('pushed_authorization_request', { form: SOUND })
  t.match(nobody, { status: 401, body: { error: 'invalid_client' } })
  const spa = {
    ...SOUND,
    client_id: 'spa',
    redirect_uri: 'https://spa.example/cb',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  }
  t.equal((await scene.ask('pushed_authorization_request', { form: spa })).status, 201, 'a public one names itself')
})

t.test('PA-02 request_uri is refused', async (t) => {
  const answer = await push(await stage(), { request_uri: 'urn:ietf:params:oauth:request_uri:x' })
  t.match(answer, { status: 400, body: { error: 'invalid_request' }, reason: 'request-uri-in-par' })
})

t.test('PA-02 what the authorization endpoint would refuse is refused as JSON', async (t) => {
  const scene = await stage()
  for (const [change, error, reason] of [
    [{ scope: 'openid admin' }, 'invalid_scope', 'scope-not-for-client'],
    [{ redirect_uri: 'https://app.example/cb/' }, 'invalid_request', 'redirect-uri-trailing-slash'],
    [{ response_type: undefined }, 'invalid_request', 'param-missing'],
    [{ response_type: 'cod' }, 'unsupported_response_type', undefined],
    [{ code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request', 'pkce-challenge-length'],
    [{ prompt: 'none login' }, 'invalid_request', 'prompt-none-combined'],
  ] as const) {
    const answer = await push(scene, change)
    t.match(answer, {
      status: 400,
      body: { error, error_description: String },
      told: undefined,
      ...(reason && { reason }),
    })
  }
})

t.test('PA-02 a client that pushes in the name of another is refused', async (t) => {
  t.match(await push(await stage(), { client_id: 'spa' }), { status: 400, body: { error: 'invalid_request' } })
})

t.test('PA-03 the request is authorized by its client_id and request_uri alone', async (t) => {
  const scene = await stage()
  const { told, entry } = await follow(scene, await pushed(scene))
  t.match(told, { code: String, state: 'xyz', iss: ISSUER })
  t.ok(entry.checks.includes('request_uri pushed by this client, not used, 1m left'))
  t.match((await scene.redeem(told?.['code'] ?? '')).body, { access_token: String, scope: 'openid profile' })
})

t.test('PA-03 what authenticated the push is no part of the request', async (t) => {
  const scene = await stage({ clients: [{ ...WEB, token_endpoint_auth_method: 'client_secret_post' }] })
  const form = { ...SOUND, client_id: 'web', client_secret: 's3cret' }
  await scene.ask('pushed_authorization_request', { form })
  t.notMatch(JSON.stringify(scene.realm.server.pushed.snapshot()), 's3cret')
})

t.test('PA-03 no two requests get the same request_uri', async (t) => {
  const scene = await stage()
  t.not(await pushed(scene), await pushed(scene))
})

t.test('PA-03 a request_uri of another client, an unknown one and a foreign one are refused on a page', async (t) => {
  const scene = await stage({ clients: [WEB, OTHER] })
  const request_uri = await pushed(scene)
  t.match(await follow(scene, request_uri, { client_id: 'other' }), {
    ...onPage,
    reason: 'request-uri-other-client',
    hint: /client 'web' pushed/,
  })
  t.match(await follow(scene, 'urn:ietf:params:oauth:request_uri:x'), { ...onPage, reason: 'request-uri-unknown' })
  t.match(await follow(scene, 'urn:example:x'), { ...onPage, reason: 'request-uri-not-par' })
  t.ok((await follow(scene, request_uri)).told, 'its own client is not disturbed')
})

t.test('PA-03 it expires after its minute, or what the lifetimes say', async (t) => {
  const scene = await stage()
  const [first, second] = [await pushed(scene), await pushed(scene)]
  scene.advance(59.999)
  t.ok((await follow(scene, first)).told)
  scene.advance(0.001)
  t.match(await follow(scene, second), {
    ...onPage,
    reason: 'request-uri-expired',
    hint: /pushed 1m ago and lives 1m; it is 0s late|0ms late/,
  })
  const longer = await stage({ lifetimes: { request_uri: '10m' } })
  t.equal((await push(longer)).body['expires_in'], 600)
  const own = await stage({ clients: [{ ...WEB, lifetimes: { request_uri: 5 } }] })
  t.equal((await push(own)).body['expires_in'], 5)
})

t.test('PA-03 it works once: after an authorization it is refused', async (t) => {
  const scene = await stage()
  const request_uri = await pushed(scene)
  t.ok((await follow(scene, request_uri)).told?.['code'])
  scene.advance(3)
  t.match(await follow(scene, request_uri), {
    ...onPage,
    reason: 'request-uri-used',
    hint: /led to an authorization 3s ago/,
  })
})

t.test('PA-03 the page may be reloaded before the login, even long before, and only one login counts', async (t) => {
  const scene = await stage({ login: 'picker' })
  const request_uri = await pushed(scene)
  const pages = [await follow(scene, request_uri), await follow(scene, request_uri)]
  const [first, second] = pages.map(({ page }) => (page?.name === 'login' ? page.interaction : ''))
  scene.advance(300)
  const login = (interaction = ''): Promise<Answer> => scene.ask('login', { form: { interaction, username: 'alice' } })
  t.ok((await login(second)).told?.['code'])
  t.match((await login(first)).told, { error: 'invalid_request_uri', state: 'xyz' })
})

t.test('PA-03 of fifty authorizations with one request_uri a single one gets a code', async (t) => {
  const scene = await stage()
  const request_uri = await pushed(scene)
  const answers = await Promise.all(Array.from({ length: 50 }, () => follow(scene, request_uri)))
  t.equal(answers.filter(({ told }) => told?.['code']).length, 1)
})

t.test('PA-04 other parameters beside request_uri are ignored, and the journal names them', async (t) => {
  const scene = await stage()
  const { told, entry, warnings } = await follow(scene, await pushed(scene), {
    state: 'mine',
    scope: 'admin',
    response_type: 'code',
  })
  t.match(told, { code: String, state: 'xyz' })
  t.same(warnings, ['request-parameters-ignored'])
  t.match(entry.warnings[0]?.hint, /^state, scope stand outside/)
})

t.test('PA-04 client_id is needed all the same', async (t) => {
  const scene = await stage()
  t.match(await follow(scene, await pushed(scene), { client_id: undefined }), {
    status: 400,
    reason: 'client-id-missing-in-authorize',
    told: undefined,
  })
})

t.test('PA-04 errors after the request is known go to its redirect_uri with its state', async (t) => {
  const scene = await stage()
  const { location } = await follow(scene, await pushed(scene, { prompt: 'none', response_mode: 'fragment' }))
  t.match(location, /^https:\/\/app\.example\/cb#error=login_required.*&state=xyz/)
})

for (const [who, fixtures] of [
  ['the policy', { policy: { require_pushed_authorization_requests: true } }],
  ['the client', { clients: [{ ...WEB, require_pushed_authorization_requests: true }, SPA] }],
] as const) {
  t.test(`PA-06 ${who} may require pushing: a plain request is refused by redirection`, async (t) => {
    const scene = await stage(fixtures)
    const { told, reason } = await scene.authorize()
    t.match(
      { ...told, reason },
      { error: 'invalid_request', state: 'xyz', reason: 'par-required', error_description: /push/ },
    )
    t.ok((await follow(scene, await pushed(scene))).told?.['code'])
  })
}

t.test('PA-06 a request object by reference does not count as pushed', async (t) => {
  const scene = await stage({ policy: { require_pushed_authorization_requests: true } })
  t.match(await follow(scene, 'http://localhost:1/request.jwt'), { status: 400, reason: 'par-required' })
})

t.test('PA-06 metadata names the endpoint, and whether it must be used', async (t) => {
  const { body } = await (await stage()).ask('metadata')
  t.match(body, {
    pushed_authorization_request_endpoint: `${ISSUER}/par`,
    require_pushed_authorization_requests: false,
  })
  const strict = await stage({ policy: { require_pushed_authorization_requests: true } })
  t.equal((await strict.ask('metadata')).body['require_pushed_authorization_requests'], true)
})

t.test('PA-07 an assertion for the issuer, the token endpoint or the PAR endpoint is taken', async (t) => {
  const client = {
    ...WEB,
    client_secret: undefined,
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [KEY.jwk] },
  }
  const { ask } = await stage({ clients: [JSON.parse(JSON.stringify(client))] })
  for (const aud of [ISSUER, `${ISSUER}/token`, `${ISSUER}/par`]) {
    const assertion = await signed(assertionClaims({ iss: 'web', sub: 'web', aud }), KEY)
    const { status, body } = await ask('pushed_authorization_request', { form: { ...SOUND, ...asserted(assertion) } })
    t.equal(status, 201, `${aud}: ${JSON.stringify(body)}`)
  }
})

t.test('with no client configured any client may push for any loopback redirect_uri', async (t) => {
  const scene = await stage({ clients: [] })
  const request_uri = await pushed(scene, { client_id: 'web', redirect_uri: 'http://localhost:3000/cb' })
  t.ok((await follow(scene, request_uri)).told?.['code'])
})

t.test('PA-05 a body that is no form is refused as OAuth error', async (t) => {
  const { ask } = await stage()
  const given = { headers: { authorization: BASIC }, method: 'POST', media_type: 'application/json', body: '{}' }
  t.match(await ask('pushed_authorization_request', given), {
    status: 400,
    body: { error: 'invalid_request' },
    reason: 'body-json',
  })
})
