// RFC 8414, OpenID Connect Discovery 1.0, RFC 7517, RFC 9207: what the server says of itself is true.

import t from 'tap'
import { SPA, WEB, stage } from '../support/realm.js'
import { FORM, served } from '../support/served.js'

const WELL_KNOWN = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']

t.test('MD-01 MD-02 an issuer with a path is found by every form of its metadata URL', async (t) => {
  const issuer = 'http://localhost:2884/t1'
  const app = await served(t, (await stage({}, { issuer: () => issuer })).realm)
  for (const url of [...WELL_KNOWN.map((path) => `${path}/t1`), ...WELL_KNOWN.map((path) => `/t1${path}`)]) {
    const reply = await app.inject({ url })
    t.equal(reply.statusCode, 200, url)
    t.equal(reply.json().issuer, issuer)
  }
})

t.test('MD-03 it is JSON, and no array is empty', async (t) => {
  const { realm } = await stage({ clients: [{ ...SPA, scope: '' }], policy: { pkce_methods: [] } })
  const app = await served(t, realm)
  const reply = await app.inject({ url: WELL_KNOWN[0]! })
  t.match(reply.headers['content-type'], /^application\/json/)
  const arrays = Object.entries(reply.json<Record<string, unknown[]>>()).filter(
    ([, value]) => Array.isArray(value) && value.length === 0,
  )
  t.same(arrays, [])
})

t.test('MD-04 the issuer is the one configured, whatever Host says', async (t) => {
  const app = await served(t, (await stage({}, { issuer: () => 'https://id.example' })).realm)
  const reply = await app.inject({ url: WELL_KNOWN[1]!, headers: { host: 'evil.example' } })
  t.equal(reply.json().issuer, 'https://id.example')
  t.notMatch(reply.body, 'evil.example')
})

t.test('MD-05 all that OpenID Connect requires is there', async (t) => {
  const { body } = await (await stage()).ask('metadata')
  t.match(body, {
    issuer: 'http://localhost:2884',
    authorization_endpoint: 'http://localhost:2884/authorize',
    token_endpoint: 'http://localhost:2884/token',
    jwks_uri: 'http://localhost:2884/jwks',
    userinfo_endpoint: 'http://localhost:2884/userinfo',
    subject_types_supported: ['public'],
  })
  t.ok(body['response_types_supported'].includes('code'))
  t.ok(body['id_token_signing_alg_values_supported'].includes('RS256'))
})

t.test('MD-06 every URL it names answers, and not with 404', async (t) => {
  const { realm } = await stage()
  const app = await served(t, realm)
  const members = (await app.inject({ url: WELL_KNOWN[0]! })).json<Record<string, string>>()
  const urls = Object.entries(members).filter(([name]) => /(_endpoint|_uri)$/.test(name))
  t.ok(urls.length >= 6)
  for (const [name, url] of urls) {
    for (const method of ['GET', 'POST'] as const) {
      const { statusCode } = await app.inject({
        method,
        url: new URL(url).pathname,
        headers: method === 'POST' ? FORM : {},
      })
      t.not(statusCode, 404, `${method} ${name}`)
      t.ok(statusCode < 500, `${method} ${name} ${statusCode}`)
    }
  }
})

t.test('MD-06 every grant that it names works, and no other', async (t) => {
  const { ask, token } = await stage()
  const { grant_types_supported: named } = (await ask('metadata')).body
  const sent = [
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'password',
    'implicit',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    'urn:ietf:params:oauth:grant-type:device_code',
    'urn:ietf:params:oauth:grant-type:token-exchange',
  ]
  for (const grant_type of sent) {
    if (grant_type === 'implicit') continue
    const { body } = await token({ grant_type })
    t.equal(body['error'] !== 'unsupported_grant_type', named.includes(grant_type), grant_type)
  }
})

t.test('MD-06 every response mode and PKCE method that it names works, and no other', async (t) => {
  const { ask, authorize } = await stage({ policy: { pkce_methods: ['S256'] } })
  const { body } = await ask('metadata')
  for (const response_mode of ['query', 'fragment', 'form_post', 'jwt', 'query.jwt', 'web_message']) {
    const works = (await authorize({ response_mode })).told?.['error'] === undefined
    t.equal(works, body['response_modes_supported'].includes(response_mode), response_mode)
  }
  for (const code_challenge_method of ['S256', 'plain']) {
    const { told } = await authorize({ code_challenge: 'x'.repeat(43), code_challenge_method })
    t.equal(told?.['error'] === undefined, body['code_challenge_methods_supported'].includes(code_challenge_method))
  }
})

t.test('MD-06 the authentication methods of each endpoint are those it takes', async (t) => {
  const { body } = await (await stage()).ask('metadata')
  for (const endpoint of ['token', 'revocation']) {
    const methods = body[`${endpoint}_endpoint_auth_methods_supported`] as string[]
    for (const method of ['none', 'client_secret_basic', 'client_secret_post'])
      t.ok(methods.includes(method), `${endpoint} ${method}`)
  }
  t.notOk((body['introspection_endpoint_auth_methods_supported'] as string[]).includes('none'))
})

t.test('MD-06 scopes are what the clients may ask for', async (t) => {
  const scopes = async (...clients: object[]): Promise<unknown> =>
    (await (await stage({ clients: clients as never })).ask('metadata')).body['scopes_supported']
  t.same(await scopes({ ...WEB, scope: 'a b' }, { ...SPA, scope: 'b c' }), ['a', 'b', 'c'])
  t.same(await scopes(SPA), ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'])
})

t.test('MC-02 PK-09 S256 is in every metadata document, and the documents are one', async (t) => {
  const app = await served(t, (await stage()).realm)
  const [oauth, openid] = await Promise.all(WELL_KNOWN.map((url) => app.inject({ url })))
  t.ok(oauth!.json().code_challenge_methods_supported.includes('S256'))
  t.equal(oauth!.body, openid!.body)
})

t.test('MD-09 the JWK Set has public keys only, each with kid, use and alg', async (t) => {
  const app = await served(t, (await stage()).realm)
  const reply = await app.inject({ url: '/jwks' })
  t.match(reply.headers['content-type'], /^application\/(jwk-set\+)?json/)
  const { keys } = reply.json<{ keys: Record<string, unknown>[] }>()
  t.same(
    keys.map(({ alg }) => alg),
    ['RS256', 'PS256', 'ES256', 'EdDSA'],
  )
  for (const key of keys) {
    t.match(key, { kid: /^mock-oauth2-public-test-key-/, use: 'sig', kty: /RSA|EC|OKP/ })
    t.same(
      ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].filter((member) => member in key),
      [],
    )
  }
})

t.test('MD-10 metadata and keys may be cached for a while', async (t) => {
  const { ask } = await stage()
  for (const endpoint of ['metadata', 'jwks'] as const)
    t.match((await ask(endpoint)).headers['cache-control'], /max-age=\d+/)
})

t.test('MD-14 with issuer request it is where the client came in', async (t) => {
  const { ask, authorize } = await stage({}, { issuer: () => 'request' })
  const base = 'https://proxy.example/prefix'
  t.match((await ask('metadata', { base })).body, {
    issuer: base,
    token_endpoint: `${base}/token`,
    jwks_uri: `${base}/jwks`,
  })
  const { told } = await authorize({}, { base })
  t.equal(told?.['iss'], base)
})

t.test('a token that comes back to another name than it was issued under is warned of', async (t) => {
  const { tokens, ask } = await stage({}, { issuer: () => 'request' })
  const headers = { authorization: `Bearer ${(await tokens())['access_token'] as string}` }
  t.same((await ask('userinfo', { headers, base: 'http://other:1' })).warnings, ['host-mismatch'])
  t.same((await ask('userinfo', { headers })).warnings, [])
})

t.test('with a back channel servers are told one address and browsers another', async (t) => {
  const { body } = await (
    await stage({}, { issuer: () => 'http://localhost:8080', backchannel: 'http://idp:2884' })
  ).ask('metadata')
  t.match(body, {
    issuer: 'http://localhost:8080',
    authorization_endpoint: 'http://localhost:8080/authorize',
    token_endpoint: 'http://idp:2884/token',
    jwks_uri: 'http://idp:2884/jwks',
    userinfo_endpoint: 'http://idp:2884/userinfo',
    introspection_endpoint: 'http://idp:2884/introspect',
    revocation_endpoint: 'http://idp:2884/revoke',
  })
})

t.test('GET / lists the endpoints, as a page for browsers and JSON for others', async (t) => {
  const { ask } = await stage()
  const json = await ask('index')
  t.match(json.body, { issuer: 'http://localhost:2884', token: 'http://localhost:2884/token' })
  const html = await ask('index', { headers: { accept: 'text/html,*/*' } })
  t.match(html.page, { name: 'index', issuer: 'http://localhost:2884' })
})

t.test('probes are answered 200', async (t) => {
  const app = await served(t, (await stage()).realm)
  for (const method of ['GET', 'HEAD'] as const) {
    for (const url of ['/', '/healthz'])
      t.equal((await app.inject({ method, url })).statusCode, 200, `${method} ${url}`)
  }
  t.match((await app.inject({ url: '/healthz' })).json(), { status: 'ready', issuer: 'http://localhost:2884' })
})
