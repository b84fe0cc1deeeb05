// The header `mock-oauth2-fail` on the call itself.

import t from 'tap'
import { request } from '../support/request.js'
import { BASIC, stage, type Answer, type Staged } from '../support/realm.js'
import { FORM, served } from '../support/served.js'
import type { EndpointName } from '../../lib/protocol/messages.js'

/** As `http/receive` marks a request from this machine. */
async function call(on: Staged, endpoint: EndpointName, header: string, given: object = {}): Promise<Answer> {
  const sent = request(endpoint, { headers: { authorization: BASIC, 'mock-oauth2-fail': header }, ...given })
  const reply = await on.realm.handle({ ...sent, local: true })
  const entry = on.realm.journal.find(reply.headers['mock-oauth2-request-id'] ?? '')!
  const body = reply.content.kind === 'members' ? { ...reply.content.members } : {}
  return { ...(await on.ask('health')), reply, status: reply.status, headers: reply.headers, body, entry }
}

const CC = { form: { grant_type: 'client_credentials', scope: 'read' } }

for (const [header, expected] of [
  ['invalid_grant', { status: 400, body: { error: 'invalid_grant' } }],
  ['invalid_grant:too%20old', { body: { error_description: 'too old' } }],
  ['te-error-http-200', { status: 200, body: { error: 'invalid_grant' } }],
  ['503:10s', { status: 503, headers: { 'retry-after': '10' } }],
  ['slow:2s', { status: 200, reply: { delivery: { delay: 2000 } } }],
  ['slow:2s, 503', { status: 503, reply: { delivery: { delay: 2000 } } }],
  ['503:consume', { status: 503 }],
  ['', { status: 200 }],
] as const) {
  t.test(`on a token request "${header}" is answered ${JSON.stringify(expected)}`, async (t) => {
    t.match(await call(await stage(), 'token', header, CC), expected)
  })
}

for (const header of ['bad-signature', 'id_token=idt-bad-signature']) {
  t.test(`"${header}" means the ID Token that leaves from the token endpoint`, async (t) => {
    const on = await stage()
    const form = { grant_type: 'authorization_code', code: await on.code(), redirect_uri: 'https://app.example/cb' }
    const { entry, body } = await call(on, 'token', header, { form })
    t.match(entry.fired, [{ id: 'header', point: 'id_token' }])
    t.equal(await on.realm.server.keys.verify(String(body['id_token'])), undefined)
  })
}

t.test('the journal and a response header say that the header took part, and nothing stays armed', async (t) => {
  const on = await stage()
  const { entry, headers } = await call(on, 'token', 'invalid_grant', CC)
  t.match(entry.fired, [{ id: 'header', point: 'token', effect: 'invalid_grant' }])
  t.equal(headers['mock-oauth2-fault'], 'header')
  t.strictSame(on.realm.faults.list(), [])
  t.equal((await on.token(CC.form)).status, 200)
})

t.test('the header goes before rules that are armed', async (t) => {
  const on = await stage()
  on.realm.faults.arm('token=500')
  t.equal((await call(on, 'token', '503', CC)).status, 503)
  t.match(on.realm.faults.list(), [{ matched: 1, fired: 0 }])
})

for (const [header, sentence] of [
  ['invalid_grnt', /no effect "invalid_grnt"; did you mean "invalid_grant"\?/],
  ['sub-mismatch', /"sub-mismatch" belongs to the userinfo endpoint/],
  ['503@2', /is about its own call; leave @/],
  ['userinfo=503', /this call is none of "userinfo"/],
  ['token+client:web=503', /leave @… and \+… away/],
] as const) {
  t.test(`"${header}" is answered with 400 and the mistake`, async (t) => {
    const { status, body, entry } = await call(await stage(), 'token', header, CC)
    t.match([status, body], [400, { error: 'invalid_request' }])
    t.match(entry.hint, sentence)
    t.equal(entry.reason, 'fault-header')
  })
}

t.test('from another machine the header is left alone, with a warning', async (t) => {
  const on = await stage()
  const answer = await on.token(CC.form, { headers: { authorization: BASIC, 'mock-oauth2-fail': '503' } })
  t.match(answer, { status: 200, warnings: ['fault-header-remote'] })
})

t.test('over HTTP only loopback addresses count, and no proxy that speaks for somebody else', async (t) => {
  const app = await served(t, (await stage()).realm)
  const status = async (remoteAddress: string, more: object = {}): Promise<number> => {
    const headers = { ...FORM, authorization: BASIC, 'mock-oauth2-fail': '503', ...more }
    const payload = 'grant_type=client_credentials'
    return (await app.inject({ method: 'POST', url: '/token', headers, payload, remoteAddress })).statusCode
  }
  for (const here of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) t.equal(await status(here), 503, here)
  for (const there of ['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1']) t.equal(await status(there), 200, there)
  t.equal(await status('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }), 200)
})
