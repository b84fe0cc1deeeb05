// OAuth 2.1 and RFC 9700: what the profile oauth21 demands, and what every profile does anyway.

import t from 'tap'
import type { Fixtures } from '../../lib/fixtures/types.js'
import { oauth21 } from '../../lib/profiles/oauth21.js'
import { CHALLENGE, SPA, VERIFIER, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'

const PKCE = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }
const CALLBACK = 'https://app.example/cb'

const played = (fixtures: Fixtures = {}): Promise<Staged> => stage(fixtures, { profile: oauth21 })

t.test('O1-01 every client uses PKCE, confidential ones too', async (t) => {
  const { authorize } = await played()
  t.match(await authorize(), { told: { error: 'invalid_request' }, reason: 'pkce-required' })
  t.match((await authorize(PKCE)).told, { code: String })
})

t.test('O1-01 the challenge is S256; plain is neither offered nor taken', async (t) => {
  const { authorize, ask } = await played()
  const plain = await authorize({ code_challenge: VERIFIER, code_challenge_method: 'plain' })
  t.match(plain, { told: { error: 'invalid_request' }, reason: 'pkce-method-unsupported' })
  t.same((await ask('metadata')).body['code_challenge_methods_supported'], ['S256'])
})

t.test('O1-01 neither implicit nor password is there', async (t) => {
  const { authorize, token, ask } = await played()
  t.match((await authorize({ response_type: 'token', ...PKCE })).told, { error: 'unsupported_response_type' })
  t.match((await token({ grant_type: 'password', username: 'alice', password: 'wonderland' })).body, {
    error: 'unsupported_grant_type',
  })
  const { body } = await ask('metadata')
  t.same(body['response_types_supported'], ['code'])
  t.notOk((body['grant_types_supported'] as string[]).some((one) => one === 'implicit' || one === 'password'))
})

t.test('O1-01 a bearer token in the URL is refused', async (t) => {
  const { ask, redeem, code } = await played()
  const { access_token } = (await redeem(await code(PKCE), { code_verifier: VERIFIER })).body
  t.match(await ask('userinfo', { query: { access_token } }), { status: 400, reason: 'token-in-query' })
})

t.test('O1-01 the redirect_uri is compared exactly', async (t) => {
  const { authorize } = await played()
  t.equal((await authorize({ ...PKCE, redirect_uri: `${CALLBACK}/` })).page?.name, 'failure')
})

t.test('O1-01 redirect_uri is not needed at the token endpoint, and compared when it comes', async (t) => {
  const { code, redeem } = await played()
  t.equal((await redeem(await code(PKCE), { code_verifier: VERIFIER, redirect_uri: undefined })).status, 200)
  const other = await redeem(await code(PKCE), { code_verifier: VERIFIER, redirect_uri: 'https://app.example/other' })
  t.match(other.body, { error: 'invalid_grant' })
})

t.test('O1-01 client_secret_post works', async (t) => {
  const client = {
    client_id: 'post',
    client_secret: 's',
    token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: [CALLBACK],
  } as const
  const { code, redeem } = await played({ clients: [client] })
  const granted = await code({ client_id: 'post', ...PKCE })
  const form = { client_id: 'post', client_secret: 's', code_verifier: VERIFIER }
  t.equal((await redeem(granted, form, { headers: {} })).status, 200)
})

t.test(
  'O1-01 BC-04 the refresh token of a public client works once; its second use revokes what it led to',
  async (t) => {
    const { code, redeem, token } = await played({ clients: [SPA] })
    const form = { client_id: 'spa', redirect_uri: SPA.redirect_uris[0] }
    const granted = await code({ ...form, ...PKCE, scope: 'openid' })
    const first = (await redeem(granted, { ...form, code_verifier: VERIFIER }, { headers: {} })).body[
      'refresh_token'
    ] as string
    const refresh = (refresh_token: string) =>
      token({ grant_type: 'refresh_token', refresh_token, client_id: 'spa' }, { headers: {} })
    const second = (await refresh(first)).body['refresh_token'] as string
    t.not(second, first)
    t.match((await refresh(first)).body, { error: 'invalid_grant' })
    t.match(await refresh(second), { body: { error: 'invalid_grant' }, reason: /revoked/ })
  },
)

t.test('O1-01 a code_verifier that nobody asked for is an invalid request', async (t) => {
  const codes = [{ code: 'BARE', client_id: 'web', user: 'alice', redirect_uri: CALLBACK, scope: 'openid' }]
  const { redeem } = await played({ codes })
  t.match((await redeem('BARE', { code_verifier: VERIFIER })).body, { error: 'invalid_request' })
})

t.test('O1-03 a refresh with less scope does not narrow the refresh token', async (t) => {
  const { code, redeem, refresh } = await played()
  const { refresh_token } = (
    await redeem(await code({ ...PKCE, scope: 'openid profile' }), { code_verifier: VERIFIER })
  ).body
  const narrowed = (await refresh(refresh_token, { scope: 'openid' })).body
  t.equal(narrowed['scope'], 'openid')
  t.match((await refresh(narrowed['refresh_token'])).body['scope'] ?? 'openid profile', 'openid profile')
})

t.test('BC-01 every response says whose it is, so that servers cannot be mixed up', async (t) => {
  const { authorize } = await played()
  for (const change of [PKCE, {}]) t.equal((await authorize(change)).told?.['iss'], 'http://localhost:2884')
})

t.test('BC-02 a code that was asked for with a challenge is not given out without its verifier', async (t) => {
  const { code, redeem } = await stage()
  t.match((await redeem(await code(PKCE))).body, { error: 'invalid_grant' })
  const { redeem: again, authorize } = await stage()
  const bare = (await authorize()).told?.['code'] ?? ''
  t.match(
    (await again(bare, { code_verifier: VERIFIER })).body,
    { error: 'invalid_request' },
    'nor the other way round',
  )
})

t.test('BC-03 a fixture that opts in gets the implicit grant, and a warning each time', async (t) => {
  const clients = [
    { client_id: 'old', redirect_uris: [CALLBACK], response_types: ['token'], grant_types: ['implicit'] },
  ]
  const { authorize } = await stage({ clients, policy: { response_types: ['code', 'token'] } } as Fixtures)
  const { told, warnings } = await authorize({ client_id: 'old', response_type: 'token', scope: 'read' })
  t.match(told, { access_token: String })
  t.ok(warnings.includes('implicit-used'))
})

t.test('BC-05 an access token names the resource that it is for', async (t) => {
  const client = {
    client_id: 'web',
    client_secret: 's3cret',
    redirect_uris: [CALLBACK],
    access_token: { audience: 'https://api.example' },
  }
  const { code, redeem, ask } = await played({ clients: [client] })
  const { access_token } = (await redeem(await code(PKCE), { code_verifier: VERIFIER })).body
  const introspection = await ask('introspection', {
    headers: { authorization: 'Basic d2ViOnMzY3JldA==' },
    form: { token: access_token },
  })
  t.match([introspection.body['aud']].flat(), ['https://api.example'])
})

const REGISTRATION = { redirect_uris: ['https://self.example/cb'], scope: 'openid' }

async function selfRegistered(login: 'form' | 'picker' | 'auto') {
  const on = await stage({ login })
  const body = JSON.stringify(REGISTRATION)
  const { client_id } = (await on.ask('registration', { method: 'POST', media_type: 'application/json', body })).body
  const wrong = { client_id, redirect_uri: 'https://self.example/cb', scope: 'nonsense' }
  return { on, wrong }
}

for (const login of ['form', 'picker'] as const) {
  t.test(
    `BC-07 with login: ${login} a client that registered itself cannot bounce a user off this server`,
    async (t) => {
      const { on, wrong } = await selfRegistered(login)
      const { told, page } = await on.authorize(wrong)
      t.equal(told, undefined)
      t.match(page, {
        name: 'failure',
        error: { code: 'invalid_scope' },
        addressee: { redirect_uri: 'https://self.example/cb', parameters: { error: 'invalid_scope', state: 'xyz' } },
      })
      t.match(
        (await on.authorize({ ...wrong, prompt: 'none' })).told,
        { error: 'invalid_scope' },
        'prompt=none excepted',
      )
      t.match(
        (await on.authorize({ scope: 'nonsense' })).told,
        { error: 'invalid_scope' },
        'a configured client is vouched for',
      )
    },
  )
}

t.test('BC-07 where no user is asked for anything, the client is told at once', async (t) => {
  const { on, wrong } = await selfRegistered('auto')
  t.match((await on.authorize(wrong)).told, { error: 'invalid_scope' })
})
