import t from 'tap'
import { json } from '../../lib/protocol/messages.js'
import { FakeStage, open, stand } from './stage.js'

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
