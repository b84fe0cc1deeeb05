import { connect } from 'node:net'
import t from 'tap'
import { json } from '../../lib/protocol/messages.js'
import type { Delivery, Reply } from '../../lib/protocol/messages.js'
import { open, stand } from './stage.js'

const late = (delivery: Delivery): Reply => ({ ...json(200, { access_token: 'abc', token_type: 'Bearer' }), delivery })
const ask = { method: 'POST', url: '/token' } as const

t.test('a delayed reply arrives whole', async (t) => {
  const { url } = await open(t, late({ delay: 5 }))
  t.same(await (await fetch(`${url}/token`, { method: 'POST' })).json(), { access_token: 'abc', token_type: 'Bearer' })
})

t.test('a reset reply is a connection error', async (t) => {
  const { listening } = await open(t, late({ reset: true }))
  const socket = connect(listening.port, '127.0.0.1')
  const error = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve))
  socket.on('data', () => t.fail('a reset reply has no bytes'))
  socket.write('POST /token HTTP/1.1\r\nhost: a\r\n\r\n')
  t.equal((await error).code, 'ECONNRESET')
})

t.test('a truncated reply is whole HTTP and broken JSON', async (t) => {
  const { url } = await open(t, late({ truncate: 0.5 }))
  const reply = await fetch(`${url}/token`, { method: 'POST' })
  const text = await reply.text()
  t.equal(text, '{"access_token":"abc",')
  t.equal(reply.headers.get('content-length'), String(text.length))
  t.equal(reply.headers.get('connection'), 'close')
})

t.test('a truncated reply always lacks something', async (t) => {
  const { app } = await stand(t, { ...json(200, { a: 1 }), delivery: { truncate: 1 } })
  t.equal((await app.inject(ask)).body, '{"a":1')
})

t.test('raw text takes the place of the body', async (t) => {
  const { app } = await stand(t, late({ raw: '{"access_token":' }))
  const reply = await app.inject(ask)
  t.equal(reply.body, '{"access_token":')
  t.equal(reply.headers['content-type'], 'application/json')
})

t.test('a hanging reply ends when the server closes', async (t) => {
  const { url, stage, listening } = await open(t, late({ hang: true }))
  const reply = fetch(`${url}/token`, { method: 'POST' })
  reply.catch(() => undefined)
  while (stage.requests.length === 0) await new Promise(setImmediate)
  await listening.close()
  await t.rejects(reply)
})

t.test('a reply delayed for a day does not keep the server from closing', async (t) => {
  const { url, stage, listening } = await open(t, late({ delay: 86_400_000 }))
  const reply = fetch(`${url}/token`, { method: 'POST' })
  reply.catch(() => undefined)
  while (stage.requests.length === 0) await new Promise(setImmediate)
  await listening.close()
  await t.rejects(reply)
})

t.test('a hanging reply that was injected ends when the server closes', async (t) => {
  const { app, stage } = await stand(t, late({ hang: true }))
  const reply = app.inject(ask)
  reply.catch(() => undefined)
  while (stage.requests.length === 0) await new Promise(setImmediate)
  await app.close()
  await t.rejects(reply)
})

t.test('a client that left before its answer harms nobody', async (t) => {
  let answerNow = (): void => undefined
  const waiting = new Promise<void>((resolve) => (answerNow = resolve))
  const { listening, stage, url } = await open(t, (request) =>
    request.endpoint === 'token' ? waiting.then(() => json(200, {})) : json(200, {}),
  )
  const socket = connect(listening.port, '127.0.0.1')
  socket.write('POST /token HTTP/1.1\r\nhost: a\r\n\r\n')
  while (stage.requests.length === 0) await new Promise(setImmediate)
  const left = new Promise((resolve) => socket.once('close', resolve))
  socket.resetAndDestroy()
  await left
  answerNow()
  t.equal((await fetch(`${url}/jwks`)).status, 200)
})
