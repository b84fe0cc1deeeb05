import { createServer as createHttpServer } from 'node:http'
import { connect, createServer as createSocketServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import t from 'tap'
import { CannotListen, listen } from '../../lib/http/listen.js'
import { createServer } from '../../lib/http/server.js'
import { json } from '../../lib/protocol/messages.js'
import { FakeStage, open } from './stage.js'

const HAS_IPV6 = Object.values(networkInterfaces()).some((known) => known?.some(({ address }) => address === '::1'))

async function app(t: { teardown(act: () => unknown): unknown }): ReturnType<typeof createServer> {
  const stage = new FakeStage(json(200, {}))
  const built = await createServer({ realms: () => stage })
  t.teardown(() => built.close())
  return built
}

function occupy(
  t: { teardown(act: () => unknown): unknown },
  server: Server,
  host = '127.0.0.1',
  port = 0,
): Promise<number> {
  t.teardown(() => new Promise((resolve) => server.close(resolve)))
  return new Promise((resolve) => server.listen(port, host, () => resolve((server.address() as AddressInfo).port)))
}

async function refusal(
  t: { teardown(act: () => unknown): unknown },
  where: { host: string; port: number },
): Promise<CannotListen> {
  const error = await listen(await app(t), where).then(
    (listening) => listening.close(),
    (refused: unknown) => refused,
  )
  if (!(error instanceof CannotListen)) throw new Error(`expected a CannotListen, got ${String(error)}`)
  return error
}

t.test('localhost is both loopback addresses on one port', { skip: !HAS_IPV6 && 'no IPv6 here' }, async (t) => {
  const { listening } = await open(t)
  t.same(listening.addresses, ['127.0.0.1', '::1'])
  for (const host of ['127.0.0.1', '[::1]']) t.equal((await fetch(`http://${host}:${listening.port}/jwks`)).status, 200)
})

t.test('a named address is bound alone', async (t) => {
  const listening = await listen(await app(t), { host: '127.0.0.1', port: 0 })
  t.same(listening.addresses, ['127.0.0.1'])
  await listening.close()
})

t.test('closing ends every listener and every connection that is kept alive', async (t) => {
  const { listening } = await open(t)
  const ends = listening.addresses.map((host) => {
    const socket = connect(listening.port, host)
    socket.on('error', () => undefined).resume()
    const answered = new Promise((resolve) => socket.once('data', resolve))
    const ended = new Promise((resolve) => socket.once('close', resolve))
    socket.write('GET /jwks HTTP/1.1\r\nhost: a\r\n\r\n')
    return { answered, ended }
  })
  await Promise.all(ends.map(({ answered }) => answered))
  await listening.close()
  await Promise.all(ends.map(({ ended }) => ended))
  for (const host of listening.addresses) {
    const refused = await new Promise<NodeJS.ErrnoException>((resolve) =>
      connect(listening.port, host).once('error', resolve),
    )
    t.equal(refused.code, 'ECONNREFUSED', host)
  }
})

t.test('closing twice is closing once', async (t) => {
  const { listening } = await open(t)
  await listening.close()
  await listening.close()
})

t.test('a port that another program has is named, with what to do', async (t) => {
  const port = await occupy(
    t,
    createSocketServer((socket) => socket.destroy()),
  )
  const error = await refusal(t, { host: '127.0.0.1', port })
  t.match(error, { code: 'EADDRINUSE', host: '127.0.0.1', port, occupant: undefined })
  t.match(error.message, `port ${port} on 127.0.0.1 is in use by another program\n  pick a free one with --port 0`)
})

t.test('an occupant that never answers is another program', async (t) => {
  const sockets: { destroy(): void }[] = []
  const port = await occupy(
    t,
    createSocketServer((socket) => sockets.push(socket)),
  )
  const error = await refusal(t, { host: '127.0.0.1', port })
  sockets.forEach((socket) => socket.destroy())
  t.match(error.message, 'is in use by another program')
})

t.test('a port that one of us has is named with version and process', async (t) => {
  const health = { name: 'mock-oauth2-provider', version: '1.2.3', pid: 812, issuer: 'http://localhost:1' }
  const port = await occupy(
    t,
    createHttpServer((wire, out) => out.end(wire.url === '/healthz' && JSON.stringify(health))),
  )
  const error = await refusal(t, { host: '127.0.0.1', port })
  t.same(error.occupant, { version: '1.2.3', pid: 812, issuer: 'http://localhost:1' })
  t.equal(
    error.message,
    [
      `port ${port} is in use by mock-oauth2-provider 1.2.3 (pid 812)`,
      '  use it:     http://localhost:1',
      '  stop it:    kill 812',
      '  or pick:    --port 0',
    ].join('\n'),
  )
})

for (const answer of ['not JSON', 'null', '{"name":"nginx"}', '[]', 'x'.repeat(100_000)]) {
  t.test(`an occupant that answers ${answer.slice(0, 20)} is another program`, async (t) => {
    const port = await occupy(
      t,
      createHttpServer((_wire, out) => out.end(answer)),
    )
    t.equal((await refusal(t, { host: '127.0.0.1', port })).occupant, undefined)
  })
}

t.test('a port taken on one loopback family alone is taken', { skip: !HAS_IPV6 && 'no IPv6 here' }, async (t) => {
  const port = await occupy(
    t,
    createSocketServer((socket) => socket.destroy()),
    '::1',
  )
  const error = await refusal(t, { host: 'localhost', port })
  t.match(error, { code: 'EADDRINUSE', host: '::1', port })
  const free = createSocketServer()
  t.equal(await occupy(t, free, '127.0.0.1', port), port, 'and the other family was let go of again')
})

t.test('an address of another machine is refused', async (t) => {
  const error = await refusal(t, { host: '192.0.2.1', port: 0 })
  t.equal(error.code, 'EADDRNOTAVAIL')
  t.match(error.message, '192.0.2.1 is not an address of this machine\n  use localhost')
})

t.test('a port that is no port is refused', async (t) => {
  const error = await refusal(t, { host: 'localhost', port: 70_000 })
  t.match(error.message, '70000 is not a port')
})

t.test('closing does not wait for an answer that never comes', async (t) => {
  const { listening, stage, url } = await open(t, () => new Promise(() => undefined))
  const reply = fetch(`${url}/jwks`)
  reply.catch(() => undefined)
  while (stage.requests.length === 0) await new Promise(setImmediate)
  await listening.close()
  await t.rejects(reply)
})

for (const line of ['this is not HTTP', 'CONNECT a:443 HTTP/1.1']) {
  t.test(`closing does not wait for a client that was refused for ${line} and stays`, async (t) => {
    const { listening } = await open(t)
    const socket = connect({ port: listening.port, host: '127.0.0.1', allowHalfOpen: true })
    t.teardown(() => socket.destroy())
    socket.on('error', () => undefined)
    const refused = new Promise((resolve) => socket.once('data', resolve))
    socket.write(`${line}\r\nhost: a\r\n\r\n`)
    await refused
    await listening.close()
  })
}
