// Devices over HTTP, with openid-client and oauth4webapi as the judges.

import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import t from 'tap'
import type { Test } from 'tap'
import type { Fixtures, Provider } from '../../lib/index.js'
import { press } from '../support/form.js'
import { failureOf, provided } from '../support/story.js'

const FIXTURES = {
  clients: [
    {
      client_id: 'tv',
      client_secret: 's3cret',
      client_name: 'The TV',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      scope: 'openid profile email offline_access',
    },
  ],
  users: [{ username: 'alice', sub: 'user-1' }, { username: 'bob' }],
} satisfies Fixtures

async function started(t: Test, more: Fixtures = {}, clock = 'x100') {
  const provider = await provided(t, { fixtures: { ...FIXTURES, ...more }, clock })
  const execute = [client.allowInsecureRequests]
  const config = await client.discovery(new URL(provider.issuer), 'tv', {}, client.ClientSecretBasic('s3cret'), {
    execute,
  })
  const device = await client.initiateDeviceAuthorization(config, { scope: 'openid email' })
  return { provider, config, device }
}

/** With a clock a hundred times as fast, 0.06 s are an interval of 6 s. */
const soon = (device: oauth.DeviceAuthorizationResponse) => ({ ...device, interval: 0.06 })

const pending = (provider: Provider, path = '', init: RequestInit = {}) =>
  fetch(`${provider.control}/pending${path}`, init)

t.test('DF-03 openid-client polls until the fixtures approve, and gets the tokens of the user they name', async (t) => {
  const { config, device } = await started(t, { device: { approve_after: 2, user: 'alice' } })
  const tokens = await client.pollDeviceAuthorizationGrant(config, soon(device))
  t.match(tokens, { token_type: 'bearer', access_token: String, refresh_token: String, scope: 'openid email' })
  t.match(tokens.claims(), { sub: 'user-1', aud: 'tv' })
})

t.test('DF-03 openid-client stops when the device is denied', async (t) => {
  const { config, device } = await started(t, { device: { deny_after: 1 } })
  t.match(await failureOf(client.pollDeviceAuthorizationGrant(config, soon(device))), {
    error: 'access_denied',
    status: 400,
  })
})

t.test('DF-03 oauth4webapi reads pending, slow_down and expired_token as what they are', async (t) => {
  const { provider } = await started(t, {}, 'frozen')
  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = new URL(provider.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
  const [self, auth] = [{ client_id: 'tv' }, oauth.ClientSecretBasic('s3cret')]
  const begun = await oauth.deviceAuthorizationRequest(as, self, auth, { scope: 'openid' }, insecure)
  const { device_code, interval } = await oauth.processDeviceAuthorizationResponse(as, self, begun)
  t.equal(interval, 5)
  const poll = async (): Promise<any> =>
    oauth.processDeviceCodeResponse(as, self, await oauth.deviceCodeGrantRequest(as, self, auth, device_code, insecure))
  t.match(await failureOf(poll()), { error: 'authorization_pending', status: 400 })
  t.match(await failureOf(poll()), { error: 'slow_down', status: 400 })
  await provider.clock.advance('15m')
  t.match(await failureOf(poll()), { error: 'expired_token', status: 400 })
})

t.test('DF-07 the control API lists a waiting device and approves it, while openid-client polls', async (t) => {
  const { provider, config, device } = await started(t)
  const polling = client.pollDeviceAuthorizationGrant(config, soon(device))
  const { pending: waiting } = (await (await pending(provider)).json()) as { pending: unknown[] }
  t.match(waiting, [
    {
      user_code: device.user_code,
      client_id: 'tv',
      scope: 'openid email',
      verification_uri_complete: device.verification_uri_complete,
    },
  ])
  const body = JSON.stringify({ user: 'bob' })
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
  const approved = await pending(provider, `/${device.user_code.toLowerCase()}/approve`, init)
  t.match([approved.status, await approved.json()], [200, { decision: 'approved', user: 'bob' }])
  t.equal((await polling).claims()?.sub, 'bob')
  t.strictSame(await (await pending(provider)).json(), { pending: [] })
})

t.test('DF-07 the control API denies, and says what it cannot do', async (t) => {
  const { provider, config, device } = await started(t)
  const post = async (path: string, body?: object) => {
    const init = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}
    const response = await pending(provider, path, { method: 'POST', ...init })
    return [response.status, await response.json()]
  }
  t.match(await post('/BBBB-BBBB/approve'), [404, { detail: /no device shows the code 'BBBB-BBBB'/ }])
  t.match(await post(`/${device.user_code}/approve`, { user: 'eve' }), [
    400,
    { detail: /no user "eve"/, hint: /alice, bob/ },
  ])
  t.match(await post(`/${device.user_code}/aprove`), [404, { hint: /did you mean/ }])
  t.match(await post(`/${device.user_code}/deny`), [200, { decision: 'denied' }])
  t.match(await post(`/${device.user_code}/approve`), [409, { detail: /was denied already/ }])
  t.match(await failureOf(client.pollDeviceAuthorizationGrant(config, soon(device))), { error: 'access_denied' })
  const wrongMethod = await pending(provider, `/${device.user_code}/deny`)
  t.equal(wrongMethod.status, 405)
})

t.test('DF-07 a person goes from verification_uri_complete through the login form to the approval', async (t) => {
  const { provider, config, device } = await started(t, { login: 'picker' })
  const post = async (url: string, body: string): Promise<string> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    })
    t.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
    return response.text()
  }
  const entry = await (await fetch(device.verification_uri_complete!)).text()
  t.match(entry, `value="${device.user_code}"`)
  const picker = await post(device.verification_uri, new URLSearchParams({ user_code: device.user_code }).toString())
  const bob = press(picker, ['login-user-bob'])!
  const question = await post(bob.url, bob.body)
  t.match(question, /data-testid="device-client">The TV<.*data-testid="device-user">bob</s)
  const approve = press(question, ['device-approve'])!
  t.match(await post(approve.url, approve.body), 'data-testid="device-outcome"')
  t.equal((await client.pollDeviceAuthorizationGrant(config, soon(device))).claims()?.sub, 'bob')
  t.ok(provider.home.journal.list().some((entry) => entry.endpoint === 'device' && entry.user === 'bob'))
})

t.test('a fault at the point device meets openid-client', async (t) => {
  const failure = await failureOf(started(t, { faults: ['device=invalid_client'] }))
  t.equal(failure.status, 401)
})

t.test('a fault at a poll does not decide anything', async (t) => {
  const { config, device } = await started(t, { faults: ['token.device=slow_down@once'], device: { approve_after: 0 } })
  const response = await client
    .genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:device_code', { device_code: device.device_code })
    .catch((error: unknown) => error)
  t.match(response, { error: 'slow_down' })
  t.match(await client.pollDeviceAuthorizationGrant(config, soon(device)), { access_token: String })
})
