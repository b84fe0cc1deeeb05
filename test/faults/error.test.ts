import t from 'tap'
import { CODES } from '../../lib/faults/codes.js'
import { OAuthError, describable } from '../../lib/protocol/error.js'
import { page, redirect, type LoginPage, type Redirection, type Reply } from '../../lib/protocol/messages.js'
import { request } from '../support/request.js'
import { spoil } from '../support/spoil.js'

const redirection: Redirection = {
  redirect_uri: 'https://client.example/cb',
  response_mode: 'query',
  parameters: { code: 'C', state: 'S', iss: 'https://as.example', access_token: 'AT' },
}
const login: LoginPage = {
  ...{ name: 'login', mode: 'form', action: '/login', interaction: 'i', client: 'web', users: [] },
  addressee: { ...redirection, parameters: { state: 'S', iss: 'https://as.example' } },
}
const authorization = request('authorization')
const parametersOf = ({ content }: Reply): unknown => content.kind === 'redirection' && content.redirection.parameters

t.test('at the token endpoint an error is RFC 6749 JSON that must not be stored', async (t) => {
  t.same(await spoil('token=invalid_grant@1', request('token')), {
    status: 400,
    headers: { 'cache-control': 'no-store', pragma: 'no-cache', 'mock-oauth2-fault': 'f1' },
    content: {
      kind: 'members',
      members: { error: 'invalid_grant', error_description: 'requested by fault f1: token=invalid_grant@once' },
    },
    acted: 0,
  })
})

t.test('invalid_client is a 401 with a Basic challenge', async (t) => {
  t.match(await spoil('token=invalid_client', request('token')), {
    status: 401,
    headers: { 'www-authenticate': /^Basic realm=/ },
  })
})

t.test('access_denied at the token endpoint is a 400 (RFC 8628 §3.5)', async (t) => {
  t.equal((await spoil('token=access_denied', request('token'))).status, 400)
})

t.test('use_dpop_nonce brings a nonce', async (t) => {
  t.ok((await spoil('token=use_dpop_nonce', request('token'))).headers['dpop-nonce'])
})

t.test('temporarily_unavailable is a 503', async (t) => {
  t.equal((await spoil('revoke=temporarily_unavailable', request('revocation'))).status, 503)
})

t.test('a description of one`s own replaces ours, in the characters that the RFC allows', async (t) => {
  t.match(await spoil('token=invalid_grant:say%20%22no%22', request('token')), {
    content: { members: { error_description: `say 'no'` } },
  })
})

t.test('error:<code> sends any registered code anywhere', async (t) => {
  t.match(await spoil('jwks=error:invalid_grant:gone', request('jwks')), {
    status: 400,
    content: { members: { error: 'invalid_grant', error_description: 'gone' } },
  })
})

for (const endpoint of ['userinfo', 'documents'] as const) {
  t.test(`at ${endpoint} an error is a Bearer challenge with the same words in the body`, async (t) => {
    const reply = await spoil(`${endpoint}=invalid_token:too old`, request(endpoint))
    t.match(reply, { status: 401, content: { members: { error: 'invalid_token', error_description: 'too old' } } })
    t.equal(reply.headers['www-authenticate'], 'Bearer error="invalid_token", error_description="too old"')
  })
}

t.test('insufficient_scope is a 403 Bearer challenge', async (t) => {
  const reply = await spoil('userinfo=insufficient_scope', request('userinfo'))
  t.equal(reply.status, 403)
  t.match(reply.headers['www-authenticate'], /^Bearer error="insufficient_scope"/)
})

t.test('in place of an authorization response the error keeps state and iss and drops code and tokens', async (t) => {
  const reply = await spoil('authorize=access_denied', authorization, redirect(authorization, redirection))
  t.match(reply, { status: 302, content: { redirection: { redirect_uri: 'https://client.example/cb' } } })
  t.same(parametersOf(reply), {
    error: 'access_denied',
    error_description: 'requested by fault f1: authorize=access_denied',
    state: 'S',
    iss: 'https://as.example',
  })
})

t.test('an error invents no state that the client did not send', async (t) => {
  const stateless = { ...redirection, parameters: { code: 'C' } }
  const reply = await spoil('authorize=server_error', authorization, redirect(authorization, stateless))
  t.same(Object.keys(parametersOf(reply) as object), ['error', 'error_description'])
})

t.test('an error keeps the response mode', async (t) => {
  const posted = redirect(authorization, { ...redirection, response_mode: 'form_post' })
  t.match(await spoil('authorize=access_denied', authorization, posted), {
    status: 200,
    content: { redirection: { response_mode: 'form_post' } },
  })
})

t.test('a login page is shown as ever: the error waits for the authorization response', async (t) => {
  const reply = await spoil('authorize=access_denied', authorization, page(200, login))
  t.match(reply, { status: 200, content: { kind: 'page', page: { name: login.name } } })
  t.notOk(reply.headers['mock-oauth2-fault'])
})

t.test('at the login point the error comes in place of the login page', async (t) => {
  const reply = await spoil('login=login_required', request('login', { form: {} }), page(200, login))
  t.match(parametersOf(reply), { error: 'login_required', state: 'S', iss: 'https://as.example' })
})

t.test('after a posted login or consent the redirection is a 303', async (t) => {
  const posted = request('consent', { form: {} })
  t.equal((await spoil('consent=access_denied', posted, redirect(posted, redirection))).status, 303)
})

t.test('a session that began is not told to the browser when the answer is an error', async (t) => {
  const started = { ...redirect(authorization, redirection), cookies: [{ name: 's', value: '1', path: '/' }] }
  t.equal((await spoil('authorize=access_denied', authorization, started)).cookies, undefined)
})

t.test('a failure page stays: an unregistered redirect_uri is never redirected to', async (t) => {
  const error = new OAuthError('invalid_request', { reason: 'redirect-uri-unregistered', hint: 'not registered' })
  const reply = await spoil('authorize=access_denied', authorization, page(400, { name: 'failure', error }))
  t.match(reply, { status: 400, content: { kind: 'page', page: { name: 'failure' } } })
  t.notOk(reply.headers['mock-oauth2-fault'])
})

t.test('every code of every back-channel endpoint is sent with a client error or the status of trouble', async (t) => {
  for (const [point, endpoint] of [
    ['token', 'token'],
    ['introspect', 'introspection'],
    ['revoke', 'revocation'],
    ['userinfo', 'userinfo'],
  ] as const) {
    for (const code of CODES[point] ?? []) {
      const reply = await spoil(`${point}=${code}`, request(endpoint))
      const cause = describable(`requested by fault f1: ${point}=${code}`)
      t.match(reply, { content: { members: { error: code, error_description: cause } } })
      t.ok([400, 401, 403, 500, 503].includes(reply.status), `${point}=${code} is ${reply.status}`)
    }
  }
})
