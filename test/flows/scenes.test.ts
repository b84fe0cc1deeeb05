// Scenes that take two calls or more: races, rotation, revocation and outages, as a client lives through them.

import t from 'tap'
import type { Test } from 'tap'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as client from 'openid-client'
import type { Fixtures, StartOptions } from '../../lib/index.js'
import { CALLBACK, CAST, WEB, failureOf, landed, provided } from '../support/story.js'

async function loggedIn(t: Test, options: StartOptions = {}) {
  const provider = await provided(t, options)
  const execute = [client.allowInsecureRequests]
  const config = await client.discovery(new URL(provider.issuer), 'web', WEB.client_secret, undefined, { execute })
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const login = async (): Promise<client.TokenEndpointResponse> => {
    const code_challenge = await client.calculatePKCECodeChallenge(pkceCodeVerifier)
    const asked = {
      redirect_uri: CALLBACK,
      scope: 'openid offline_access',
      code_challenge,
      code_challenge_method: 'S256',
    }
    const back = await landed(client.buildAuthorizationUrl(config, asked))
    return client.authorizationCodeGrant(config, back, { pkceCodeVerifier })
  }
  const { access_token, refresh_token = '' } = await login()
  const refresh = (token = refresh_token) => client.refreshTokenGrant(config, token)
  const userinfo = (token = access_token) => client.fetchUserInfo(config, token, client.skipSubjectCheck)
  return { provider, realm: provider.home, config, access_token, refresh_token, refresh, userinfo, login }
}

const held = async (pair: readonly Promise<unknown>[]): Promise<readonly string[]> =>
  (await Promise.allSettled(pair)).map(({ status }) => status).sort()

/** What the client was answered that it gave up on. */
async function refused(call: Promise<unknown>): Promise<number | undefined> {
  const { status, cause } = (await failureOf(call)) as { status?: number; cause?: { status?: number } }
  return status ?? cause?.status
}

const refreshing = (refresh: NonNullable<NonNullable<Fixtures['policy']>['refresh']>): StartOptions => ({
  fixtures: { ...CAST, policy: { refresh } },
})

t.test('two refreshes that are released together: one wins, and reuse ends the login', async (t) => {
  const { realm, refresh, userinfo } = await loggedIn(t)
  realm.faults.arm('token.refresh=hold:2@1..2')
  t.strictSame(await held([refresh(), refresh()]), ['fulfilled', 'rejected'])
  t.equal(await refused(userinfo()), 401)
})

t.test('two refreshes that are released together within a grace period both live', async (t) => {
  const { realm, refresh } = await loggedIn(t, refreshing({ rotation: 'rotate', grace: '10s' }))
  realm.faults.arm('token.refresh=hold:2@1..2')
  t.strictSame(await held([refresh(), refresh()]), ['fulfilled', 'fulfilled'])
})

t.test('a rotation whose answer was lost can be asked for again while the grace period lasts', async (t) => {
  const { realm, refresh } = await loggedIn(t, refreshing({ rotation: 'rotate', grace: '10s' }))
  realm.faults.arm('token.refresh=reset@1@late')
  await t.rejects(refresh())
  realm.clock.advance(9_000)
  await t.resolves(refresh())
  t.match(realm.verdicts.list(), [{ fault: 'f1', outcome: 'handled', because: /went on with the refresh token/ }])
})

t.test('a rotation whose answer was lost is lost when the grace period is over', async (t) => {
  const { realm, refresh } = await loggedIn(t, refreshing({ rotation: 'rotate', grace: '10s' }))
  realm.faults.arm('token.refresh=reset@1@late')
  await t.rejects(refresh())
  realm.clock.advance(11_000)
  t.equal((await failureOf(refresh())).error, 'invalid_grant')
})

for (const [announce, verdict] of [
  [true, 'still verifies'],
  [false, 'verifies no more, and a new one does'],
] as const) {
  t.test(
    `keys rotate ${announce ? 'with' : 'without'} notice between issue and verification: a token ${verdict}`,
    async (t) => {
      const { provider, realm, config, access_token, refresh } = await loggedIn(t)
      const { jwks_uri = '' } = config.serverMetadata()
      await realm.server.keys.rotate(realm.server.algorithm, announce)
      const verify = (token: string) =>
        jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), { issuer: provider.issuer })
      if (announce) await t.resolves(verify(access_token))
      else await t.rejects(verify(access_token), { code: 'ERR_JWKS_NO_MATCHING_KEY' })
      await t.resolves(verify((await refresh()).access_token))
    },
  )
}

t.test('tokens that are revoked while in use are refused from then on, and a new login heals', async (t) => {
  const { config, access_token, refresh_token, refresh, userinfo, login } = await loggedIn(t)
  t.match(await userinfo(), { sub: 'user-1' })
  await client.tokenRevocation(config, refresh_token)
  t.equal(await refused(userinfo(access_token)), 401)
  t.equal((await failureOf(refresh())).error, 'invalid_grant')
  t.match(await userinfo((await login()).access_token), { sub: 'user-1' })
})

t.test('an outage of five virtual minutes ends on the clock', async (t) => {
  const { realm, refresh, userinfo } = await loggedIn(t, { clock: 'frozen' })
  realm.faults.arm('any=503@for:5m')
  t.equal(await refused(userinfo()), 503)
  t.equal(await refused(refresh()), 503)
  realm.clock.advance(4 * 60_000 + 59_000)
  t.equal(await refused(refresh()), 503)
  realm.clock.advance(1_000)
  await t.resolves(refresh())
})

t.test('an outage can begin later', async (t) => {
  const { realm, userinfo } = await loggedIn(t, { clock: 'frozen' })
  realm.faults.arm('any=503@after:1m@for:5m')
  await t.resolves(userinfo())
  realm.clock.advance(60_000)
  t.equal(await refused(userinfo()), 503)
  realm.clock.advance(5 * 60_000)
  await t.resolves(userinfo())
})

t.test('closing lets go of held calls', async (t) => {
  const { provider, realm, refresh } = await loggedIn(t)
  realm.faults.arm('token.refresh=hold:2:10m')
  const call = refresh().then(
    () => 'answered',
    () => 'cut',
  )
  while (realm.faults.list()[0]?.fired === 0) await new Promise((resolve) => setImmediate(resolve))
  await provider.close()
  t.match(await call, /answered|cut/)
})
