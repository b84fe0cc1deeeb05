// Model Context Protocol, authorization: what the profile mcp offers to clients that nobody configured.

import t from 'tap'
import type { Fixtures } from '../../lib/fixtures/types.js'
import { mcp } from '../../lib/profiles/mcp.js'
import { standard } from '../../lib/profiles/standard.js'
import { CHALLENGE, VERIFIER, claimsOf, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'
import { served } from '../support/served.js'

const CALLBACK = 'http://127.0.0.1:33418/callback'
const RESOURCE = 'https://mcp.example/mcp'
const PKCE = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }

const METADATA = {
  client_name: 'Some editor',
  redirect_uris: [CALLBACK],
  application_type: 'native',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

const unconfigured = (fixtures: Fixtures = {}): Promise<Staged> => stage({ clients: [], ...fixtures }, { profile: mcp })

async function enrolled(fixtures: Fixtures = {}) {
  const on = await unconfigured(fixtures)
  const body = JSON.stringify(METADATA)
  const answer = await on.ask('registration', { method: 'POST', media_type: 'application/json', body })
  const { client_id } = answer.body as { client_id: string }
  const granted = (change: Record<string, string | undefined> = {}) =>
    on.authorize({ client_id, redirect_uri: CALLBACK, scope: 'mcp:tools', resource: RESOURCE, ...PKCE, ...change })
  const redeemed = async (change: Record<string, string | undefined> = {}) =>
    on.redeem(
      (await granted()).told?.['code'] ?? '',
      { client_id, redirect_uri: CALLBACK, code_verifier: VERIFIER, resource: RESOURCE, ...change },
      { headers: {} },
    )
  return { ...on, answer, client_id, granted, redeemed }
}

t.test('MC-01 MC-02 both metadata documents are there, name the same issuer, and offer S256', async (t) => {
  const app = await served(t, (await unconfigured()).realm)
  for (const name of ['oauth-authorization-server', 'openid-configuration']) {
    const reply = await app.inject({ url: `/.well-known/${name}` })
    t.equal(reply.statusCode, 200)
    t.match(reply.json(), { issuer: 'http://localhost:2884', code_challenge_methods_supported: ['S256'] })
    t.ok(reply.json().response_types_supported.includes('code'))
  }
})

t.test('MC-01 OAuth 2.1 holds: no code without PKCE', async (t) => {
  const { granted } = await enrolled()
  t.match((await granted({ code_challenge: undefined, code_challenge_method: undefined })).told, {
    error: 'invalid_request',
  })
})

t.test('MC-03 a token is for the resource that was asked for', async (t) => {
  const { redeemed } = await enrolled()
  const { body, status } = await redeemed()
  t.equal(status, 200)
  t.same([claimsOf(body['access_token'])['aud']].flat(), [RESOURCE])
})

t.test('MC-04 iss is in the response of success and of error', async (t) => {
  const { granted, ask } = await enrolled()
  t.match((await granted()).told, { code: String, iss: 'http://localhost:2884' })
  t.match((await granted({ response_type: 'nonsense' })).told, { error: String, iss: 'http://localhost:2884' })
  t.equal((await ask('metadata')).body['authorization_response_iss_parameter_supported'], true)
})

t.test('MC-05 a client may point to its metadata document instead of registering', async (t) => {
  t.equal((await (await unconfigured()).ask('metadata')).body['client_id_metadata_document_supported'], true)
})

t.test('MC-06 a native public client registers unasked and gets what it asked for', async (t) => {
  const { answer } = await enrolled()
  t.equal(answer.status, 201)
  t.match(answer.body, METADATA)
  t.notOk('client_secret' in answer.body)
  t.same(answer.warnings, [])
})

t.test('MC-06 beside configured clients it registers just the same', async (t) => {
  const { granted } = await enrolled({
    clients: [{ client_id: 'web', client_secret: 's', redirect_uris: ['https://a.example/'] }],
  })
  t.match((await granted()).told, { code: String })
})

t.test('MC-07 refresh tokens of public clients rotate', async (t) => {
  const { redeemed, token, client_id } = await enrolled()
  const { refresh_token } = (await redeemed()).body
  const { body } = await token(
    { grant_type: 'refresh_token', refresh_token, client_id, resource: RESOURCE },
    { headers: {} },
  )
  t.match(body, { access_token: String, refresh_token: String })
  t.not(body['refresh_token'], refresh_token)
})

t.test('MC-07 offline_access is among the scopes of the server, not among those of the resource', async (t) => {
  const { ask } = await unconfigured()
  t.ok((await ask('metadata')).body['scopes_supported'].includes('offline_access'))
  const { body } = await ask('protected_resource_metadata', { rest: '/_mock/resource' })
  t.notOk((body['scopes_supported'] ?? []).includes('offline_access'))
  const { headers } = await ask('resource', { query: { scope: 'mcp:tools' } })
  t.notMatch(headers['www-authenticate'], /offline_access/)
})

t.test('MC-08 the resource asks for a token, and says where its metadata is and which scope would do', async (t) => {
  const { ask } = await unconfigured()
  const { status, headers } = await ask('resource', { query: { scope: 'mcp:tools' } })
  t.equal(status, 401)
  t.match(
    headers['www-authenticate'],
    /resource_metadata="http:\/\/localhost:2884\/\.well-known\/oauth-protected-resource\/_mock\/resource"/,
  )
  t.match(headers['www-authenticate'], /scope="mcp:tools"/)
})

t.test('MC-08 an operation that wants more is answered 403 with the scope that would do', async (t) => {
  const { granted, redeem, ask, client_id } = await enrolled()
  const resource = 'http://localhost:2884/_mock/resource'
  const form = { client_id, redirect_uri: CALLBACK, code_verifier: VERIFIER, resource }
  const { body } = await redeem((await granted({ resource })).told?.['code'] ?? '', form, { headers: {} })
  const headers = { authorization: `Bearer ${String(body['access_token'])}` }
  t.equal((await ask('resource', { query: { scope: 'mcp:tools' }, headers })).status, 200)
  const more = await ask('resource', { query: { scope: 'mcp:tools mcp:admin' }, headers })
  t.equal(more.status, 403)
  t.match(more.headers['www-authenticate'], /error="insufficient_scope".*scope="mcp:tools mcp:admin"/)
  t.match(more.headers['www-authenticate'], /resource_metadata=/)
})

t.test(
  'a client that wants offline_access sends prompt=consent; where login is automatic that stops nobody',
  async (t) => {
    t.match((await (await enrolled()).granted({ scope: 'offline_access', prompt: 'consent' })).told, { code: String })
    const { authorize } = await stage({ login: 'auto' })
    t.equal((await authorize({ prompt: 'consent' })).page?.name, 'consent', 'another profile asks')
  },
)

t.test('where there are pages the user is asked about every client, as anybody may be one', async (t) => {
  const { granted, ask } = await enrolled({ login: 'picker' })
  const { page } = await granted()
  const form = { interaction: page?.name === 'login' ? page.interaction : '', username: 'alice' }
  t.equal((await ask('login', { method: 'POST', form })).page?.name, 'consent')
})

t.test('MC-08 a client may ask for more than the scope that it registered with, which it gets unasked', async (t) => {
  for (const [profile, more] of [
    [mcp, undefined],
    [standard, 'invalid_scope'],
  ] as const) {
    const { ask, authorize, realm } = await stage({}, { profile })
    const body = JSON.stringify({ ...METADATA, scope: 'mcp:tools' })
    const { client_id, scope } = (await ask('registration', { method: 'POST', media_type: 'application/json', body }))
      .body
    t.equal(scope, 'mcp:tools')
    const asked = { client_id: String(client_id), redirect_uri: CALLBACK, ...PKCE }
    t.equal((await authorize({ ...asked, scope: 'mcp:tools mcp:admin' })).told?.['error'], more, profile.name)
    const { told } = await authorize({ ...asked, scope: undefined })
    t.equal((await realm.server.records.find(told?.['code'] ?? ''))?.value.scope, 'mcp:tools', 'unasked')
  }
})
