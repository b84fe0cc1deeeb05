// RFC 6749 Appendix B: what a body must be, and what it usually is instead.

import t from 'tap'
import { stage } from '../support/realm.js'
import { FORM, served } from '../support/served.js'

const sent = {
  'body-json': ['application/json', '{"grant_type":"x"}', /JSON/],
  'body-multipart': ['multipart/form-data; boundary=b', '--b--', /multipart/],
  'body-content-type': ['text/plain', 'grant_type=x', /'text\/plain'/],
  'body-charset': ['application/x-www-form-urlencoded; charset=utf-16', 'grant_type=x', /'utf-16'/],
  'body-is-json-labelled-form': ['application/x-www-form-urlencoded', '{"grant_type":"x"}', /JSON, although/],
  'body-object-object': ['application/x-www-form-urlencoded', '[object Object]', /\[object Object\]/],
  'body-newline-separated': ['application/x-www-form-urlencoded', 'grant_type=x\ncode=y', /one parameter a line/],
} as const

t.test('every wrong kind of body is refused in its own words', async (t) => {
  const { realm } = await stage()
  const app = await served(t, realm)
  for (const [reason, [type, payload, hint]] of Object.entries(sent)) {
    const reply = await app.inject({ method: 'POST', url: '/token', headers: { 'content-type': type }, payload })
    t.match({ status: reply.statusCode, error: reply.json().error }, { status: 400, error: 'invalid_request' }, reason)
    t.match(realm.journal.list().at(-1), { reason, hint })
  }
})

t.test('a body without a Content-Type is refused, and names the switch that would take it', async (t) => {
  const { realm } = await stage()
  const app = await served(t, realm)
  await app.inject({ method: 'POST', url: '/token', payload: Buffer.from('grant_type=x') })
  t.match(realm.journal.list().at(-1), {
    reason: 'body-content-type-missing',
    diagnosis: { relax: 'missing_content_type: form' },
  })
})

t.test('an endpoint that was mistaken for another is named', async (t) => {
  const { token } = await stage()
  t.match(await token({ response_type: 'code', client_id: 'web' }), {
    reason: 'endpoint-swapped',
    hint: /token endpoint/,
  })
})

t.test('grant types that nearly fit are recognised', async (t) => {
  const { token } = await stage()
  const meant = {
    'authorization-code': 'authorization_code',
    code: 'authorization_code',
    refresh: 'refresh_token',
    client_credential: 'client_credentials',
    ClientCredentials: 'client_credentials',
  }
  for (const [grant_type, right] of Object.entries(meant)) {
    const answer = await token({ grant_type })
    t.match(answer, { body: { error: 'unsupported_grant_type' }, reason: 'grant-type-misspelled' }, grant_type)
    t.match(answer.hint, `did you mean '${right}'`)
  }
  t.match(await token({ grant_type: 'something-else-entirely' }), { reason: 'grant-type-not-enabled' })
})

t.test('two Authorization headers are one too many', async (t) => {
  const { realm } = await stage()
  const app = await served(t, realm)
  const headers = { ...FORM, authorization: ['Basic x', 'Basic y'] as unknown as string }
  await app.inject({ method: 'POST', url: '/token', headers, payload: 'grant_type=x' })
  t.match(realm.journal.list().at(-1), {
    reason: 'authorization-header-repeated',
    hint: /2 Authorization headers: Basic and Basic/,
  })
})
