import { connect } from 'node:net'
import t from 'tap'
import { json } from '../../lib/protocol/messages.js'
import { FakeStage, open, stand, talk } from './stage.js'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

t.test('a form post reaches the endpoint of its path', async (t) => {
  const { app, stage } = await stand(t)
  await app.inject({ method: 'POST', url: '/token', headers: FORM, payload: 'grant_type=client_credentials' })
  t.match(stage.last, { endpoint: 'token', method: 'POST', url: '/token', rest: '' })
  t.equal(stage.last.form.get('grant_type'), 'client_credentials')
})

t.test('what follows the path of documents is left as it was received', async (t) => {
  const { app, stage } = await stand(t)
  await app.inject({ url: '/api/v1/files/a%2Fb%zz?id=1' })
  t.match(stage.last, { endpoint: 'documents', rest: '/files/a%2Fb%zz' })
})

t.test('doubled slashes are forgiven for documents', async (t) => {
  const { app, stage } = await stand(t)
  await app.inject({ url: '/api/v1//metadata' })
  t.equal(stage.last.rest.replaceAll('//', '/'), '/metadata')
  await app.inject({ url: '//api/v1/metadata' })
  t.match(stage.last, { endpoint: 'documents', rest: '/metadata' })
})

t.test('doubled slashes are not forgiven elsewhere', async (t) => {
  const { app } = await stand(t)
  t.equal((await app.inject({ method: 'POST', url: '//token' })).statusCode, 404)
})

t.test('every realm but the default one lives below /realms', async (t) => {
  const [root, shop] = [new FakeStage(), new FakeStage()]
  const { app } = await stand(t, undefined, { realms: (id) => (id === '' ? root : id === 'shop' ? shop : undefined) })
  await app.inject({ url: '/realms/shop/jwks' })
  await app.inject({ url: '/realms/shop' })
  t.same(
    shop.requests.map(({ endpoint, url }) => [endpoint, url]),
    [
      ['jwks', '/realms/shop/jwks'],
      ['index', '/realms/shop'],
    ],
  )
  t.same(root.requests, [])
})

t.test('metadata of a realm is also where RFC 8414 puts it', async (t) => {
  const shop = new FakeStage()
  const { app } = await stand(t, undefined, { realms: (id) => (id === 'shop' ? shop : undefined) })
  await app.inject({ url: '/.well-known/oauth-authorization-server/realms/shop' })
  t.equal(shop.last.endpoint, 'metadata')
})

t.test('an unknown realm is named', async (t) => {
  const { app } = await stand(t)
  const reply = await app.inject({ url: '/realms/nope/token' })
  t.equal(reply.statusCode, 404)
  t.match(reply.json(), { error: 'invalid_request', error_description: /no realm 'nope'/ })
})

t.test('a path below /realms may belong to the default realm', async (t) => {
  class Keycloak extends FakeStage {
    override locate(path: string): ReturnType<FakeStage['locate']> {
      return path === '/realms/demo/protocol/openid-connect/token'
        ? { endpoint: 'token', rest: '' }
        : super.locate(path)
    }
  }
  const root = new Keycloak()
  const { app } = await stand(t, undefined, { realms: (id) => (id === '' ? root : undefined) })
  await app.inject({ method: 'POST', url: '/realms/demo/protocol/openid-connect/token' })
  t.equal(root.last.endpoint, 'token')
})

for (const [asked, meant] of [
  ['/oauth/token', 'the token endpoint is /token'],
  ['/oauth2/v1/authorize', 'the authorization endpoint is /authorize'],
  ['/protocol/openid-connect/certs', 'the jwks endpoint is /jwks'],
  ['/tokne', 'the token endpoint is /token'],
  ['/token/', 'the token endpoint is /token'],
  ['/TOKEN', 'the token endpoint is /token'],
  ['/oauth2/introspection', 'the introspection endpoint is /introspect'],
  ['/something/else/entirely', 'the endpoints are listed at /'],
] as const) {
  t.test(`asked for ${asked} it says: ${meant}`, async (t) => {
    const { app } = await stand(t)
    const reply = await app.inject({ method: 'POST', url: asked })
    t.equal(reply.statusCode, 404)
    t.equal(reply.headers['cache-control'], 'no-store')
    t.match(reply.json(), { error: 'invalid_request', error_description: `no endpoint at ${asked}; ${meant}` })
  })
}

t.test('a browser at an unknown path gets a page', async (t) => {
  const { app } = await stand(t)
  const reply = await app.inject({ url: '/oauth/authorize', headers: { accept: 'text/html,*/*;q=0.8' } })
  t.equal(reply.statusCode, 404)
  t.match(reply.headers['content-type'], 'text/html')
  t.match(reply.body, 'the authorization endpoint is /authorize')
})

t.test('the realm hears of requests that miss its paths', async (t) => {
  const { app, stage } = await stand(t)
  await app.inject({ method: 'POST', url: '/oauth/token?a=b' })
  t.match(stage.misses, [{ method: 'POST', url: '/oauth/token?a=b', status: 404, hint: /token endpoint is \/token/ }])
})

t.test('a method that an endpoint does not take goes to the realm as a problem with 405 and Allow', async (t) => {
  const { app, stage } = await stand(t)
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'TRACE', 'QUERY'] as const) {
    const reply = await app.inject({ method: method as 'GET', url: '/token' })
    t.equal(reply.statusCode, 405, method)
    t.equal(reply.headers['allow'], 'POST, OPTIONS', method)
    t.equal(stage.last.problem?.code, 'invalid_request', method)
  }
})

t.test('HEAD is answered like GET, without the body', async (t) => {
  const { url } = await open(t, json(200, { status: 'ready' }))
  const reply = await fetch(`${url}/healthz`, { method: 'HEAD' })
  t.equal(reply.status, 200)
  t.equal(reply.headers.get('content-length'), String('{"status":"ready"}'.length))
  t.equal(await reply.text(), '')
})

t.test('OPTIONS names the methods', async (t) => {
  const { app, stage } = await stand(t)
  const reply = await app.inject({ method: 'OPTIONS', url: '/authorize' })
  t.equal(reply.statusCode, 204)
  t.equal(reply.headers['allow'], 'GET, POST, HEAD, OPTIONS')
  t.same(stage.requests, [])
})

const PREFLIGHT = {
  origin: 'http://localhost:3000',
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,dpop,x-requested-with',
}

t.test('a preflight is allowed where scripts may come in', async (t) => {
  const { app } = await stand(t)
  const reply = await app.inject({ method: 'OPTIONS', url: '/token', headers: PREFLIGHT })
  t.equal(reply.statusCode, 204)
  t.match(reply.headers, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization,dpop,x-requested-with',
  })
})

t.test('a preflight is not allowed at the authorization endpoint', async (t) => {
  const { app } = await stand(t)
  const reply = await app.inject({ method: 'OPTIONS', url: '/authorize', headers: PREFLIGHT })
  t.notOk(Object.keys(reply.headers).some((name) => name.startsWith('access-control')))
})

t.test('a script of another origin may read errors as well', async (t) => {
  const { app } = await stand(t)
  const headers = { origin: 'http://localhost:3000' }
  for (const url of ['/token', '/nowhere']) {
    const reply = await app.inject({ method: 'GET', url, headers })
    t.ok(reply.statusCode >= 400)
    t.equal(reply.headers['access-control-allow-origin'], '*', url)
    t.match(reply.headers['access-control-expose-headers'], 'WWW-Authenticate')
  }
})

for (const url of ['/authorize', '/login', '/consent']) {
  t.test(`no script of another origin may read ${url}`, async (t) => {
    const { app } = await stand(t)
    const reply = await app.inject({ method: 'POST', url, headers: { origin: 'http://localhost:3000' } })
    t.notOk(reply.headers['access-control-allow-origin'])
  })
}

t.test('what a cache may keep says that it depends on Origin', async (t) => {
  const { app } = await stand(t, {
    status: 200,
    headers: { 'cache-control': 'max-age=60' },
    content: { kind: 'empty' },
  })
  t.equal((await app.inject({ url: '/jwks' })).headers['vary'], 'Origin')
})

t.test('a body over 1 MiB is a problem with 413 at an OAuth endpoint', async (t) => {
  const { app, stage } = await stand(t)
  const payload = `a=${'x'.repeat(1024 * 1024)}`
  const reply = await app.inject({ method: 'POST', url: '/token', headers: FORM, payload })
  t.equal(reply.statusCode, 413)
  t.equal(stage.last.problem?.diagnosis.reason, 'body-too-large')
})

t.test('a document of 2 MiB of any type is taken', async (t) => {
  const { app, stage } = await stand(t)
  const payload = Buffer.alloc(2 * 1024 * 1024, 7)
  const headers = { 'content-type': 'video/x-odd' }
  t.equal((await app.inject({ method: 'PUT', url: '/api/v1/files/1', headers, payload })).statusCode, 200)
  t.equal(stage.last.body.length, payload.length)
})

t.test('no Content-Type makes the framework answer in its own words', async (t) => {
  const { app, stage } = await stand(t)
  for (const type of [
    'application/json',
    'text/plain',
    'nonsense',
    'x-www-form-urlencoded',
    'a/b; charset=',
    '',
    ';',
  ]) {
    const reply = await app.inject({
      method: 'POST',
      url: '/token',
      headers: { 'content-type': type },
      payload: '{"broken',
    })
    t.equal(reply.statusCode, 200, type)
    t.equal(stage.last.problem, undefined, type)
    t.equal(Buffer.from(stage.last.body).toString(), '{"broken', type)
    t.equal(stage.last.headers['content-type'], type)
  }
})

t.test('an empty form is an empty form', async (t) => {
  const { app, stage } = await stand(t)
  t.equal((await app.inject({ method: 'POST', url: '/token', headers: FORM, payload: '' })).statusCode, 200)
  t.equal(stage.last.form.size, 0)
})

t.test('a body that is shorter than it says is the realm’s to see, and nobody is left to answer', async (t) => {
  const { listening, stage } = await open(t)
  const seen = new Promise<void>((resolve) => {
    const handle = stage.handle.bind(stage)
    stage.handle = (request) => handle(request).finally(resolve)
  })
  const socket = connect(listening.port, '127.0.0.1')
  socket.end('POST /token HTTP/1.1\r\nhost: a\r\ncontent-type: text/plain\r\ncontent-length: 100\r\n\r\nshort')
  socket.on('error', () => undefined)
  await seen
  t.equal(stage.last.problem?.code, 'invalid_request')
})

t.test('control requests go to the control API, for the realm they name', async (t) => {
  const asked: unknown[] = []
  const shop = new FakeStage()
  const { app } = await stand(t, undefined, {
    realms: (id) => (id === 'shop' ? shop : undefined),
    control: async ({ realm, path, method, query }) => {
      asked.push([method, realm, path, query.get('a')])
      return json(200, {})
    },
  })
  await app.inject({ url: '/_mock/v1/faults?a=b', headers: { origin: 'http://evil.test' } })
  await app.inject({ method: 'DELETE', url: '/realms/shop/_mock/v1/faults' })
  t.same(asked, [
    ['GET', '', '/v1/faults', 'b'],
    ['DELETE', 'shop', '/v1/faults', undefined],
  ])
})

t.test('the control API is never open to scripts of other origins', async (t) => {
  const { app } = await stand(t, undefined, { control: async () => json(200, {}) })
  const reply = await app.inject({ url: '/_mock/v1', headers: { origin: 'http://evil.test' } })
  t.notOk(reply.headers['access-control-allow-origin'])
})

t.test('without a control API there is nothing below /_mock', async (t) => {
  const { app } = await stand(t)
  t.equal((await app.inject({ url: '/_mock/v1' })).statusCode, 404)
})

t.test('a realm that fails after all is answered for with server_error', async (t) => {
  const { app } = await stand(t, () => Promise.reject(new Error('oh')))
  const reply = await app.inject({ method: 'POST', url: '/token' })
  t.equal(reply.statusCode, 500)
  t.match(reply.json(), { error: 'server_error', error_description: 'the mock provider itself failed: oh' })
})

for (const [name, request, status] of [
  ['a request that is not HTTP', 'hello\r\n\r\n', 400],
  ['a header with a control character', 'GET / HTTP/1.1\r\nhost: a\r\nx: \x01\r\n\r\n', 400],
  ['a Content-Length that is no number', 'POST /token HTTP/1.1\r\nhost: a\r\ncontent-length: abc\r\n\r\n', 400],
  ['100 kB of headers', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`, 431],
  ['an endless URL', `GET /${'y'.repeat(100_000)} HTTP/1.1\r\nhost: a\r\n\r\n`, 431],
  ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\nhost: a\r\n\r\n', 400],
] as const) {
  t.test(`${name} is answered with ${status} and OAuth JSON`, async (t) => {
    const { listening } = await open(t)
    const [head = '', body = ''] = (await talk(listening.port, request)).split('\r\n\r\n')
    t.match(head, `HTTP/1.1 ${status} `)
    t.match(JSON.parse(body), { error: 'invalid_request', error_description: String })
  })
}

const once = (line: string, more = ''): string =>
  `${line} HTTP/1.1\r\nhost: mock.test:1\r\nconnection: close\r\n${more}\r\n`

t.test('an absolute-form target is understood, and overrules Host', async (t) => {
  const { listening, stage } = await open(t)
  await talk(listening.port, once('GET http://other.test:99/jwks?a=b'))
  t.match(stage.last, { endpoint: 'jwks', url: '/jwks?a=b', base: 'http://other.test:99' })
})

for (const path of [
  '/%zz',
  '/%',
  '/token%00',
  '/\xff\xfe',
  '/..//..',
  '*',
  '/%E0%A4%A',
  '?',
  '/realms/%zz/token',
  '/__proto__',
  '//',
  '/constructor',
]) {
  t.test(`the path ${JSON.stringify(path)} is answered in OAuth's shape`, async (t) => {
    const { listening } = await open(t)
    const [head = '', body = ''] = (await talk(listening.port, once(`POST ${path}`))).split('\r\n\r\n')
    t.match(head, /^HTTP\/1.1 40[045] /)
    t.match(JSON.parse(body), { error: 'invalid_request' })
  })
}

t.test('a client that waits for 100 Continue gets it, and its answer', async (t) => {
  const { listening } = await open(t)
  const more = 'expect: 100-continue\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 3\r\n'
  const reply = await talk(listening.port, `${once('POST /token', more)}a=b`)
  t.match(reply, /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/)
})

t.test('an expectation that nobody knows is ignored', async (t) => {
  const { listening } = await open(t)
  t.match(await talk(listening.port, once('GET /jwks', 'expect: miracles\r\n')), /^HTTP\/1.1 200/)
})

t.test('HTTP/1.1 without Host is a problem with 400, and HTTP/1.0 is not', async (t) => {
  const { listening, stage } = await open(t)
  t.match(await talk(listening.port, 'GET /jwks HTTP/1.1\r\nconnection: close\r\n\r\n'), /^HTTP\/1.1 400/)
  t.equal(stage.last.problem?.diagnosis.reason, 'host-missing')
  t.match(await talk(listening.port, 'GET /jwks HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 200/)
  t.equal(stage.last.base, `http://127.0.0.1:${listening.port}`)
})
