// Pushed authorization requests over HTTP: openid-client and oauth4webapi as judges.

import t from 'tap'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { asked, configured, discovered, insecure, keyed, pair } from '../support/judges.js'
import { CALLBACK, failureOf, landed, provided } from '../support/story.js'

const KEY = await pair('ES256')
const auth = oauth.PrivateKeyJwt(KEY.signing)
const client = { client_id: 'signer' }

t.test('PA-01 openid-client pushes its request, and the login follows from the reference alone', async (t) => {
  const fixtures = keyed(KEY, { require_pushed_authorization_requests: true })
  const config = await configured(await provided(t, { fixtures }), openid.PrivateKeyJwt(KEY.signing))
  const { parameters, checks } = await asked()
  const url = await openid.buildAuthorizationUrlWithPAR(config, parameters)
  t.same([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
  const tokens = await openid.authorizationCodeGrant(config, await landed(url), checks)
  t.match(tokens.claims(), { sub: 'user-1', aud: 'signer' })
})

t.test('PA-06 where pushing is required openid-client is told so when it does not', async (t) => {
  const fixtures = keyed(KEY, { require_pushed_authorization_requests: true })
  const config = await configured(await provided(t, { fixtures }), openid.PrivateKeyJwt(KEY.signing))
  const { parameters, checks } = await asked()
  const back = await landed(openid.buildAuthorizationUrl(config, parameters))
  t.match(await failureOf(openid.authorizationCodeGrant(config, back, checks)), {
    error: 'invalid_request',
    error_description: /push/,
  })
})

t.test('PA-01 oauth4webapi accepts the answer, and refuses it under a fault', async (t) => {
  const provider = await provided(t, { fixtures: keyed(KEY) })
  const as = await discovered(provider)
  const push = async (change: object = {}) => {
    const { parameters } = await asked()
    const response = await oauth.pushedAuthorizationRequest(as, client, auth, { ...parameters, ...change }, insecure)
    return oauth.processPushedAuthorizationResponse(as, client, response)
  }
  t.match(await push(), { request_uri: /^urn:ietf:params:oauth:request_uri:/, expires_in: 60 })
  t.match(await failureOf(push({ response_type: 'cod' })), { error: 'unsupported_response_type', status: 400 })
  await provider.fail('par=invalid_request@once')
  t.match(await failureOf(push()), { error: 'invalid_request' })
  await provider.fail('par=503@once')
  t.match((await failureOf(push())).cause?.status, 503)
})

t.test('PA-03 PA-04 a used reference ends at an error page, for the user to see', async (t) => {
  const provider = await provided(t, { fixtures: keyed(KEY) })
  const config = await configured(provider, openid.PrivateKeyJwt(KEY.signing))
  const url = await openid.buildAuthorizationUrlWithPAR(config, (await asked()).parameters)
  await landed(url)
  const again = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } })
  t.equal(again.status, 400)
  t.match(await again.text(), /works once/)
  t.equal(again.headers.get('location'), null)
})

t.test('PA-05 other methods are 405 with Allow, a body beyond the limit 413, a fault makes it 429', async (t) => {
  const provider = await provided(t, { fixtures: keyed(KEY) })
  const url = `${provider.url}/par`
  const get = await fetch(url)
  t.same([get.status, get.headers.get('allow')], [405, 'POST, OPTIONS'])
  const large = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ redirect_uri: CALLBACK, state: 'x'.repeat(2_000_000) }),
  })
  t.equal(large.status, 413)
  t.match(await large.json(), { error: 'invalid_request' })
  await provider.fail('par=429@once')
  const limited = await fetch(url, { method: 'POST', body: new URLSearchParams({ client_id: 'signer' }) })
  t.equal(limited.status, 429)
})

t.test('PA-03 its lifetime is that of the provider clock', async (t) => {
  const provider = await provided(t, { fixtures: keyed(KEY), clock: 'frozen' })
  const config = await configured(provider, openid.PrivateKeyJwt(KEY.signing))
  const url = await openid.buildAuthorizationUrlWithPAR(config, (await asked()).parameters)
  await provider.clock.advance('1m')
  t.match(await (await fetch(url, { headers: { accept: 'text/html' } })).text(), /was pushed 1m ago and lives 1m/)
})
