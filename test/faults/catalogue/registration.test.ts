import t from 'tap'
import { basic } from '../../support/request.js'
import { stage, type Answer, type Staged } from '../../support/realm.js'
import { armed, eachRow, wired } from '../../support/rows.js'

const URI = 'https://new.example/cb'
const METADATA = { redirect_uris: [URI], grant_types: ['authorization_code', 'refresh_token'], scope: 'read' }

const register = ({ ask }: Staged): Promise<Answer> =>
  ask('registration', { method: 'POST', media_type: 'application/json', body: JSON.stringify(METADATA) })

const registered = async (rule: string) => wired(await register(await armed(rule)))

/** How the token endpoint sees the client that was just registered. */
function seen({ token }: Staged, { client_id, client_secret }: Record<string, any>): Promise<Answer> {
  const authorization = basic(client_id, client_secret)
  return token({ grant_type: 'refresh_token', refresh_token: 'x' }, { headers: { authorization } })
}

eachRow(t, ['rg'], {
  async 'rg-201-other-values'(t, rule) {
    const staged = await armed(rule)
    const { status, json } = wired(await register(staged))
    t.match(
      [status, json],
      [201, { redirect_uris: [`${URI}?registered=1`], token_endpoint_auth_method: 'client_secret_post' }],
    )
    t.strictSame(json.grant_types, ['authorization_code'])
    const kept = staged.realm.server.clients.find(json.client_id)
    t.match(kept, { redirect_uris: [`${URI}?registered=1`], token_endpoint_auth_method: 'client_secret_post' })
  },
  async 'rg-200'(t, rule) {
    t.match(await registered(rule), { status: 200, json: { client_id: String } })
  },
  async 'rg-no-client-id'(t, rule) {
    const { status, json } = await registered(rule)
    t.equal(status, 201)
    t.notOk('client_id' in json)
  },
  async 'rg-secret-without-expiry'(t, rule) {
    const { json } = await registered(rule)
    t.ok(json.client_secret)
    t.notOk('client_secret_expires_at' in json)
  },
  async 'rg-expired-secret'(t, rule) {
    const staged = await armed(rule)
    const { body } = await register(staged)
    t.equal(body['client_secret_expires_at'], 1)
    t.match((await seen(staged, body)).body, { error: 'invalid_client' })
  },
  async 'rg-invalid-redirect-uri'(t, rule) {
    t.match(await registered(rule), { status: 400, json: { error: 'invalid_redirect_uri' } })
  },
  async 'rg-invalid-client-metadata'(t, rule) {
    t.match(await registered(rule), { status: 400, json: { error: 'invalid_client_metadata' } })
  },
  async 'rg-401'(t, rule) {
    t.match(await registered(rule), { status: 401, json: { error: 'invalid_token' } })
  },
  async 'rg-403'(t, rule) {
    t.match(await registered(rule), { status: 403, json: { error: 'access_denied' } })
  },
  async 'rg-429'(t, rule) {
    t.match(await registered(`${rule}:5s`), { status: 429, headers: { 'retry-after': '5' } })
  },
  async 'rg-forgotten-client'(t, rule) {
    const staged = await armed(rule)
    const { status, body } = await register(staged)
    t.equal(status, 201)
    t.match((await seen(staged, body)).body, { error: 'invalid_client' })
    const later = await stage()
    const { body: known } = await register(later)
    t.match((await seen(later, known)).body, { error: 'invalid_grant' }, 'known as long as no rule is armed')
    later.realm.faults.arm('token=forgotten-client')
    t.match((await seen(later, known)).body, { error: 'invalid_client' })
  },
  async 'rg-cimd-unsupported'(t, rule) {
    const { json } = wired(await (await armed(rule)).ask('metadata'))
    t.ok(json.issuer)
    t.notOk('client_id_metadata_document_supported' in json)
  },
})
