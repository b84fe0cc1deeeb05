// Logout and key rotation over HTTP: openid-client begins the logout, a relying party verifies what it is told with jose.

import * as jose from 'jose'
import * as client from 'openid-client'
import t from 'tap'
import type { Test } from 'tap'
import { relyingParty, verifiedLogout } from '../support/relyingparty.js'
import type { RelyingParty } from '../support/relyingparty.js'
import { CALLBACK, CAST, failureOf, landed, provided } from '../support/story.js'
import type { LocalProvider } from '../../lib/index.js'

const OUT = 'http://localhost:3000/signed-out'

interface Story {
  readonly provider: LocalProvider
  readonly party: RelyingParty
  readonly config: client.Configuration
  login(): Promise<Awaited<ReturnType<typeof client.authorizationCodeGrant>>>
}

async function story(t: Test, more: object = {}): Promise<Story> {
  const party = await relyingParty(t)
  const web = {
    client_id: 'web',
    client_secret: 's3cret',
    redirect_uris: [CALLBACK],
    post_logout_redirect_uris: [OUT],
    backchannel_logout_uri: party.url,
    ...more,
  }
  const provider = await provided(t, { fixtures: { ...CAST, clients: [web] } })
  const options = { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] }
  const config = await client.discovery(
    new URL(provider.issuer),
    'web',
    's3cret',
    client.ClientSecretBasic('s3cret'),
    options,
  )
  const login = async () => {
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    return client.authorizationCodeGrant(config, await landed(url), { pkceCodeVerifier })
  }
  return { provider, party, config, login }
}

const keysOf = async ({ url }: LocalProvider): Promise<jose.JSONWebKeySet> =>
  (await (await fetch(`${url}/jwks`)).json()) as jose.JSONWebKeySet

const post = async (
  { control }: LocalProvider,
  path: string,
  body: object = {},
): Promise<{ status: number; body: any }> => {
  const response = await fetch(`${control}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

t.test('BL-01 openid-client logs out, and the client is told with a logout token that it must act on', async (t) => {
  const { provider, party, config, login } = await story(t)
  const tokens = await login()
  const url = client.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token!,
    post_logout_redirect_uri: OUT,
    state: 'bye',
  })
  const back = await landed(url, OUT)
  t.equal(back.href, `${OUT}?state=bye`)
  t.equal(party.received.length, 1)
  const [{ media_type, form } = { media_type: '', form: new URLSearchParams() }] = party.received
  t.equal(media_type, 'application/x-www-form-urlencoded')
  t.same([...form.keys()], ['logout_token'])
  const expected = { issuer: provider.issuer, audience: 'web' }
  const payload = await verifiedLogout(form.get('logout_token')!, await keysOf(provider), expected)
  t.match(payload, { sub: 'user-1', sid: tokens.claims()!['sid'] })
  t.equal(payload.exp! - payload.iat!, 120)
  t.match(await failureOf(client.refreshTokenGrant(config, tokens.refresh_token!)), { error: 'invalid_grant' })
})

t.test('BL-02 metadata says that back-channel logout is supported, with sid', async (t) => {
  const { config } = await story(t, { backchannel_logout_session_required: true })
  t.match(config.serverMetadata(), { backchannel_logout_supported: true, backchannel_logout_session_supported: true })
})

for (const [status, noted] of [
  [200, undefined],
  [204, undefined],
  [400, /it answered 400, the logout failed: {"error"/],
  [500, /it answered 500, where 200 or 400 are foreseen/],
  [302, /it answered 302/],
  [undefined, /did not answer/],
] as const) {
  t.test(
    `BL-03 a client that answers ${status ?? 'nothing'} ${noted ? 'is noted in the journal' : 'is done'}`,
    async (t) => {
      const { provider, party, config, login } = await story(t)
      const { id_token = '' } = await login()
      party.status = status
      await landed(client.buildEndSessionUrl(config, { id_token_hint: id_token, post_logout_redirect_uri: OUT }), OUT)
      const { warnings, checks } = provider.home.journal.list().at(-1)!
      if (noted) t.match(warnings, [{ reason: 'backchannel-rp-status', hint: noted }])
      else t.match(checks, [/ID Token/, /registered/, new RegExp(`client 'web' took the logout token .*: ${status}`)])
    },
  )
}

t.test('BL-01 a client whose address is not on this machine is not connected to', async (t) => {
  const { provider, config, login } = await story(t, { backchannel_logout_uri: 'https://rp.example/bc' })
  const { id_token = '' } = await login()
  await landed(client.buildEndSessionUrl(config, { id_token_hint: id_token, post_logout_redirect_uri: OUT }), OUT)
  t.match(provider.home.journal.list().at(-1)!.warnings, [
    { reason: 'backchannel-rp-status', hint: /rp\.example.*not on this machine/ },
  ])
})

t.test('the control API logs a user out of all sessions, and says how the clients took it', async (t) => {
  const { provider, party, login } = await story(t)
  const first = await login()
  await login()
  const { status, body } = await post(provider, '/logout', { user: 'alice' })
  t.equal(status, 200)
  t.match(body, {
    sessions: 2,
    notices: [{ client_id: 'web', status: 200, sid: first.claims()!['sid'] as string }, { status: 200 }],
  })
  t.ok(body.revoked >= 4)
  t.equal(party.received.length, 2)
  t.match(await post(provider, '/logout'), { status: 200, body: { sessions: 0, notices: [] } })
  t.match(await post(provider, '/logout', { user: 'nobody' }), {
    status: 400,
    body: { hint: /known users: alice, bob/ },
  })
})

t.test('a fault rule spoils a logout', async (t) => {
  const { provider } = await story(t)
  await provider.fail('logout=503')
  t.equal((await fetch(`${provider.url}/logout`)).status, 503)
})

t.test('MD-10 openid-client fetches the keys once and lives through an announced rotation', async (t) => {
  const { provider, login } = await story(t)
  t.match(await provider.keys.rotate(), { state: 'next' })
  const before = (await login()).id_token!
  await provider.clock.advance('5m')
  const after = (await login()).id_token!
  t.not(jose.decodeProtectedHeader(after).kid, jose.decodeProtectedHeader(before).kid)
  t.equal(provider.home.journal.list().filter(({ endpoint }) => endpoint === 'jwks').length, 1)
  const keys = jose.createRemoteJWKSet(new URL(`${provider.url}/jwks`))
  await t.resolves(jose.jwtVerify(before, keys), 'the old token verifies with the new set')
})

t.test('after an unannounced rotation openid-client knows no key until it fetches them again', async (t) => {
  const { provider, config, login } = await story(t)
  await login()
  await provider.keys.rotate({ announce: false })
  t.match(await failureOf(login()), { code: 'OAUTH_KEY_SELECTION_FAILED' })
  t.equal(config.serverMetadata().issuer, provider.issuer)
  const keys = jose.createRemoteJWKSet(new URL(`${provider.url}/jwks`))
  const { body } = await post(provider, '/keys/rotate', { announce: false })
  t.match(body.rotated, { state: 'active' })
  t.ok((await keys({ alg: 'RS256', kid: body.rotated.kid as string })).type)
})

t.test('the control API lists the keys and rotates them', async (t) => {
  const { provider } = await story(t)
  const { body } = await post(provider, '/keys/rotate', { announce: false, alg: 'ES256' })
  t.match(body.rotated, { kid: 'mock-oauth2-public-test-key-es256-2', alg: 'ES256', state: 'active', published: true })
  const { keys } = (await (await fetch(`${provider.control}/keys`)).json()) as {
    keys: { kid: string; state: string }[]
  }
  t.same(
    keys.map(({ state }) => state),
    ['active', 'active', 'withdrawn', 'active', 'active'],
  )
  t.match((await post(provider, '/keys/rotate')).body.rotated, { state: 'next', signs_from: /^\d{4}-.*Z$/ })
  t.match(await post(provider, '/keys/rotate', { alg: 'HS256' }), {
    status: 400,
    body: { detail: /no key signs HS256/ },
  })
  t.match(await post(provider, '/keys/rotate', { announce: 'no' }), { status: 400 })
  t.equal((await provider.keys.list()).length, 6)
})
