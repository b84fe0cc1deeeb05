import t from 'tap'
import { SPA, stage, type Answer, type Staged } from '../../support/realm.js'
import { armed, eachRow, wired } from '../../support/rows.js'

const REQUEST = {
  client_id: 'spa',
  redirect_uri: SPA.redirect_uris[0],
  response_type: 'code',
  state: 'S',
  code_challenge: 'x'.repeat(43),
  code_challenge_method: 'S256',
}

const push = ({ ask }: Staged): Promise<Answer> => ask('pushed_authorization_request', { headers: {}, form: REQUEST })
const visit = ({ ask }: Staged, request_uri: unknown): Promise<Answer> =>
  ask('authorization', { query: { client_id: 'spa', request_uri: String(request_uri) } })

const pushed = async (rule: string) => wired(await push(await armed(rule)))

eachRow(t, ['par', 'jar'], {
  async 'par-201-no-request-uri'(t, rule) {
    t.match(await pushed(rule), { status: 201, json: { request_uri: undefined, expires_in: 60 } })
  },
  async 'par-200'(t, rule) {
    t.match(await pushed(rule), { status: 200, json: { request_uri: /^urn:/, expires_in: 60 } })
  },
  async 'par-expires-in-string'(t, rule) {
    t.match(await pushed(rule), { status: 201, json: { request_uri: /^urn:/, expires_in: '60' } })
  },
  async 'par-no-expires-in'(t, rule) {
    const { status, json } = await pushed(rule)
    t.strictSame([status, Object.keys(json)], [201, ['request_uri']])
  },
  async 'par-expires-fast'(t, rule) {
    const staged = await armed(rule)
    const { body } = await push(staged)
    t.equal(body['expires_in'], 1)
    t.ok((await visit(staged, body['request_uri'])).told?.['code'], 'good at once')
    const { body: second } = await push(staged)
    staged.advance(1)
    t.match((await visit(staged, second['request_uri'])).reason, 'request-uri-expired')
  },
  async 'par-request-uri-used'(t, rule) {
    const staged = await armed(rule)
    const { status, body } = await push(staged)
    t.match({ status, body }, { status: 201, body: { expires_in: 60 } })
    t.equal((await visit(staged, body['request_uri'])).reason, 'request-uri-used')
  },
  async 'par-error-invalid-request'(t, rule) {
    t.match(await pushed(rule), { status: 400, json: { error: 'invalid_request' } })
  },
  async 'par-401'(t, rule) {
    t.match(await pushed(rule), {
      status: 401,
      json: { error: 'invalid_client' },
      headers: { 'www-authenticate': /^Basic / },
    })
  },
  async 'par-413'(t, rule) {
    t.match(await pushed(rule), { status: 413, json: { error: 'invalid_request' } })
  },
  async 'par-429'(t, rule) {
    t.match(await pushed(`${rule}:30s`), { status: 429, headers: { 'retry-after': '30' } })
  },
  async 'par-503'(t, rule) {
    t.match(await pushed(rule), { status: 503, json: { error: 'temporarily_unavailable' } })
  },
  async 'par-required'(t, rule) {
    const staged = await armed(rule)
    t.match((await staged.authorize()).told, { error: 'invalid_request', state: 'xyz' })
    const { body } = await push(staged)
    t.ok((await visit(staged, body['request_uri'])).told?.['code'], 'a pushed request goes through')
  },
  async 'jar-request-uri-unsupported'(t, rule) {
    const staged = await armed(rule)
    const { body } = await push(staged)
    t.match((await visit(staged, body['request_uri'])).told, { error: 'request_uri_not_supported', state: 'S' })
    t.ok((await staged.authorize()).told?.['code'], 'a plain request goes through')
  },
  async 'jar-request-unsupported'(t, rule) {
    const staged = await armed(rule)
    t.match((await staged.authorize({ request: 'x.y.z' })).told, { error: 'request_not_supported', state: 'xyz' })
    t.ok((await staged.authorize()).told?.['code'], 'a request without one goes through')
  },
})

t.test('without a rule a pushed request is answered with 201 and two members', async (t) => {
  const { status, body } = await push(await stage())
  t.strictSame([status, Object.keys(body)], [201, ['request_uri', 'expires_in']])
})
