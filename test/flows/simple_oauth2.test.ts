// simple-oauth2 5: knows no discovery and no ID Token, reads whatever JSON it gets, and is much used for that.

import t from 'tap'
import { AuthorizationCode, ClientCredentials } from 'simple-oauth2'
import type { Provider } from '../../lib/index.js'
import { CALLBACK, failureOf, landed, provided } from '../support/story.js'

const WEB = { client: { id: 'web', secret: 'very secret & 100%' } }
const POST = { client: { id: 'post', secret: 'posted' }, options: { authorizationMethod: 'body' } }

function configOf({ issuer }: Provider, client: object = WEB) {
  return { ...client, auth: { tokenHost: issuer, tokenPath: '/token', revokePath: '/revoke' } }
}

function webOf(provider: Provider, who?: object): AuthorizationCode {
  const { auth, ...config } = configOf(provider, who)
  return new AuthorizationCode({ ...config, auth: { ...auth, authorizePath: '/authorize' } })
}

async function codeFor(client: AuthorizationCode): Promise<string> {
  const url = client.authorizeURL({ redirect_uri: CALLBACK, scope: ['openid', 'email'], state: 's-1' })
  return (await landed(url)).searchParams.get('code')!
}

async function loggedIn(provider: Provider, who: object = WEB) {
  const client = webOf(provider, who)
  return client.getToken({ code: await codeFor(client), redirect_uri: CALLBACK })
}

for (const [method, who] of [
  ['in the header, encoded as RFC 6749 says', WEB],
  ['in the header, as it is', { ...WEB, options: { credentialsEncodingMode: 'loose' } }],
  ['in the body', POST],
] as const) {
  t.test(`simple-oauth2 logs in with its secret ${method}`, async (t) => {
    const { token } = await loggedIn(await provided(t), who)
    t.match(token, {
      access_token: String,
      refresh_token: String,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid email',
    })
  })
}

t.test('simple-oauth2 refreshes, and learns that the first refresh token is spent', async (t) => {
  const tokens = await loggedIn(await provided(t))
  const next = await tokens.refresh({ scope: 'openid' })
  t.not(next.token['refresh_token'], tokens.token['refresh_token'])
  t.equal(next.token['scope'], 'openid')
  const { output, data } = await failureOf(tokens.refresh())
  t.equal(output.statusCode, 400)
  t.match(data.payload, { error: 'invalid_grant', error_description: /was replaced/ })
})

t.test('simple-oauth2 redeems a code after ten minutes in vain', async (t) => {
  const provider = await provided(t)
  const client = webOf(provider)
  const code = await codeFor(client)
  await provider.clock.advance('10m')
  const { data } = await failureOf(client.getToken({ code, redirect_uri: CALLBACK }))
  t.match(data.payload, { error: 'invalid_grant', error_description: /lives 10m/ })
})

t.test('simple-oauth2 refreshes in vain after ninety days', async (t) => {
  const provider = await provided(t)
  const tokens = await loggedIn(provider)
  await provider.clock.advance('90d')
  t.match((await failureOf(tokens.refresh())).data.payload, { error: 'invalid_grant', error_description: /expired/ })
})

t.test('simple-oauth2 sees a token as expired that was issued with a lifetime of nothing', async (t) => {
  const [long, short] = [await provided(t), await provided(t, { lifetimes: { access_token: 0 } })]
  t.equal((await loggedIn(long)).expired(), false)
  t.equal((await loggedIn(short)).expired(), true)
})

t.test('simple-oauth2 reads the answer to a revocation, and the token is gone', async (t) => {
  const provider = await provided(t)
  const tokens = await loggedIn(provider)
  await t.resolves(tokens.revoke('access_token'))
  const headers = { authorization: `Bearer ${tokens.token['access_token']}` }
  t.equal((await fetch(`${provider.url}/userinfo`, { headers })).status, 401)
})

t.test('simple-oauth2 gets a token for the client itself', async (t) => {
  const client = new ClientCredentials(configOf(await provided(t)))
  const { token } = await client.getToken({ scope: 'api' })
  t.match(token, { scope: 'api', refresh_token: undefined })
})

t.test('simple-oauth2 is told which client_id was meant', async (t) => {
  const client = new ClientCredentials(configOf(await provided(t), { client: { id: 'wep', secret: 'x' } }))
  const { data, output } = await failureOf(client.getToken({}))
  t.equal(output.statusCode, 401)
  t.match(data.payload, { error: 'invalid_client', error_description: /did you mean 'web'/ })
})

for (const [rule, expected] of [
  ['token=invalid_grant', { output: { statusCode: 400 }, data: { payload: { error: 'invalid_grant' } } }],
  ['token=503:2s', { output: { statusCode: 503, headers: Object }, data: { headers: { 'retry-after': '2' } } }],
  ['token=badjson', { message: /JSON/ }],
  ['token=html', { message: /JSON/ }],
  ['token=reset', { code: 'ECONNRESET' }],
] as const) {
  t.test(`simple-oauth2 reports ${rule} and succeeds when it is taken back`, async (t) => {
    const provider = await provided(t)
    const client = new ClientCredentials(configOf(provider))
    const fault = await provider.fail(rule)
    t.match(await failureOf(client.getToken({})), expected)
    await fault.clear()
    await t.resolves(client.getToken({}))
  })
}

t.test('simple-oauth2 gives up on an answer that comes later than its timeout', async (t) => {
  const provider = await provided(t)
  await provider.fail('token=slow:10m')
  const client = new ClientCredentials({ ...configOf(provider), http: { timeout: 50 } })
  t.match((await failureOf(client.getToken({}))).output, { statusCode: 504 })
})
