// RFC 6749 §3.1, §4.1.1-2, RFC 8252, RFC 9207: the authorization endpoint. Who logs in and who agrees is tested in
// test/interactions.

import t from 'tap'
import type { Test } from 'tap'
import { Parameters } from '../../lib/protocol/parameters.js'
import { SPA, WEB, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'
import { served } from '../support/served.js'

const QUERY = 'client_id=web&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&response_type=code&scope=openid'

/** Answered to the user on a page, and not redirected. */
async function refusesWithPage(t: Test, answer: ReturnType<Staged['authorize']>, reason: string): Promise<void> {
  const { status, location, page, reason: given } = await answer
  t.match({ status, location, given }, { status: 400, location: undefined, given: reason }, reason)
  t.match(page, { name: 'failure', error: { code: 'invalid_request' } }, reason)
}

t.test('AZ-01 GET and POST with a form are answered alike', async (t) => {
  const { ask, authorize } = await stage()
  const get = await authorize(QUERY)
  const post = await ask('authorization', { form: Parameters.parse(QUERY) })
  t.match([get.status, post.status], [302, 303])
  t.same(Object.keys(get.told!), Object.keys(post.told!))
  t.match(post.told, { code: /^.{43}$/, iss: 'http://localhost:2884' })
})

t.test('AZ-01 HEAD is answered as GET', async (t) => {
  const { authorize } = await stage()
  t.match(await authorize(QUERY, { method: 'HEAD' }), { status: 302, told: { code: /./ } })
})

t.test('AZ-02 unknown parameters are ignored, empty ones count as omitted', async (t) => {
  const { authorize } = await stage()
  const { told } = await authorize(`${QUERY}&foo=bar&constructor=x&nonce=&state=`)
  t.same(Object.keys(told!), ['code', 'iss'])
})

t.test('AZ-02 a repeated parameter is told to the client, and the state with it', async (t) => {
  const { authorize } = await stage()
  const { told, reason } = await authorize(`${QUERY}&state=s&nonce=1&nonce=2`)
  t.match(told, { error: 'invalid_request', state: 's' })
  t.equal(reason, 'param-duplicated')
  t.notOk('state' in (await authorize(`${QUERY}&state=s&state=s`)).told!)
})

t.test('AZ-03 without a sound client_id and redirect_uri nothing is redirected', async (t) => {
  const { authorize } = await stage()
  await refusesWithPage(t, authorize({ client_id: undefined }), 'client-id-missing-in-authorize')
  await refusesWithPage(t, authorize({ client_id: 'nobody' }), 'client-unknown')
  await refusesWithPage(t, authorize(`${QUERY}&client_id=web`), 'param-duplicated')
  await refusesWithPage(t, authorize({ redirect_uri: 'https://evil.example/' }), 'redirect-uri-unregistered')
  await refusesWithPage(t, authorize(`${QUERY}&redirect_uri=https%3A%2F%2Fapp.example%2Fcb`), 'param-duplicated')
})

t.test('AZ-03 a client that accepts JSON gets the refusal as JSON', async (t) => {
  const { authorize } = await stage()
  const { status, body } = await authorize({ client_id: 'nobody' }, { headers: { accept: 'application/json' } })
  t.match(
    { status, body },
    { status: 400, body: { error: 'invalid_request', error_description: /unknown client_id 'nobody'/ } },
  )
})

t.test('AZ-04 a redirect_uri is compared as a string, and the difference is named', async (t) => {
  const clients = [{ ...WEB, redirect_uris: ['https://app.example/cb%20x'] }]
  const { authorize } = await stage({ clients })
  const differences = {
    'https://APP.example/cb%20x': 'redirect-uri-host-case',
    'https://app.example/cb%20x/': 'redirect-uri-trailing-slash',
    'https://app.example/cb%20x?a=b': 'redirect-uri-query-or-fragment',
    'https://app.example:8443/cb%20x': 'redirect-uri-port',
    'https://app.example:443/cb%20x': 'redirect-uri-port',
    'https://app.example/cb x': 'redirect-uri-encoding',
    'http://app.example/cb%20x': 'redirect-uri-scheme',
    'https://www.app.example/cb%20x': 'redirect-uri-www',
  }
  for (const [redirect_uri, reason] of Object.entries(differences)) {
    await refusesWithPage(t, authorize({ redirect_uri }), reason)
  }
})

t.test('AZ-04 a policy may forgive a trailing slash, in both requests', async (t) => {
  const { authorize, redeem } = await stage({ policy: { redirect_uri_trailing_slash: 'ignore' } })
  const { told } = await authorize({ redirect_uri: 'https://app.example/cb/' })
  t.equal((await redeem(told!['code']!, { redirect_uri: 'https://app.example/cb' })).status, 200)
})

t.test('AZ-05 the port of a registered loopback address is free, its path is not', async (t) => {
  const clients = [{ ...WEB, redirect_uris: ['http://127.0.0.1/cb', 'http://[::1]:1/cb'] }]
  const { authorize } = await stage({ clients })
  t.equal((await authorize({ redirect_uri: 'http://127.0.0.1:51234/cb' })).status, 302)
  t.equal((await authorize({ redirect_uri: 'http://[::1]:51234/cb' })).status, 302)
  await refusesWithPage(t, authorize({ redirect_uri: 'http://127.0.0.1:51234/other' }), 'redirect-uri-unregistered')
})

t.test('D-13 the port of localhost is free for native clients, for all, or for none', async (t) => {
  const redirect_uri = 'http://localhost:51234/cb'
  const client = { ...WEB, redirect_uris: ['http://localhost/cb'] }
  const status = async (application_type: 'web' | 'native', localhost_any_port?: 'always' | 'never'): Promise<number> =>
    (
      await (
        await stage({
          clients: [{ ...client, application_type }],
          ...(localhost_any_port && { policy: { localhost_any_port } }),
        })
      ).authorize({ redirect_uri })
    ).status
  t.same([await status('web'), await status('native')], [400, 302], 'default')
  t.same([await status('web', 'always'), await status('native', 'never')], [302, 400])
})

t.test('AZ-06 redirect_uri may be left out where one is registered and openid is not asked', async (t) => {
  const { authorize } = await stage()
  t.equal(
    (await authorize({ redirect_uri: undefined, scope: 'read' })).location?.split('?')[0],
    'https://app.example/cb',
  )
  await refusesWithPage(t, authorize({ redirect_uri: undefined, scope: 'read openid' }), 'redirect-uri-missing')
  const several = await stage({ clients: [{ ...WEB, redirect_uris: ['https://a.example/', 'https://b.example/'] }] })
  const answer = several.authorize({ redirect_uri: undefined, scope: 'read' })
  await refusesWithPage(t, answer, 'redirect-uri-missing-several-registered')
  t.match((await answer).hint, /a\.example.*b\.example/)
})

t.test('AZ-07 the query of a registered redirect_uri is kept', async (t) => {
  const redirect_uri = 'https://app.example/cb?x=1'
  const { authorize } = await stage({ clients: [{ ...WEB, redirect_uris: [redirect_uri] }] })
  t.match((await authorize({ redirect_uri })).location, /^https:\/\/app\.example\/cb\?x=1&code=/)
})

t.test('AZ-08 missing, unknown and forbidden response types are told apart', async (t) => {
  const clients = [{ ...WEB, grant_types: ['client_credentials'] as const }]
  const { authorize } = await stage()
  t.match((await authorize({ response_type: undefined })).told, {
    error: 'invalid_request',
    error_description: /response_type/,
  })
  t.match(await authorize({ response_type: 'saml' }), {
    told: { error: 'unsupported_response_type' },
    reason: 'response-type-unsupported',
  })
  for (const response_type of ['CODE', 'code code', 'code saml']) {
    t.match(
      (await authorize({ response_type })).told,
      { error: 'unsupported_response_type', state: 'xyz' },
      response_type,
    )
  }
  t.match((await (await stage({ clients })).authorize()).told, { error: 'unauthorized_client' })
})

t.test('AZ-09 state comes back byte for byte, on success and on error', async (t) => {
  const app = await served(t, (await stage()).realm)
  const states = ['+ % & = # ?', 'äöü€😀', '<>"\'`\\', '\r\n\t', 'x'.repeat(4096), '%2B', ' ']
  for (const state of states) {
    for (const more of ['', '&scope=nope']) {
      const url = `/authorize?${new URLSearchParams({ state })}&${more === '' ? QUERY : QUERY.replace('&scope=openid', more)}`
      const { headers } = await app.inject({ url })
      const told = new URL(headers['location'] as string).searchParams
      t.equal(told.get('state'), state)
      t.ok(told.has(more === '' ? 'code' : 'error'))
    }
  }
})

t.test('AZ-09 without a state none is invented, and the journal warns', async (t) => {
  const { authorize } = await stage()
  const { told, warnings } = await authorize({ state: undefined })
  t.notOk('state' in told!)
  t.same(warnings, ['state-absent'])
})

t.test('AZ-11 302 after GET, 303 after POST, never 307', async (t) => {
  const { authorize, ask } = await stage()
  t.equal((await authorize()).status, 302)
  t.equal((await ask('authorization', { form: Parameters.parse(QUERY) })).status, 303)
  t.equal((await authorize({ scope: 'nope' })).status, 302, 'errors as well')
})

t.test('AZ-12 query is the default response mode, fragment on request', async (t) => {
  const { authorize } = await stage()
  t.match((await authorize()).location, /\/cb\?code=/)
  t.match((await authorize({ response_mode: 'fragment' })).location, /\/cb#code=/)
  t.match((await authorize({ response_mode: 'fragment', scope: 'nope' })).location, /\/cb#error=/)
  t.match(await authorize({ response_mode: 'web_message' }), {
    reason: 'response-mode-unsupported',
    told: { error: 'invalid_request', state: 'xyz' },
  })
})

t.test('AZ-13 form_post answers 200 with a form, errors too', async (t) => {
  const app = await served(t, (await stage()).realm)
  for (const scope of ['openid', 'nope']) {
    const reply = await app.inject({
      url: `/authorize?${QUERY}&response_mode=form_post`.replace('=openid', `=${scope}`),
    })
    t.equal(reply.statusCode, 200)
    t.match(reply.body, /<form[^>]*action="https:\/\/app\.example\/cb"/)
    t.match(reply.body, scope === 'nope' ? /name="error" value="invalid_scope"/ : /name="code" value="/)
    t.match(reply.headers, { 'cache-control': 'no-store' })
  }
})

t.test('AZ-14 scope is case-sensitive and its order has no meaning', async (t) => {
  const { authorize, tokens } = await stage()
  t.match(await authorize({ scope: 'OpenID' }), { reason: 'scope-case', told: { error: 'invalid_scope' } })
  t.equal((await tokens({ scope: 'profile openid profile' }))['scope'], 'profile openid')
})

t.test('AZ-14 a scope outside the grammar is refused', async (t) => {
  const { authorize } = await stage()
  t.match((await authorize({ scope: 'a"b' })).told, { error: 'invalid_scope' })
  t.match((await authorize({ scope: '   ' })).told, { error: 'invalid_scope' })
})

t.test('AZ-15 every error code of the RFC can be had, with state and iss', async (t) => {
  const codes = ['access_denied', 'invalid_scope', 'server_error', 'temporarily_unavailable', 'unauthorized_client']
  for (const code of codes) {
    const { told } = await (await stage({ faults: [`authorize=${code}`] })).authorize()
    t.match(told, { error: code, state: 'xyz', iss: 'http://localhost:2884' })
  }
})

t.test('AZ-17 no script of another origin may read it', async (t) => {
  const app = await served(t, (await stage()).realm)
  for (const url of [`/authorize?${QUERY}`, '/authorize', '/login', '/consent']) {
    const { headers } = await app.inject({ url, headers: { origin: 'https://evil.example' } })
    t.notOk('access-control-allow-origin' in headers, url)
  }
})

t.test('AZ-18 a path may carry a query of its own, which metadata keeps', async (t) => {
  const { ask, realm } = await stage({ paths: { '/tenant/authorize?tenant=1': 'authorization' } })
  t.equal((await ask('metadata')).body['authorization_endpoint'], 'http://localhost:2884/tenant/authorize?tenant=1')
  const app = await served(t, realm)
  t.equal((await app.inject({ url: `/tenant/authorize?tenant=1&${QUERY}` })).statusCode, 302)
})

t.test('405 at a page names the methods that are taken', async (t) => {
  const app = await served(t, (await stage()).realm)
  const { statusCode, headers } = await app.inject({
    method: 'DELETE',
    url: '/authorize',
    headers: { accept: 'text/html' },
  })
  t.equal(statusCode, 405)
  t.match(headers['allow'], /GET/)
})

t.test('PK-03 a bad challenge method or a missing challenge is told by redirection', async (t) => {
  const { authorize } = await stage()
  const code_challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
  t.match(await authorize({ code_challenge, code_challenge_method: 's256' }), {
    reason: 'pkce-method-case',
    told: { error: 'invalid_request', state: 'xyz' },
  })
  t.match(await authorize({ code_challenge, code_challenge_method: 'S512' }), { reason: 'pkce-method-unsupported' })
})

t.test('PK-07 PKCE is required of public clients, of all, or of none', async (t) => {
  const spa = { client_id: 'spa', redirect_uri: SPA.redirect_uris[0], scope: 'openid' }
  const bare = await stage()
  t.match(await bare.authorize(spa), { reason: 'pkce-required', told: { error: 'invalid_request' } })
  t.equal((await bare.authorize()).told?.['error'], undefined, 'a confidential client may go without')
  t.match(await (await stage({ policy: { pkce: 'always' } })).authorize(), { reason: 'pkce-required' })
  t.ok((await (await stage({ policy: { pkce: 'never' } })).authorize(spa)).told?.['code'])
  t.match(await (await stage({ clients: [{ ...WEB, pkce: 'required' }] })).authorize(), { reason: 'pkce-required' })
})

t.test('PK-02 a method left out means plain, and is refused where plain is off', async (t) => {
  const code_challenge = 'x'.repeat(43)
  t.ok((await (await stage()).authorize({ code_challenge })).told?.['code'])
  const strict = await stage({ policy: { pkce_methods: ['S256'] } })
  t.match(await strict.authorize({ code_challenge }), {
    reason: 'pkce-method-unsupported',
    hint: /missing, which means plain/,
  })
})

t.test('PK-04 a challenge outside the grammar is refused', async (t) => {
  const { authorize } = await stage()
  for (const [code_challenge, expected] of [
    [`${'x'.repeat(42)}=`, 'pkce-challenge-length'],
    ['x'.repeat(44), 'pkce-challenge-unhashed'],
    ['x'.repeat(42), 'pkce-challenge-length'],
    [`${'x'.repeat(42)}+`, 'pkce-challenge-base64'],
  ] as const) {
    const { reason, told } = await authorize({ code_challenge, code_challenge_method: 'S256' })
    t.match({ reason, told }, { reason: expected, told: { error: 'invalid_request' } }, code_challenge)
  }
  t.match(await authorize({ code_challenge: 'x'.repeat(129) }), { reason: 'pkce-challenge-length' })
})

t.test('OC-07 registration is refused with a code of its own', async (t) => {
  const { authorize } = await stage()
  t.match((await authorize({ registration: '{}' })).told, { error: 'registration_not_supported', state: 'xyz' })
})

t.test('MD-07 iss is in every response and equals the issuer of the metadata', async (t) => {
  const { authorize, ask } = await stage()
  const { issuer, authorization_response_iss_parameter_supported: promised } = (await ask('metadata')).body
  t.ok(promised)
  t.equal((await authorize()).told?.['iss'], issuer)
  t.equal((await authorize({ scope: 'nope' })).told?.['iss'], issuer)
})

t.test('parameters of the token endpoint are recognised here', async (t) => {
  const { authorize } = await stage()
  await refusesWithPage(t, authorize({ grant_type: 'authorization_code' }), 'endpoint-swapped')
})
