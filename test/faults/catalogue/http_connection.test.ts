// Time, resets, closed ports and bad certificates: every row of catalogue/http_connection.ts, most of them on sockets.

import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import t from 'tap'
import type { Test } from 'tap'
import { HTTP_CONNECTION } from '../../../lib/faults/catalogue/http_connection.js'
import { selfSigned } from '../../../lib/http/certificate.js'
import { listen, type Listening } from '../../../lib/http/listen.js'
import { createServer } from '../../../lib/http/server.js'
import { talk } from '../../http/stage.js'
import { BASIC, stage, type Staged } from '../../support/realm.js'
import { sent } from '../../support/spoiled.js'

interface Stand {
  readonly staged: Staged
  readonly listening: Listening
  readonly ca: string
}

/** A realm on a port under one rule, with the refresh token RT. */
async function stand(t: Test, rule: string, secure = false): Promise<Stand> {
  const tokens = [{ refresh_token: 'RT', client_id: 'web', user: 'alice', scope: 'openid' }]
  const staged = await stage({ tokens, faults: [rule] })
  const app = await createServer({ realms: (id) => (id === '' ? staged.realm : undefined) })
  const tls = selfSigned()
  const listening = await listen(app, { host: 'localhost', port: 0, tls: secure ? tls : undefined })
  t.teardown(() => listening.close())
  return { staged, listening, ca: tls.ca ?? '' }
}

const FORM = 'grant_type=refresh_token&refresh_token=RT'
const REFRESH = [
  'POST /token HTTP/1.1',
  'host: localhost',
  `authorization: ${BASIC}`,
  'content-type: application/x-www-form-urlencoded',
  `content-length: ${FORM.length}`,
  '',
  FORM,
].join('\r\n')
const LAST = REFRESH.replace('host:', 'connection: close\r\nhost:')

/** The error of a connection that sends a refresh and gets no answer. */
function broken(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(REFRESH))
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    socket.on('close', () => resolve(undefined))
    socket.resume()
  })
}

/** Asks until somebody answers; the test runner's patience is the limit. */
async function answered(port: number): Promise<string> {
  for (;;) {
    const answer = await talk(port, LAST).catch(() => '')
    if (answer !== '') return answer
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function handshake(port: number, ca: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca }, () => {
      socket.destroy()
      resolve('trusted')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
}

async function badly(t: Test, name: string, code: string): Promise<void> {
  const { staged, listening, ca } = await stand(t, `token=tls-${name}:1h`, true)
  t.equal(await handshake(listening.port, ca), 'trusted', 'before')
  await over(listening.port, ca)
  t.equal(await handshake(listening.port, ca), code)
  t.equal(staged.realm.faults.list()[0]?.fired, 1)
}

/** Sends a refresh over TLS, which ends in a reset. */
function over(port: number, ca: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connectTls({ port, host: '127.0.0.1', servername: 'localhost', ca }, () => socket.write(REFRESH))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
  })
}

const EXPECTED: Readonly<Record<string, (t: Test) => Promise<unknown>>> = {
  'http-slow-headers': async (t) => {
    t.equal((await sent('token=http-slow-headers')).delivery.delay, 60_000)
    const { listening } = await stand(t, 'token=http-slow-headers:1ms')
    t.match(await talk(listening.port, LAST), /^HTTP\/1\.1 200 [^]*"access_token"/)
  },
  'http-slow-drip': async (t) => {
    t.equal((await sent('token=http-slow-drip')).delivery.drip, 1000)
    const { listening } = await stand(t, 'token=http-slow-drip:1ms')
    const [head = '', body = ''] = (await talk(listening.port, LAST)).split('\r\n\r\n')
    t.match(head, new RegExp(`content-length: ${body.length}`))
    t.match(JSON.parse(body), { access_token: String })
  },
  'http-hang': async (t) => t.match(await sent('token=http-hang'), { delivery: { hang: true }, acted: 0 }),
  'http-reset-before-headers': async (t) => {
    const { staged, listening } = await stand(t, 'token=http-reset-before-headers@1')
    t.equal(await broken(listening.port), 'ECONNRESET')
    t.equal((await staged.refresh('RT')).status, 200, 'the refresh token was not used')
  },
  'http-reset-after-processing': async (t) => {
    const { staged, listening } = await stand(t, 'token=http-reset-after-processing@1')
    t.equal(await broken(listening.port), 'ECONNRESET')
    t.match((await staged.refresh('RT')).reason, /^refresh-rotated/, 'the refresh token was used')
  },
  'http-close-keepalive': async (t) => {
    const { listening } = await stand(t, 'token=http-close-keepalive')
    const answer = await talk(listening.port, REFRESH)
    t.match(answer, /"access_token"/)
    t.match(answer, /^connection: keep-alive\r$/im)
    t.notMatch(answer, /connection: close/i)
  },
  'http-early-response': async (t) => {
    const { staged, listening } = await stand(t, 'token=http-early-response')
    const half = REFRESH.replace(`content-length: ${FORM.length}`, 'content-length: 100000')
    const answer = await talk(listening.port, half)
    t.match(answer, /^HTTP\/1\.1 503 [^]*temporarily_unavailable/)
    t.match(answer, /connection: close/i)
    t.match(staged.realm.journal.list(), [{ endpoint: 'token', status: 503, faults: ['f1'] }])
    staged.realm.faults.clear()
    t.equal((await staged.refresh('RT')).status, 200, 'the refresh token was not used')
  },
  'http-connection-refused': async (t) => {
    const { listening } = await stand(t, 'token=http-connection-refused:1h')
    t.equal(await broken(listening.port), 'ECONNRESET')
    t.equal(await broken(listening.port), 'ECONNREFUSED')
  },
  'tls-expired': (t) => badly(t, 'expired', 'CERT_HAS_EXPIRED'),
  'tls-wrong-host': (t) => badly(t, 'wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'),
  'tls-self-signed': (t) => badly(t, 'self-signed', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
}

for (const [id, expected] of Object.entries(EXPECTED)) t.test(`token=${id}`, async (t) => void (await expected(t)))

t.test('every row has an expectation, and every expectation a row', async (t) => {
  t.strictSame(
    Object.keys(EXPECTED),
    HTTP_CONNECTION.map(({ id }) => id),
  )
})

t.test('a closed port opens again, and the refresh token was not used', async (t) => {
  const { listening } = await stand(t, 'token=http-connection-refused:20ms@1')
  t.equal(await broken(listening.port), 'ECONNRESET')
  t.match(await answered(listening.port), /"access_token"/)
})

t.test('a bad certificate goes away', async (t) => {
  const { listening, ca } = await stand(t, 'token=tls-expired:20ms@1', true)
  await over(listening.port, ca)
  while ((await handshake(listening.port, ca)) !== 'trusted') await new Promise((resolve) => setTimeout(resolve, 5))
  t.pass('the good one is back')
})

t.test('without TLS there is no certificate to spoil', async (t) => {
  const { listening } = await stand(t, 'token=tls-expired@1')
  t.equal(await broken(listening.port), 'ECONNRESET')
  t.match(await talk(listening.port, LAST), /"access_token"/)
})

t.test('a server with a closed port can be closed', async (t) => {
  const { listening } = await stand(t, 'token=http-connection-refused:1h')
  await broken(listening.port)
  await listening.close()
  t.equal(await broken(listening.port), 'ECONNREFUSED')
})

t.test('an early response counts the calls that it sees, and a later one is read', async (t) => {
  const { staged, listening } = await stand(t, 'token=http-early-response@2')
  t.match(await talk(listening.port, LAST), /^HTTP\/1\.1 200/)
  t.match(await talk(listening.port, LAST), /^HTTP\/1\.1 503/)
  t.match(staged.realm.faults.list(), [{ matched: 2, fired: 1 }])
})

const PREFLIGHT = 'OPTIONS /token HTTP/1.1\r\nhost: a\r\nconnection: close\r\norigin: http://app.example\r\n'
const ASKS = `${PREFLIGHT}access-control-request-method: POST\r\n\r\n`
const SCRIPT = LAST.replace('host:', 'origin: http://app.example\r\nhost:')

t.test('token=http-preflight-403 refuses the preflight, is journaled, and leaves the call alone', async (t) => {
  const { staged, listening } = await stand(t, 'token=http-preflight-403@1')
  t.match(await talk(listening.port, ASKS), /^HTTP\/1\.1 403/)
  t.match(staged.realm.journal.list(), [{ method: 'OPTIONS', status: 403, faults: ['f1'] }])
  t.match(await talk(listening.port, SCRIPT), /^HTTP\/1\.1 200/)
  t.match(await talk(listening.port, ASKS), /^HTTP\/1\.1 204/)
})

t.test('a rule about calls leaves preflights alone', async (t) => {
  const { staged, listening } = await stand(t, 'token=503')
  t.match(await talk(listening.port, ASKS), /^HTTP\/1\.1 204/)
  t.match(staged.realm.faults.list(), [{ matched: 0 }])
})

for (const [rule, present, absent] of [
  ['token=http-cors-missing', /^HTTP\/1\.1 200/, /access-control-(allow-origin|expose)/],
  ['token=http-cors-wrong-origin', /access-control-allow-origin: https:\/\/another-app\.example\r/, /allow-origin: \*/],
  ['token=http-cors-headers-not-exposed', /access-control-allow-origin: \*\r/, /access-control-expose-headers/],
] as const) {
  t.test(`${rule}, as a script of another origin gets it`, async (t) => {
    const { listening } = await stand(t, rule)
    const answer = await talk(listening.port, SCRIPT)
    t.match(answer, present)
    t.notMatch(answer, absent)
  })
}

t.test('token=http-short-body promises ten bytes more than come', async (t) => {
  const { listening } = await stand(t, 'token=http-short-body')
  const [head = '', body = ''] = (await talk(listening.port, REFRESH)).split('\r\n\r\n')
  t.match(head, new RegExp(`content-length: ${body.length + 10}(\r|$)`))
})

t.test('token=http-chunked-odd sends chunks of one byte, and a trailer', async (t) => {
  const { listening } = await stand(t, 'token=http-chunked-odd')
  const [head = '', ...rest] = (await talk(listening.port, LAST)).split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  t.match(head, /transfer-encoding: chunked/i)
  t.match(body, /^(1\r\n[^]\r\n)+0\r\nx-trailer: behind the body/i)
})

t.test('token=http-gzip-unsolicited is told by its length too', async (t) => {
  const { listening } = await stand(t, 'token=http-gzip-unsolicited')
  const headers = { authorization: BASIC, 'content-type': 'application/x-www-form-urlencoded' }
  const url = `http://127.0.0.1:${listening.port}/token`
  const answer = await fetch(url, { method: 'POST', body: FORM, headers })
  t.equal(answer.headers.get('content-encoding'), 'gzip')
  t.match(await answer.json(), { access_token: String })
})

t.test('an early response is told by tag, as the headers say it', async (t) => {
  const { listening } = await stand(t, 'token+tag:one=http-early-response')
  t.match(await talk(listening.port, LAST.replace('host:', 'mock-oauth2-tag: two\r\nhost:')), /^HTTP\/1\.1 [24]00/)
  t.match(await talk(listening.port, LAST.replace('host:', 'mock-oauth2-tag: one\r\nhost:')), /^HTTP\/1\.1 503/)
})

t.test('after an early response and a drip in its midst the server closes', async (t) => {
  const { staged, listening } = await stand(t, 'token=http-early-response@1')
  t.match(await talk(listening.port, LAST), /^HTTP\/1\.1 503/)
  staged.realm.faults.arm('token=http-slow-drip')
  const dripping = talk(listening.port, REFRESH)
  while (staged.realm.journal.list().length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  await listening.close()
  t.notMatch(await dripping, /"scope"/)
})
