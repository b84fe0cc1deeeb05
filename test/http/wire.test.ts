import { connect } from 'node:net'
import t from 'tap'
import { open, stand, talk } from './stage.js'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

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
