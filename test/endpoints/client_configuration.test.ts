// RFC 7592: a client reads, replaces and deletes its registration.

import t from 'tap'
import { stage } from '../support/realm.js'
import type { Answer } from '../support/realm.js'
import { basic } from '../support/request.js'

const CALLBACK = 'https://client.example/cb'
const METADATA = {
  redirect_uris: [CALLBACK],
  client_name: 'Shop',
  scope: 'openid',
  grant_types: ['authorization_code', 'refresh_token'],
}

async function enrolled(metadata: Record<string, unknown> = {}) {
  const on = await stage()
  const body = JSON.stringify({ ...METADATA, ...metadata })
  const registration = (await on.ask('registration', { method: 'POST', media_type: 'application/json', body })).body
  const { client_id, client_secret, registration_access_token } = registration
  const manage = (
    method: string,
    members?: object,
    token: string | null = registration_access_token,
  ): Promise<Answer> =>
    on.ask('client_configuration', {
      method,
      rest: `/${client_id}`,
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      media_type: 'application/json',
      body: members ? JSON.stringify(members) : '',
    })
  const tokens = async (): Promise<Record<string, any>> => {
    const { told } = await on.authorize({ client_id, redirect_uri: CALLBACK, scope: 'openid' })
    const headers = { authorization: basic(client_id, client_secret) }
    return (await on.redeem(told?.['code'] ?? '', { redirect_uri: CALLBACK }, { headers })).body
  }
  return { on, client_id, client_secret, registration, manage, tokens }
}

t.test('RG-07 a client reads what is registered', async (t) => {
  const { manage, registration } = await enrolled()
  const { status, headers, body } = await manage('GET')
  t.equal(status, 200)
  t.equal(headers['cache-control'], 'no-store')
  t.same(body, registration)
})

t.test('RG-07 an update replaces all: what it leaves out is deleted', async (t) => {
  const { client_id, client_secret, manage } = await enrolled()
  const { status, body } = await manage('PUT', { client_id, redirect_uris: ['https://client.example/new'] })
  t.equal(status, 200)
  t.match(body, {
    client_id,
    client_secret,
    redirect_uris: ['https://client.example/new'],
    grant_types: ['authorization_code'],
  })
  t.notOk('client_name' in body || 'scope' in body)
  t.same((await manage('GET')).body, body)
})

t.test('RG-07 an update counts at once', async (t) => {
  const { on, client_id, manage } = await enrolled()
  await manage('PUT', { client_id, redirect_uris: ['https://client.example/new'] })
  t.equal((await on.authorize({ client_id, redirect_uri: CALLBACK })).page?.name, 'failure')
  t.match((await on.authorize({ client_id, redirect_uri: 'https://client.example/new' })).told, { code: String })
})

t.test('RG-07 a client that becomes public loses its secret', async (t) => {
  const { client_id, manage } = await enrolled()
  t.notOk('client_secret' in (await manage('PUT', { client_id, ...METADATA, token_endpoint_auth_method: 'none' })).body)
})

const REFUSED: readonly (readonly [title: string, change: Record<string, unknown>, reason: string])[] = [
  ['without client_id', { client_id: undefined }, 'client-id-missing'],
  ['with another client_id', { client_id: 'web' }, 'client-id-differs'],
  ['with a secret of its own', { client_secret: 'mine' }, 'secret-chosen'],
  ['with a registration_access_token', { registration_access_token: 'mine' }, 'metadata-of-the-server'],
  ['with a wrong redirect_uri', { redirect_uris: ['/'] }, 'redirect-uri-unregistrable'],
]

for (const [title, change, reason] of REFUSED) {
  t.test(`RG-07 an update ${title} is refused and changes nothing`, async (t) => {
    const { client_id, manage, registration } = await enrolled()
    const answer = await manage('PUT', { client_id, ...METADATA, ...change })
    t.match(answer, { status: 400, body: { error: /^invalid_(client_metadata|redirect_uri)$/ }, reason })
    t.same((await manage('GET')).body, registration)
  })
}

t.test('RG-07 a deleted client is gone: 204, then 401', async (t) => {
  const { on, client_id, manage } = await enrolled()
  t.match(await manage('DELETE'), { status: 204, reply: { content: { kind: 'empty' } } })
  t.match(await manage('GET'), { status: 401, reason: 'client-deleted' })
  t.match(await on.authorize({ client_id, redirect_uri: CALLBACK }), { reason: 'client-deleted' })
})

t.test('RG-07 the tokens of a deleted client work no more', async (t) => {
  const { on, manage, tokens } = await enrolled()
  const { access_token } = await tokens()
  t.equal((await on.userinfo(access_token)).status, 200)
  await manage('DELETE')
  t.match(await on.userinfo(access_token), { status: 401, reason: 'token-revoked' })
})

t.test('RG-07 in an open realm a deleted client is not taken as it comes', async (t) => {
  const on = await stage({ clients: [] })
  const body = JSON.stringify({ redirect_uris: ['http://localhost/cb'] })
  const { client_id, registration_access_token } = (
    await on.ask('registration', { method: 'POST', media_type: 'application/json', body })
  ).body
  const headers = { authorization: `Bearer ${registration_access_token}` }
  await on.ask('client_configuration', { method: 'DELETE', rest: `/${client_id}`, headers })
  t.equal((await on.authorize({ client_id, redirect_uri: 'http://localhost/cb' })).reason, 'client-deleted')
})

t.test('RG-07 a login page that is open while its client deletes itself ends in an error, not in a bug', async (t) => {
  const on = await stage({ login: 'picker' })
  const body = JSON.stringify(METADATA)
  const { client_id, registration_access_token } = (
    await on.ask('registration', { method: 'POST', media_type: 'application/json', body })
  ).body
  const { page } = await on.authorize({ client_id, redirect_uri: CALLBACK, scope: 'openid' })
  const interaction = page?.name === 'login' ? page.interaction : ''
  const headers = { authorization: `Bearer ${registration_access_token}` }
  await on.ask('client_configuration', { method: 'DELETE', rest: `/${client_id}`, headers })
  const { reason } = await on.ask('login', { method: 'POST', form: { interaction, username: 'alice' } })
  t.equal(reason, 'client-deleted')
})

t.test('RG-07 only the registration access token opens the registration', async (t) => {
  const { manage, tokens, client_id, on } = await enrolled()
  const missing = await manage('GET', undefined, null)
  t.equal(missing.status, 401)
  t.match(missing.headers['www-authenticate'], /^Bearer /)
  t.match(await manage('GET', undefined, 'wrong'), { status: 401, reason: 'token-unknown' })
  t.match(await manage('GET', undefined, (await tokens())['access_token']), { status: 401, reason: 'token-unknown' })
  const other = (
    await on.ask('registration', { method: 'POST', media_type: 'application/json', body: JSON.stringify(METADATA) })
  ).body
  t.match(await manage('GET', undefined, other['registration_access_token']), {
    status: 401,
    reason: 'token-other-client',
  })
  t.not(other['client_id'], client_id)
})

t.test('RG-07 a configured client has no registration to manage', async (t) => {
  const { ask } = await stage()
  const answer = await ask('client_configuration', { rest: '/web', headers: { authorization: 'Bearer x' } })
  t.match(answer, { status: 401, reason: 'client-unknown' })
})
