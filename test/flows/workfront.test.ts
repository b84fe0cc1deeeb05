// The whole story of a document integration over HTTP: connect, call, 403, refresh, retry.

import { connect as dial } from 'node:net'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Test } from 'tap'
import { startProvider } from '../../lib/index.js'
import type { LocalProvider, StartOptions } from '../../lib/index.js'
import { Connector, exchange } from '../support/connector.js'
import type { Integration, Placement } from '../support/connector.js'
import { ACCESS_TOKEN, CODE, LANGUAGES, REDIRECT_URI, REFRESH_TOKEN, example } from '../support/workfront.js'

const realms = (name: string): string => fileURLToPath(new URL(`../../fixtures/realms/${name}.yaml`, import.meta.url))

async function provided(t: Test, options: StartOptions = {}): Promise<LocalProvider> {
  const provider = await startProvider({ fixtures: realms('workfront'), login: 'picker', ...options })
  t.teardown(() => provider.close())
  return provider
}

function connector({ url }: LocalProvider, change: Partial<Integration> = {}): Connector {
  return new Connector({
    baseApiUrl: `${url}/api/v1`,
    authenticationUrl: `${url}/oauth2/authorize`,
    tokenEndpointUrl: `${url}/oauth2/token`,
    clientId: '123456',
    clientSecret: '6asdf7a7a9a4af',
    redirectUri: REDIRECT_URI,
    ...change,
  })
}

/** The bytes of a request as they are, and what comes back. */
function raw({ port }: LocalProvider, text: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = dial(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (piece) => (received += String(piece)))
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = '', body = ''] = received.split('\r\n\r\n')
      resolve({ status: Number(head.split(' ')[1]), body })
    })
  })
}

function onTheWire(requestLine: string, body: string, headers: readonly string[] = []): string {
  const all = ['Host: localhost', 'Connection: close', ...headers, `Content-Length: ${Buffer.byteLength(body)}`]
  return `${requestLine} HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n${body}`
}

/** Revokes the youngest token of a kind, as a user does who disconnects Workfront at the provider. */
async function revoke({ home, url }: LocalProvider, kind: 'access_token' | 'refresh_token'): Promise<void> {
  const token = home.server.records.snapshot().findLast(({ value }) => value.kind === kind)?.id
  const { status } = await exchange(
    'POST',
    `${url}/oauth2/revoke?token=${token}&client_id=123456&client_secret=6asdf7a7a9a4af`,
  )
  if (token === undefined || status !== 200) throw new Error(`nothing to revoke: ${token} ${status}`)
}

for (const language of LANGUAGES) {
  const { requestLine, body } = example(language)
  const [grant_type = '', ...others] = body.split('\n')
  const FORM = ['Content-Type: application/x-www-form-urlencoded']
  const WIRES: readonly (readonly [how: string, text: string])[] = [
    ['with its lines as body', onTheWire(requestLine, body)],
    ['with its lines as body and a line feed at the end', onTheWire(requestLine, `${body}\n`)],
    ['with its lines as a form body', onTheWire(requestLine, body, FORM)],
    ['with its lines as plain text', onTheWire(requestLine, body, ['Content-Type: text/plain; charset=utf-8'])],
    ['with its lines and a Content-Type that is none', onTheWire(requestLine, body, ['Content-Type: form'])],
    ['with its lines in the query', onTheWire(`${requestLine}?${body.replaceAll('\n', '&')}`, '')],
    [
      'with its lines in the query and an empty form',
      onTheWire(`${requestLine}?${body.replaceAll('\n', '&')}`, '', FORM),
    ],
    ['with its lines in query and body', onTheWire(`${requestLine}?${grant_type}`, others.join('\n'))],
  ]
  for (const [how, text] of WIRES) {
    t.test(`the request of the ${language} page, ${how}, gets the tokens of the page`, async (t) => {
      const { status, body } = await raw(await provided(t), text)
      t.equal(status, 200)
      t.match(JSON.parse(body), { access_token: ACCESS_TOKEN, refresh_token: REFRESH_TOKEN, expires_in: 3600 })
    })
  }

  t.test(`workfront-seed-literal answers with the response of the ${language} page, letter by letter`, async (t) => {
    const provider = await provided(t, { fixtures: realms('workfront-seed-literal') })
    const answer = await raw(provider, onTheWire(requestLine, body))
    t.equal(answer.body, example(language).response)
  })
}

t.test('workfront-monolith answers with the response of the page of all calls', async (t) => {
  const provider = await provided(t, { fixtures: realms('workfront-monolith') })
  const { text, headers } = await exchange('POST', `${provider.url}/oauth2/token`, example('en').body)
  t.equal(text, '{"access_token":"ad8af5ad5ads759","refresh_token":"9a0h5d87d808ads","expires_id":"3600"}')
  t.match(headers['content-type'], /^application\/json/)
})

t.test('workfront-strict wants a form, the redirect_uri, and a complete authorization request', async (t) => {
  const provider = await provided(t, { fixtures: realms('workfront-strict') })
  const token = `${provider.url}/oauth2/token`
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const { body } = example('en')
  const complete = `${body.replaceAll('\n', '&')}&redirect_uri=${encodeURIComponent(REDIRECT_URI)}`
  t.match((await exchange('POST', token, body)).json, { error: 'invalid_request', error_description: /Content-Type/ })
  t.match((await exchange('POST', token, body, form)).json, { error_description: /one parameter a line/ })
  t.match((await exchange('POST', `${token}?${complete}`)).json, { error_description: /in the URL/ })
  t.match((await exchange('POST', token, body.replaceAll('\n', '&'), form)).json, {
    error_description: /redirect_uri is missing/,
  })
  t.match((await exchange('POST', token, complete, form)).json, { access_token: ACCESS_TOKEN, token_type: 'Bearer' })
  t.equal((await exchange('GET', `${provider.url}/oauth2/authorize?state=s`)).status, 400)
  t.equal((await exchange('GET', `${provider.url}/api/v1/metadata?id=/`)).status, 401)
})

for (const placement of ['query', 'form', 'lines', 'split'] satisfies readonly Placement[]) {
  t.test(`a user connects, and stays connected past the hour, with token parameters as ${placement}`, async (t) => {
    const provider = await provided(t)
    const workfront = connector(provider, { placement })
    t.equal(await workfront.connect('alice'), true)
    t.match(await workfront.call('alice', 'GET metadata?id=111'), { status: 200, json: { title: 'brief.txt' } })
    await provider.clock.advance('61m')
    t.match(await workfront.call('alice', 'GET metadata?id=111'), { status: 200, json: { title: 'brief.txt' } })
    t.equal(workfront.refreshes, 1)
    const api = provider.home.journal.list().filter(({ endpoint }) => endpoint === 'documents')
    t.strictSame(
      api.map(({ status, reason }) => [status, reason]),
      [
        [200, undefined],
        [403, 'token-expired'],
        [200, undefined],
      ],
    )
  })
}

t.test('a user who denies is not connected', async (t) => {
  const workfront = connector(await provided(t))
  t.equal(await workfront.connect('alice', 'consent-deny'), false)
  t.notOk(workfront.isConnected('alice'))
})

t.test('request parameters, a second Authorization header and a slash too many disturb nothing', async (t) => {
  const provider = await provided(t)
  const workfront = connector(provider, {
    baseApiUrl: `${provider.url}/api/v1/`,
    requestParameters: 'access_type=offline&access_type_too',
    basic: 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
  })
  await workfront.connect('alice')
  t.match(await workfront.call('alice', 'GET files?parentId=/'), { status: 200, json: [{ title: 'Campaigns' }] })
})

t.test('an authentication URL that has the RFC parameters baked in works as well', async (t) => {
  const provider = await provided(t)
  const asked = new URLSearchParams({ response_type: 'code', client_id: '123456', redirect_uri: REDIRECT_URI })
  const workfront = connector(provider, { authenticationUrl: `${provider.url}/oauth2/authorize?${asked.toString()}` })
  t.equal(await workfront.connect('alice'), true)
})

t.test('a redirect URI with a query of its own keeps it', async (t) => {
  const redirectUri = 'https://oauth.my.workfront.com/oauth2/redirect?cluster=cl01'
  const clients = [{ client_id: '123456', client_secret: '6asdf7a7a9a4af', redirect_uris: [redirectUri] }]
  const provider = await provided(t, { fixtures: { profile: 'workfront', clients, users: [{ username: 'alice' }] } })
  t.equal(await connector(provider, { redirectUri: `${redirectUri}&` }).connect('alice'), true)
})

t.test('the token endpoint may stand at any path of the fixtures', async (t) => {
  const provider = await provided(t, {
    fixtures: { profile: 'workfront', paths: { '/oauth/issue.do': 'token' }, users: [{ username: 'alice' }] },
  })
  for (const path of ['/oauth/issue.do', '/any/url', '/oauth2/token']) {
    t.equal(await connector(provider, { tokenEndpointUrl: `${provider.url}${path}` }).connect('alice'), true, path)
  }
})

t.test('a user whose refresh token was revoked is no longer connected, and can connect again', async (t) => {
  const provider = await provided(t)
  const workfront = connector(provider)
  await workfront.connect('alice')
  await revoke(provider, 'refresh_token')
  t.equal((await workfront.call('alice', 'GET files?parentId=/')).status, 403)
  t.notOk(workfront.isConnected('alice'))
  t.equal(await workfront.connect('alice'), true)
  t.equal((await workfront.call('alice', 'GET files?parentId=/')).status, 200)
})

t.test('an access token that was revoked alone is replaced by one refresh', async (t) => {
  const provider = await provided(t)
  const workfront = connector(provider)
  await workfront.connect('alice')
  await revoke(provider, 'access_token')
  t.equal((await workfront.call('alice', 'GET files?parentId=/')).status, 200)
  t.equal(workfront.refreshes, 1)
})

t.test('a 403 of a forbidden document stays after one refresh, and the user stays connected', async (t) => {
  const workfront = connector(await provided(t))
  await workfront.connect('bob')
  t.match(await workfront.call('bob', 'GET metadata?id=113'), {
    status: 403,
    json: { status: 'error', error: /may not see/ },
  })
  t.equal(workfront.refreshes, 1)
  t.ok(workfront.isConnected('bob'))
})

t.test('users are independent: each has tokens and documents of its own', async (t) => {
  const provider = await provided(t)
  const workfront = connector(provider)
  await workfront.connect('alice')
  await workfront.connect('bob')
  t.equal((await workfront.call('alice', 'GET download?id=113')).status, 200)
  t.equal((await workfront.call('bob', 'GET download?id=113')).status, 403)
  const users = provider.home.journal
    .list()
    .filter(({ endpoint, status }) => endpoint === 'documents' && status === 200)
  t.strictSame(
    users.map(({ user }) => user),
    ['alice'],
  )
})

t.test('many calls at once past the hour cost one refresh', async (t) => {
  const provider = await provided(t)
  const workfront = connector(provider)
  await workfront.connect('alice')
  await provider.clock.advance('2h')
  const answers = await Promise.all(Array.from({ length: 10 }, () => workfront.call('alice', 'GET metadata?id=111')))
  t.strictSame(
    answers.map(({ status }) => status),
    Array(10).fill(200),
  )
  t.equal(workfront.refreshes, 1)
})

t.test('ten refreshes of one token at once all succeed: it is not rotated', async (t) => {
  const provider = await provided(t)
  const token = `${provider.url}/oauth2/token`
  await exchange('POST', token, example('en').body)
  const refresh = `${token}?grant_type=refresh_token&refresh_token=${REFRESH_TOKEN}&client_id=123456&client_secret=6asdf7a7a9a4af`
  const answers = await Promise.all(Array.from({ length: 10 }, () => exchange('POST', refresh)))
  t.strictSame(
    answers.map(({ status, json }) => [status, json.refresh_token]),
    Array(10).fill([200, REFRESH_TOKEN]),
  )
})

t.test('a document that is sent to the provider arrives byte by byte, through an expiry in between', async (t) => {
  const provider = await provided(t)
  const workfront = connector(provider)
  await workfront.connect('alice')
  const { json: item } = await workfront.call('alice', 'POST uploadInit?parentId=11&filename=photo.png')
  await provider.clock.advance('1h')
  const bytes = Buffer.from(Array.from({ length: 3 * 1024 * 1024 }, (_, i) => i % 256))
  t.strictSame((await workfront.call('alice', `PUT upload?id=${item.id}`, bytes)).json, { result: 'success' })
  t.ok((await workfront.call('alice', `GET download?id=${item.id}`)).bytes.equals(bytes))
  t.ok((await exchange('GET', item.downloadLink)).bytes.equals(bytes))
})

t.test('an upload that curl labels as a form arrives byte by byte', async (t) => {
  const provider = await provided(t)
  await exchange('POST', `${provider.url}/oauth2/token`, example('en').body)
  const bytes = Buffer.from([0, 255, 254, 38, 61, 37, 43, 128])
  const headers = { authorization: `Bearer ${ACCESS_TOKEN}`, 'content-type': 'application/x-www-form-urlencoded' }
  await exchange('PUT', `${provider.url}/api/v1/upload?id=111`, bytes, headers)
  t.ok((await exchange('GET', `${provider.url}/api/v1/download?id=111`, '', headers)).bytes.equals(bytes))
})

t.test('a folder is created with the lines of the page as body', async (t) => {
  const workfront = connector(await provided(t))
  await workfront.connect('alice')
  const { json } = await workfront.call('alice', 'POST createFolder', 'parentId=1\n\nname=New Folder \n')
  t.match(json, { title: 'New Folder', kind: 'folder' })
})

t.test('the token endpoint takes POST alone, and says so', async (t) => {
  const { url } = await provided(t)
  const { status, headers } = await exchange('GET', `${url}/oauth2/token`)
  t.equal(status, 405)
  t.match(headers.allow, /POST/)
})

t.test('the seeded code is refused after ten minutes', async (t) => {
  const provider = await provided(t)
  await provider.clock.advance('10m')
  const { status, json } = await exchange('POST', `${provider.url}/oauth2/token`, example('en').body)
  t.equal(status, 400)
  t.match(json, { status: 'error', error: 'invalid_grant', error_description: /lives 10m/ })
  t.equal(example('en').body.includes(CODE), true)
})
