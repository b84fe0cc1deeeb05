// RFC 8628 §3.1, §3.2.

import t from 'tap'
import { DEVICE_CODE, TV, deviceStage } from '../support/device.js'
import { SPA, stage } from '../support/realm.js'

t.test('DF-01 the response has both codes, where to go, how long they live and how often to poll', async (t) => {
  const { begin } = await deviceStage()
  const { status, headers, body } = await begin({ scope: 'openid email' })
  t.equal(status, 200)
  t.match(headers, { 'cache-control': 'no-store', pragma: 'no-cache' })
  t.match(body, {
    device_code: /^[\w-]{43}$/,
    verification_uri: 'http://localhost:2884/device',
    verification_uri_complete: `http://localhost:2884/device?user_code=${body['user_code'] as string}`,
    expires_in: 900,
    interval: 5,
  })
})

t.test('DF-01 the client authenticates as at the token endpoint', async (t) => {
  const { begin } = await deviceStage()
  t.match(await begin({ client_id: 'web' }, { headers: {} }), { status: 401, body: { error: 'invalid_client' } })
  t.match(await begin({}, { method: 'POST', media_type: 'application/json', body: '{}' }), {
    status: 400,
    reason: 'body-json',
  })
})

t.test('DF-01 a public client names itself', async (t) => {
  const { begin } = await deviceStage({ clients: [{ ...SPA, grant_types: [DEVICE_CODE] }] })
  t.equal((await begin({ client_id: 'spa' }, { headers: {} })).status, 200)
})

t.test('DF-01 a client without the grant is refused, and so is a scope that it may not have', async (t) => {
  const { begin } = await deviceStage()
  t.match(await begin({ client_id: 'spa' }, { headers: {} }), {
    status: 400,
    body: { error: 'unauthorized_client' },
    reason: 'grant-type-not-for-client',
  })
  t.match(await begin({ scope: 'admin' }), { status: 400, body: { error: 'invalid_scope' } })
})

t.test('DF-01 lifetime and interval are those of the fixtures', async (t) => {
  const lifetimes = { device_code: '5m' }
  const one = await deviceStage({ lifetimes, device: { interval: 2 } })
  t.match((await one.begin()).body, { expires_in: 300, interval: 2 })
  const other = await deviceStage({ clients: [{ ...TV, lifetimes: { device_code: 60 } }] as never, lifetimes })
  t.match((await other.begin()).body, { expires_in: 60 })
})

t.test('DF-06 a user code has eight of twenty consonants and a dash', async (t) => {
  const { begin } = await deviceStage()
  for (let i = 0; i < 50; i += 1) {
    t.match((await begin()).body['user_code'], /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
  }
})

t.test('DF-08 metadata names the endpoint and the grant', async (t) => {
  const { body } = await (await stage()).ask('metadata')
  t.equal(body['device_authorization_endpoint'], 'http://localhost:2884/device_authorization')
  t.ok(body['grant_types_supported'].includes(DEVICE_CODE))
})

t.test('DF-08 a server without the endpoint advertises neither, and refuses the grant', async (t) => {
  const { profile } = (await stage()).realm
  const paths = Object.fromEntries(
    Object.entries(profile.paths).filter(([, endpoint]) => endpoint !== 'device_authorization'),
  )
  const { ask, token } = await stage({}, { profile: { ...profile, paths } })
  const { body } = await ask('metadata')
  t.notOk('device_authorization_endpoint' in body)
  t.notOk(body['grant_types_supported'].includes(DEVICE_CODE))
  t.match(await token({ grant_type: DEVICE_CODE, device_code: 'x' }), {
    body: { error: 'unsupported_grant_type' },
    reason: 'grant-type-not-enabled',
    hint: /no device authorization endpoint/,
  })
})

t.test('with no client configured any device is taken', async (t) => {
  const { ask } = await stage({ clients: [] })
  t.equal((await ask('device_authorization', { form: { client_id: 'anybody' } })).status, 200)
})
