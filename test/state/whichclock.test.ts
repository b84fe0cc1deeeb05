// Which clock judges what. Every lifetime that this server gives goes by the realm's clock; what clients sign, and the
// facts of the wire, go by real time. Each row is walked past its end on both clocks.

import t from 'tap'
import { STANDARD } from '../../lib/protocol/policy.js'
import type { Policy } from '../../lib/protocol/policy.js'
import type { Fixtures } from '../../lib/fixtures/types.js'
import { DEVICE_CODE } from '../support/device.js'
import { household } from '../support/household.js'
import { BASIC, NOW, SPA, START, VERIFIER, WEB, claimsOf } from '../support/realm.js'
import type { Answer } from '../support/realm.js'
import { scene } from '../support/twotimes.js'
import type { Make, Scene } from '../support/twotimes.js'

interface Row {
  /** Seconds. */
  readonly lives: number
  readonly make: Make
  readonly fixtures?: Fixtures
  /** The lifetime of the policy that it is. */
  readonly of?: keyof Policy['lifetimes']
}

const ok = ({ status }: Answer): boolean => status === 200
const LIVES = STANDARD.lifetimes
const forever = { lifetimes: { session: '30d' } } as const

async function tokensOf({ authorize, ask }: Scene, client_id: string): Promise<Record<string, string>> {
  const redirect_uri = SPA.redirect_uris[0]
  const challenge = { code_challenge: VERIFIER, code_challenge_method: 'plain' }
  const { told } = await authorize({ client_id, redirect_uri, scope: 'openid offline_access', ...challenge })
  const form = {
    grant_type: 'authorization_code',
    code: told!['code']!,
    redirect_uri,
    client_id,
    code_verifier: VERIFIER,
  }
  return (await ask('token', { form })).body
}

const VIRTUAL: Readonly<Record<string, Row>> = {
  'an authorization code': {
    ...{ lives: LIVES.code, of: 'code' },
    async make({ code, realm, redeem }) {
      const value = await code()
      // Tried on a copy, so that asking does not spend it.
      return async () => {
        const snapshot = realm.snapshot()
        const good = ok(await redeem(value))
        const moved = realm.clock.read()
        await realm.restore(snapshot)
        realm.clock.restore(moved)
        return good
      }
    },
  },
  'an access token at introspection': {
    ...{ lives: LIVES.access_token, of: 'access_token' },
    async make({ tokens, introspect }) {
      const { access_token } = await tokens()
      return async () => (await introspect(access_token as string)).body['active'] as boolean
    },
  },
  'an access token that is a JWT, at userinfo': {
    lives: LIVES.access_token,
    fixtures: { clients: [{ ...WEB, access_token: { format: 'jwt' } }] },
    async make({ tokens, userinfo }) {
      const { access_token } = await tokens()
      return async () => ok(await userinfo(access_token as string))
    },
  },
  'a refresh token': {
    ...{ lives: LIVES.refresh_token ?? 0, of: 'refresh_token' },
    async make({ tokens, introspect }) {
      const { refresh_token } = await tokens({ scope: 'openid offline_access' })
      return async () => (await introspect(refresh_token as string)).body['active'] as boolean
    },
  },
  'a refresh token that nobody uses': {
    lives: 7 * 86_400,
    async make(one) {
      const { refresh_token } = await tokensOf(one, 'idle')
      return async () => one.realm.server.records.alive((await one.realm.server.records.find(refresh_token!))!)
    },
  },
  'the grace of a replaced refresh token': {
    lives: 10,
    async make(one) {
      const { refresh_token } = await tokensOf(one, 'spa')
      const form = { grant_type: 'refresh_token', refresh_token: refresh_token!, client_id: 'spa' }
      await one.ask('token', { form })
      return async () => ok(await one.ask('token', { form }))
    },
  },
  'a device code': {
    ...{ lives: LIVES.device_code, of: 'device_code' },
    async make({ ask, token, advance }) {
      const { body } = await ask('device_authorization', { headers: { authorization: BASIC }, form: {} })
      const form = { grant_type: DEVICE_CODE, device_code: body['device_code'] as string }
      advance(0)
      return async () => (await token(form)).body['error'] !== 'expired_token'
    },
  },
  'a user code': {
    lives: LIVES.device_code,
    async make({ ask }) {
      const { body } = await ask('device_authorization', { headers: { authorization: BASIC }, form: {} })
      return async () => ok(await ask('device', { form: { user_code: body['user_code'] as string } }))
    },
  },
  'the interval in which a device must not poll': {
    lives: 5,
    async make({ ask, token, realm }) {
      const { body } = await ask('device_authorization', { headers: { authorization: BASIC }, form: {} })
      const form = { grant_type: DEVICE_CODE, device_code: body['device_code'] as string }
      await token(form)
      const snapshot = realm.snapshot()
      return async () => {
        const moved = realm.clock.read()
        await realm.restore(snapshot)
        realm.clock.restore(moved)
        return (await token(form)).body['error'] === 'slow_down'
      }
    },
  },
  'a pushed authorization request': {
    ...{ lives: LIVES.request_uri, of: 'request_uri' },
    fixtures: { login: 'form' },
    async make({ ask }) {
      const form = { response_type: 'code', redirect_uri: 'https://app.example/cb', state: 'x' }
      const { body } = await ask('pushed_authorization_request', { headers: { authorization: BASIC }, form })
      const query = { client_id: 'web', request_uri: body['request_uri'] as string }
      return async () => ok(await ask('authorization', { query }))
    },
  },
  'a browser session': {
    ...{ lives: LIVES.session, of: 'session' },
    async make({ authorize }) {
      const { cookies } = await authorize()
      return async () => (await authorize({ prompt: 'none' }, { cookies })).told?.['error'] === undefined
    },
  },
  'a login, against max_age': {
    lives: 100,
    fixtures: forever,
    async make({ authorize }) {
      const { cookies } = await authorize()
      return async () =>
        (await authorize({ prompt: 'none', max_age: '100' }, { cookies })).told?.['error'] === undefined
    },
  },
  'a login page': {
    lives: 600,
    fixtures: { login: 'form' },
    async make({ authorize, ask }) {
      const { interaction } = (await authorize()).page as { interaction: string }
      return async () => ok(await ask('login', { query: { interaction } }))
    },
  },
  'a client secret': {
    lives: 5000,
    async make({ token }) {
      const form = { grant_type: 'client_credentials', client_id: 'dying', client_secret: WEB.client_secret }
      return async () => ok(await token(form, { headers: {} }))
    },
  },
  'a nonce for DPoP proofs': {
    lives: 300,
    async make({ realm }) {
      const nonce = realm.server.nonces.current
      return async () => realm.server.nonces.judge(nonce) === 'good'
    },
  },
  'a key that was announced, until it signs': {
    lives: 300,
    async make({ realm }) {
      const { kid } = await realm.server.keys.rotate('RS256')
      return async () => realm.server.keys.list().find((key) => key.kid === kid)?.state === 'next'
    },
  },
  'a retired key, until it is no longer published': {
    lives: 86_400,
    async make({ realm }) {
      const { kid } = realm.server.keys.list()[0]!
      await realm.server.keys.rotate('RS256')
      await realm.server.keys.rotate('RS256')
      return async () => realm.server.keys.public_jwks.some((key) => key.kid === kid)
    },
  },
  'a fault for a while': {
    lives: 300,
    async make({ realm, token }) {
      realm.faults.arm('token=503@for:5m')
      return async () => (await token('grant_type=client_credentials')).status === 503
    },
  },
  'a fault until a date': {
    lives: 60,
    async make({ realm, token }) {
      realm.faults.arm('token=503@until:2030-01-01T00:01:00Z')
      return async () => (await token('grant_type=client_credentials')).status === 503
    },
  },
  'the time before a fault': {
    lives: 300,
    async make({ realm, token }) {
      realm.faults.arm('token=503@after:5m')
      return async () => ok(await token('grant_type=client_credentials'))
    },
  },
}

t.test('every lifetime of the policy is walked through; that of an ID Token is for clients to judge', async (t) => {
  const walked = Object.values(VIRTUAL).flatMap(({ of }) => of ?? [])
  t.same([...walked, 'id_token'].sort(), Object.keys(STANDARD.lifetimes).sort())
})

for (const [thing, { lives, make, fixtures }] of Object.entries(VIRTUAL)) {
  t.test(`${thing} goes by the clock of the realm`, async (t) => {
    const one = await scene(fixtures)
    const good = await make(one)
    one.wait(lives * 10)
    t.ok(await good(), 'real time does nothing')
    one.advance(lives - 1)
    t.ok(await good(), 'still good a second before its end')
    one.advance(1)
    t.notOk(await good(), 'over at its end')
  })
}

t.test('iat, exp and auth_time of what is issued are of the clock of the realm', async (t) => {
  const one = await scene()
  one.advance(1000)
  one.wait(50)
  const { id_token } = await one.tokens()
  t.match(claimsOf(id_token as string), { iat: NOW + 1000, auth_time: NOW + 1000, exp: NOW + 1000 + LIVES.id_token })
})

t.test('a journal entry has both times', async (t) => {
  const one = await scene()
  one.advance(1000)
  one.wait(50)
  t.match((await one.ask('jwks')).entry, { now: START + 1_000_000, at: START + 50_000 })
})

t.test('an answer tells the time of a clock that was moved, and none as long as it is the right time', async (t) => {
  let real = START
  const { app, realms } = await household(t, {}, { now: () => real })
  const told = async (url = '/jwks') => (await app.inject({ url })).headers['mock-oauth2-now']
  t.equal(await told(), undefined)
  real += 5000
  t.equal(await told(), undefined)
  realms.home.clock.advance(1000)
  t.equal(await told(), '2030-01-01T00:00:06.000Z')
  t.equal(await told('/realms/w1/jwks'), '2030-01-01T00:00:06.000Z', 'in realms that go with it, too')
  realms.home.clock.reset()
  t.equal(await told(), undefined)
})

t.test('the Date header is a fact of the wire', async (t) => {
  const { app } = await household(t, {}, { clock: '2100-01-01T00:00:00Z' })
  const { date } = (await app.inject({ url: '/jwks' })).headers
  t.ok(new Date(String(date)).getUTCFullYear() < 2100)
})
