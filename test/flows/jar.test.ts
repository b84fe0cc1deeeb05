// Signed request objects over HTTP: openid-client and oauth4webapi as judges.

import t from 'tap'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { asked, configured, discovered, keyed, pair } from '../support/judges.js'
import { served } from '../support/signing.js'
import { landed, provided } from '../support/story.js'

const KEY = await pair('ES256')
const client = { client_id: 'signer' }

for (const alg of ['RS256', 'PS256', 'ES256', 'Ed25519']) {
  t.test(`JR-01 openid-client logs in with a request object signed by ${alg}`, async (t) => {
    const key = await pair(alg)
    const fixtures = keyed(key, { require_signed_request_object: true })
    const config = await configured(await provided(t, { fixtures }), openid.PrivateKeyJwt(key.signing))
    const { parameters, checks } = await asked()
    const url = await openid.buildAuthorizationUrlWithJAR(config, parameters, key.signing)
    t.same([...url.searchParams.keys()].sort(), ['client_id', 'request'])
    const tokens = await openid.authorizationCodeGrant(config, await landed(url), checks)
    t.match(tokens.claims(), { sub: 'user-1', aud: 'signer' })
  })
}

t.test('JR-01 PA-02 openid-client pushes what it signed', async (t) => {
  const config = await configured(await provided(t, { fixtures: keyed(KEY) }), openid.PrivateKeyJwt(KEY.signing))
  const { parameters, checks } = await asked()
  const { searchParams } = await openid.buildAuthorizationUrlWithJAR(config, parameters, KEY.signing)
  const url = await openid.buildAuthorizationUrlWithPAR(config, searchParams)
  const tokens = await openid.authorizationCodeGrant(config, await landed(url), checks)
  t.equal(tokens.claims()?.sub, 'user-1')
})

t.test('JR-02 a request object that oauth4webapi made is fetched from the client', async (t) => {
  const provider = await provided(t, { fixtures: keyed(KEY) })
  const as = await discovered(provider)
  const { parameters } = await asked()
  const file = await served(
    t,
    await oauth.issueRequestObject(as, client, { ...parameters, resource: 'https://api.example' }, KEY.signing),
  )
  const query = new URLSearchParams({ ...client, request_uri: file.url })
  const back = await landed(`${as.authorization_endpoint}?${query}`)
  t.doesNotThrow(() => oauth.validateAuthResponse(as, client, back, parameters.state))
})

t.test('JR-04 a request object for another server is an error page', async (t) => {
  const provider = await provided(t, { fixtures: keyed(KEY) })
  const as = await discovered(provider)
  const object = await oauth.issueRequestObject(
    { ...as, issuer: 'https://another.example' },
    client,
    (await asked()).parameters,
    KEY.signing,
  )
  const response = await fetch(`${as.authorization_endpoint}?${new URLSearchParams({ ...client, request: object })}`, {
    redirect: 'manual',
    headers: { accept: 'text/html' },
  })
  t.equal(response.status, 400)
  t.match(await response.text(), /Aud of the request object/)
})

t.test('JR-03 metadata lets oauth4webapi know what is taken', async (t) => {
  const as = await discovered(await provided(t, { fixtures: keyed(KEY) }))
  t.match(as, {
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_signed_request_object: false,
  })
  t.ok(as.request_object_signing_alg_values_supported?.includes('ES256'))
})
