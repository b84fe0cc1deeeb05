// What the OpenID Foundation's conformance plans for providers expect (basic, form_post and config), told again as
// tests of our own over HTTP. Titles begin with the names of their modules. The suite wants https, which these do not have.

import { createHash } from 'node:crypto'
import * as jose from 'jose'
import t from 'tap'
import type { Test } from 'tap'
import type { Fixtures, Provider } from '../../lib/index.js'
import { provided } from '../support/story.js'

const CB = 'https://rp.example/cb'
const CLAIMS = {
  name: 'Alice Liddell',
  email: 'alice@example.com',
  email_verified: true,
  address: { country: 'UK' },
  phone_number: '+44 1',
  phone_number_verified: false,
}
const BASICS = {
  client_id: 'basic',
  client_secret: 's-basic',
  redirect_uris: [CB],
  scope: 'openid profile email address phone offline_access',
}
const FIXTURES: Fixtures = {
  clients: [
    BASICS,
    { ...BASICS, client_id: 'post', client_secret: 's-post', token_endpoint_auth_method: 'client_secret_post' },
    { ...BASICS, client_id: 'unsigned', id_token_signed_response_alg: 'none' },
    { ...BASICS, client_id: 'signed', userinfo_signed_response_alg: 'RS256' },
    { ...BASICS, client_id: 'query', redirect_uris: [`${CB}?foo=bar`] },
  ],
  users: [{ username: 'alice', claims: CLAIMS }],
}

type Sent = Record<string, string>

/** A relying party with a browser that keeps its cookies. */
class Party {
  readonly provider: Provider
  cookie = ''
  client_id = 'basic'

  constructor(provider: Provider) {
    this.provider = provider
  }

  async authorize(
    change: Sent = {},
    method: 'GET' | 'POST' = 'GET',
  ): Promise<{ status: number; html: string; told: Sent }> {
    const base = {
      client_id: this.client_id,
      redirect_uri: CB,
      response_type: 'code',
      scope: 'openid',
      state: 's',
      nonce: 'n',
    }
    const query = new URLSearchParams(Object.entries({ ...base, ...change }).filter(([, value]) => value !== ''))
    const url = `${this.provider.url}/authorize`
    const init = { method, redirect: 'manual', headers: { cookie: this.cookie, accept: 'text/html' } } as const
    const response = await (method === 'GET' ? fetch(`${url}?${query}`, init) : fetch(url, { ...init, body: query }))
    this.cookie = /^([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1] ?? this.cookie
    const location = response.headers.get('location')
    const told = location === null ? {} : Object.fromEntries(new URL(location).searchParams)
    return { status: response.status, html: await response.text(), told }
  }

  async post(
    path: string,
    form: Sent,
    headers: Sent = this.basic,
  ): Promise<{ status: number; body: Record<string, any> }> {
    const response = await fetch(`${this.provider.url}${path}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    })
    return { status: response.status, body: (await response.json()) as Record<string, any> }
  }

  get basic(): Sent {
    return { authorization: `Basic ${Buffer.from(`${this.client_id}:s-basic`).toString('base64')}` }
  }

  redeem(code = '', change: Sent = {}): Promise<{ status: number; body: Record<string, any> }> {
    return this.post('/token', { grant_type: 'authorization_code', code, redirect_uri: CB, ...change })
  }

  /** The token response of a request. */
  async tokens(change: Sent = {}): Promise<Record<string, any>> {
    return (await this.redeem((await this.authorize(change)).told['code'])).body
  }

  async idToken(change: Sent = {}): Promise<jose.JWTPayload> {
    return jose.decodeJwt((await this.tokens(change))['id_token'] as string)
  }

  async userinfo(
    token: string,
    init: RequestInit = { headers: { authorization: `Bearer ${token}` } },
  ): Promise<Response> {
    return fetch(`${this.provider.url}/userinfo`, init)
  }

  async metadata(): Promise<Record<string, any>> {
    return (await fetch(`${this.provider.issuer}/.well-known/openid-configuration`)).json() as Promise<
      Record<string, any>
    >
  }
}

async function party(t: Test, client_id = 'basic', fixtures: Fixtures = FIXTURES): Promise<Party> {
  const one = new Party(await provided(t, { fixtures, clock: 'frozen' }))
  one.client_id = client_id
  return one
}

/** The module: this request leads to a code. */
async function succeeds(t: Test, change: Sent, method: 'GET' | 'POST' = 'GET'): Promise<void> {
  const one = await party(t)
  const { told } = await one.authorize(change, method)
  t.match(told, { code: /./, state: 's' })
  t.equal((await one.redeem(told['code'])).status, 200)
}

/** The module: the scope opens these claims. */
async function opens(t: Test, scope: string, names: readonly string[]): Promise<void> {
  const one = await party(t)
  const { access_token } = await one.tokens({ scope })
  const { sub, ...claims } = (await (await one.userinfo(access_token as string)).json()) as Record<string, unknown>
  t.equal(sub, 'alice')
  t.same(Object.keys(claims).sort(), [...names].sort())
}

const LIMIT = 50 * 365 * 86_400

t.test('oidcc-server: the happy flow with client_secret_basic', async (t) => {
  const one = await party(t)
  const { access_token, token_type, expires_in, id_token } = await one.tokens()
  t.match({ access_token, token_type, expires_in }, { access_token: /./, token_type: 'Bearer', expires_in: 3600 })
  const { iss, sub, aud, exp, iat, nonce, at_hash } = jose.decodeJwt(id_token as string)
  t.match({ iss, sub, aud, nonce }, { iss: one.provider.issuer, sub: 'alice', aud: 'basic', nonce: 'n' })
  t.ok(exp! > iat! && exp! - iat! < LIMIT)
  t.equal(
    at_hash,
    createHash('sha256')
      .update(access_token as string)
      .digest()
      .subarray(0, 16)
      .toString('base64url'),
  )
})

t.test('oidcc-server-client-secret-post: the happy flow with client_secret_post', async (t) => {
  const one = await party(t, 'post')
  const { told } = await one.authorize()
  const form = {
    grant_type: 'authorization_code',
    code: told['code']!,
    redirect_uri: CB,
    client_id: 'post',
    client_secret: 's-post',
  }
  t.match(await one.post('/token', form, {}), { status: 200, body: { id_token: /./ } })
})

t.test('oidcc-response-type-missing: an error comes back', async (t) => {
  t.match((await (await party(t)).authorize({ response_type: '' })).told, { error: 'invalid_request', state: 's' })
})

t.test('oidcc-idtoken-signature, oidcc-idtoken-rs256: RS256 by default, and it verifies', async (t) => {
  const one = await party(t)
  const keys = jose.createRemoteJWKSet(new URL(((await one.metadata()) as { jwks_uri: string }).jwks_uri))
  const { protectedHeader } = await jose.jwtVerify((await one.tokens())['id_token'] as string, keys, {
    issuer: one.provider.issuer,
  })
  t.match(protectedHeader, { alg: 'RS256', kid: /./ })
})

t.test('oidcc-idtoken-unsigned: alg none for a client that registered for it', async (t) => {
  const id_token = (await (await party(t, 'unsigned')).tokens())['id_token'] as string
  t.equal(jose.UnsecuredJWT.decode(id_token).payload.sub, 'alice')
})

t.test('oidcc-userinfo-get, oidcc-userinfo-post-header, oidcc-userinfo-post-body: all are served', async (t) => {
  const one = await party(t)
  const token = (await one.tokens())['access_token'] as string
  const headers = { authorization: `Bearer ${token}` }
  for (const init of [
    { headers },
    { method: 'POST', headers },
    { method: 'POST', body: new URLSearchParams({ access_token: token }) },
  ]) {
    t.match(await (await one.userinfo(token, init)).json(), { sub: 'alice' })
  }
})

t.test('oidcc-userinfo-rs256: a JWT with iss and aud', async (t) => {
  const one = await party(t, 'signed')
  const response = await one.userinfo((await one.tokens())['access_token'] as string)
  t.match(response.headers.get('content-type'), 'application/jwt')
  const keys = jose.createRemoteJWKSet(new URL(((await one.metadata()) as { jwks_uri: string }).jwks_uri))
  const { payload } = await jose.jwtVerify(await response.text(), keys, {
    issuer: one.provider.issuer,
    audience: 'signed',
  })
  t.equal(payload.sub, 'alice')
})

t.test('oidcc-ensure-request-without-nonce-succeeds-for-code-flow: and no nonce is invented', async (t) => {
  t.notOk('nonce' in (await (await party(t)).idToken({ nonce: '' })))
})

t.test('oidcc-scope-profile: name', (t) => opens(t, 'openid profile', ['name']))
t.test('oidcc-scope-email: email and email_verified', (t) => opens(t, 'openid email', ['email', 'email_verified']))
t.test('oidcc-scope-address: address', (t) => opens(t, 'openid address', ['address']))
t.test('oidcc-scope-phone: phone_number and phone_number_verified', (t) =>
  opens(t, 'openid phone', ['phone_number', 'phone_number_verified']),
)
t.test('oidcc-scope-all: everything', (t) => opens(t, 'openid profile email address phone', Object.keys(CLAIMS)))

t.test('oidcc-alternate-happy-flow: another order of parameters and scope', async (t) => {
  await succeeds(t, { scope: 'email phone openid', nonce: 'n', max_age: '3600' })
})

t.test('oidcc-display-page: no failure', (t) => succeeds(t, { display: 'page' }))
t.test('oidcc-display-popup: no failure', (t) => succeeds(t, { display: 'popup' }))
t.test('oidcc-ui-locales: no failure', (t) => succeeds(t, { ui_locales: 'se' }))
t.test('oidcc-claims-locales: no failure', (t) => succeeds(t, { claims_locales: 'se' }))
t.test('oidcc-login-hint: no failure', (t) => succeeds(t, { login_hint: 'alice' }))

t.test('oidcc-ensure-request-with-acr-values-succeeds: and acr is one of them', async (t) => {
  const { acr } = await (await party(t)).idToken({ acr_values: '1 2' })
  t.ok(['1', '2'].includes(acr as string))
})

t.test('oidcc-prompt-login: a second login, later than the first', async (t) => {
  const one = await party(t)
  const first = await one.idToken({ max_age: '10000' })
  await one.provider.clock.advance('5s')
  const second = await one.idToken({ prompt: 'login' })
  t.equal((second['auth_time'] as number) - (first['auth_time'] as number), 5)
})

t.test('oidcc-prompt-none-not-logged-in: login_required', async (t) => {
  t.match((await (await party(t)).authorize({ prompt: 'none' })).told, { error: 'login_required', state: 's' })
})

t.test('oidcc-prompt-none-logged-in: silent, same user, same login', async (t) => {
  const one = await party(t)
  const { sub, auth_time } = await one.idToken()
  await one.provider.clock.advance('5s')
  t.match(await one.idToken({ prompt: 'none' }), { sub, auth_time })
})

t.test('oidcc-max-age-1: the user logs in again', async (t) => {
  const one = await party(t)
  const first = await one.idToken()
  await one.provider.clock.advance('2s')
  t.ok(((await one.idToken({ max_age: '1' }))['auth_time'] as number) > (first['auth_time'] as number))
})

t.test('oidcc-max-age-10000: the login is kept and auth_time told', async (t) => {
  const one = await party(t)
  const { auth_time } = await one.idToken()
  await one.provider.clock.advance('2s')
  t.equal((await one.idToken({ max_age: '10000' }))['auth_time'], auth_time)
})

t.test('oidcc-id-token-hint: silent with the hint', async (t) => {
  const one = await party(t)
  const { id_token } = await one.tokens()
  t.equal((await one.idToken({ prompt: 'none', id_token_hint: id_token as string })).sub, 'alice')
})

t.test('oidcc-ensure-request-with-unknown-parameter-succeeds: it is ignored', (t) => succeeds(t, { extra: 'foobar' }))

t.test('oidcc-ensure-request-with-valid-pkce-succeeds: with the verifier', async (t) => {
  const one = await party(t)
  const code_verifier = 'v'.repeat(43)
  const code_challenge = createHash('sha256').update(code_verifier).digest('base64url')
  const code = async (): Promise<string> =>
    (await one.authorize({ code_challenge, code_challenge_method: 'S256' })).told['code']!
  t.equal((await one.redeem(await code(), { code_verifier })).status, 200)
  t.match(await one.redeem(await code(), { code_verifier: 'w'.repeat(43) }), {
    status: 400,
    body: { error: 'invalid_grant' },
  })
})

for (const [module, wait] of [
  ['oidcc-codereuse', '0s'],
  ['oidcc-codereuse-30seconds', '30s'],
] as const) {
  t.test(`${module}: invalid_grant, and the access token is revoked`, async (t) => {
    const one = await party(t)
    const { told } = await one.authorize()
    const { access_token } = (await one.redeem(told['code'])).body
    await one.provider.clock.advance(wait)
    t.match(await one.redeem(told['code']), { status: 400, body: { error: 'invalid_grant' } })
    t.equal((await one.userinfo(access_token as string)).status, 401)
  })
}

t.test('oidcc-ensure-registered-redirect-uri: an error page', async (t) => {
  const { status, html, told } = await (await party(t)).authorize({ redirect_uri: 'https://rp.example/other' })
  t.match({ status, html, told }, { status: 400, html: /not registered/, told: {} })
  t.same(told, {})
})

t.test('oidcc-ensure-redirect-uri-in-authorization-request: an error page', async (t) => {
  const { status, told } = await (await party(t)).authorize({ redirect_uri: '' })
  t.same({ status, told }, { status: 400, told: {} })
})

t.test('oidcc-redirect-uri-query-OK: the registered query is kept', async (t) => {
  const { told } = await (await party(t, 'query')).authorize({ redirect_uri: `${CB}?foo=bar` })
  t.match(told, { foo: 'bar', code: /./ })
})

t.test('oidcc-redirect-uri-query-added, oidcc-redirect-uri-query-mismatch: an error page', async (t) => {
  t.equal((await (await party(t)).authorize({ redirect_uri: `${CB}?foo=bar` })).status, 400)
  t.equal((await (await party(t, 'query')).authorize({ redirect_uri: `${CB}?foo=other` })).status, 400)
})

t.test('oidcc-redirect-uri-regfrag: a fragment cannot be registered', async (t) => {
  const fixtures = { clients: [{ ...BASICS, redirect_uris: [`${CB}#foo`] }] }
  await t.rejects(provided(t, { fixtures }), /has a fragment/)
})

t.test('oidcc-ensure-post-request-succeeds: POST at the authorization endpoint', (t) => succeeds(t, {}, 'POST'))

t.test('oidcc-claims-essential: name is returned', async (t) => {
  const one = await party(t)
  const { access_token } = await one.tokens({ claims: JSON.stringify({ userinfo: { name: { essential: true } } }) })
  t.match(await (await one.userinfo(access_token as string)).json(), { name: 'Alice Liddell' })
})

const unsignedRequest = new jose.UnsecuredJWT({
  client_id: 'basic',
  redirect_uri: CB,
  response_type: 'code',
  scope: 'openid',
  state: 's',
})

t.test('oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported: it says which', async (t) => {
  const { error, code } = (await (await party(t)).authorize({ request: unsignedRequest.encode() })).told
  t.ok(code ?? ['request_not_supported', 'invalid_request_object'].includes(error ?? ''), String(error))
})

t.test('oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported: it says which', async (t) => {
  const { error, code } = (await (await party(t)).authorize({ request_uri: 'https://rp.example/request.jwt' })).told
  t.ok(code ?? ['request_uri_not_supported', 'invalid_request_uri'].includes(error ?? ''), String(error))
})

t.test('oidcc-refresh-token: refreshed for its client, and for no other', async (t) => {
  const one = await party(t)
  const { refresh_token, id_token } = await one.tokens({ scope: 'openid offline_access', prompt: 'login' })
  const form = { grant_type: 'refresh_token', refresh_token: refresh_token as string }
  const other = await one.post('/token', { ...form, client_id: 'post', client_secret: 's-post' }, {})
  t.match(other, { status: 400, body: { error: 'invalid_grant' } })
  const { status, body } = await one.post('/token', form)
  t.equal(status, 200)
  const { iss, sub, aud, auth_time } = jose.decodeJwt(id_token as string)
  t.match(jose.decodeJwt(body['id_token'] as string), { iss, sub, aud, auth_time })
})

t.test('oidcc-server-rotate-keys: a new key signs, and the old one is still published', async (t) => {
  const one = await party(t)
  const kidOf = async (): Promise<unknown> => jose.decodeProtectedHeader((await one.tokens())['id_token'] as string).kid
  const before = await kidOf()
  await one.provider.keys.rotate()
  await one.provider.clock.advance('1h')
  const after = await kidOf()
  t.not(after, before)
  const { jwks_uri } = (await one.metadata()) as { jwks_uri: string }
  const { keys } = (await (await fetch(jwks_uri)).json()) as { keys: { kid: string }[] }
  t.same(
    [before, after].filter((kid) => !keys.some((key) => key.kid === kid)),
    [],
  )
})

t.test('oidcc-discovery-endpoint-verification: the metadata has what OpenID Connect asks for', async (t) => {
  const one = await party(t)
  const metadata = await one.metadata()
  t.equal(metadata['issuer'], one.provider.issuer)
  for (const name of ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri']) {
    const url = new URL(metadata[name] as string)
    t.same([url.origin, url.hash], [new URL(one.provider.issuer).origin, ''], name)
  }
  t.match(metadata, {
    response_types_supported: ['code'],
    subject_types_supported: ['public', 'pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid'],
    claims_parameter_supported: true,
  })
  t.ok((metadata['claims_supported'] as string[]).includes('sub'))
})

t.test('oidcc-server (form_post): the response is a form that posts itself', async (t) => {
  const one = await party(t)
  const { status, html } = await one.authorize({ response_mode: 'form_post' })
  t.equal(status, 200)
  t.match(html, /<form[^>]+method="post"[^>]+action="https:\/\/rp\.example\/cb"/i)
  const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''
  t.equal(field('state'), 's')
  t.equal((await one.redeem(field('code'))).status, 200)
})

t.test('oidcc-prompt-none-not-logged-in (form_post): errors are posted too', async (t) => {
  const { status, html } = await (await party(t)).authorize({ response_mode: 'form_post', prompt: 'none' })
  t.match({ status, html }, { status: 200, html: /name="error" value="login_required"/ })
})
