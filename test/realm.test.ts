// One server on stage, as a whole.

import t from 'tap'
import { Clock } from '../lib/state/clock.js'
import { clockFrom } from '../lib/state/clockspec.js'
import { BASIC, START, VERIFIER, CHALLENGE, WEB, stage } from './support/realm.js'
import type { Answer } from './support/realm.js'
import { FORM, served } from './support/served.js'

/** A story through every endpoint. */
async function story(): Promise<readonly string[]> {
  const { authorize, redeem, refresh, userinfo, introspect, revoke, ask, advance } = await stage({
    clients: [{ ...WEB, access_token: { format: 'jwt' } }],
  })
  const answers: Answer[] = [await authorize({ code_challenge: CHALLENGE, code_challenge_method: 'S256', nonce: 'n' })]
  const say = (answer: Answer): Answer => (answers.push(answer), answer)
  const { body } = say(await redeem(answers[0]!.told!['code']!, { code_verifier: VERIFIER }))
  advance(10)
  say(await userinfo(body['access_token'] as string))
  say(await introspect(body['access_token'] as string))
  say(await refresh(body['refresh_token'] as string))
  say(await refresh(body['refresh_token'] as string))
  say(await revoke(body['access_token'] as string))
  for (const endpoint of ['metadata', 'jwks', 'index', 'health'] as const) say(await ask(endpoint))
  return answers.map(({ reply }) => JSON.stringify(reply))
}

t.test('with the same seed and a frozen clock two runs answer the same, byte for byte', async (t) => {
  const [first, second] = [await story(), await story()]
  t.ok(first.length === 11 && first.join('').includes('"id_token":"eyJ'))
  t.same(first, second)
})

t.test('reset brings fixtures, clock and journal back', async (t) => {
  const codes = [{ code: 'C', client_id: 'web', user: 'alice', scope: 'read' }]
  const { realm, redeem, advance } = await stage({ codes })
  await redeem('C', { redirect_uri: undefined })
  advance(3600)
  await realm.reset()
  t.equal(realm.clock.now(), START)
  t.same(realm.journal.list(), [])
  t.equal((await redeem('C', { redirect_uri: undefined })).status, 200)
})

t.test('reset brings every kind of clock back to how it started', async (t) => {
  const modes = { system: 'system', '+30d': 'offset', x60: 'scaled', frozen: 'frozen' } as const
  for (const [spec, mode] of Object.entries(modes)) {
    const { realm } = await stage({}, { clock: clockFrom(spec, () => START) })
    const { now, rate } = realm.clock.read()
    realm.clock.advance(5000)
    realm.clock.freeze()
    await realm.reset()
    t.match(realm.clock.read(), { now, rate, mode }, spec)
  }
})

t.test('reset ends sessions and pages that wait', async (t) => {
  const { realm, authorize } = await stage()
  const { cookies } = await authorize()
  await realm.reset()
  t.match(await authorize({ prompt: 'none' }, { cookies }), { told: { error: 'login_required' } })
})

t.test('every answer names its request', async (t) => {
  const { token, realm } = await stage()
  const { headers } = await token('')
  t.equal(headers['mock-oauth2-request-id'], 'r1')
  t.equal(realm.journal.find('r1')?.status, 400)
})

t.test('a realm below the root has its issuer, its endpoints and its explanations there', async (t) => {
  const shop = await stage({}, { id: 'shop', issuer: () => 'request' })
  const { body } = await shop.ask('metadata')
  t.match(body, {
    issuer: 'http://localhost:2884/realms/shop',
    token_endpoint: 'http://localhost:2884/realms/shop/token',
  })
  const { error_uri } = (await shop.token('')).body
  t.equal(error_uri, 'http://localhost:2884/realms/shop/_mock/why/r2')
  const app = await served(t, shop.realm)
  const headers = { ...FORM, authorization: BASIC }
  const reply = await app.inject({
    method: 'POST',
    url: '/realms/shop/token',
    headers,
    payload: 'grant_type=client_credentials',
  })
  t.equal(reply.statusCode, 200)
  t.equal((await app.inject({ url: '/.well-known/oauth-authorization-server/realms/shop' })).statusCode, 200)
})

t.test('a bug of ours is a server_error that the journal explains', async (t) => {
  const { realm, token } = await stage()
  realm.server.records.find = () => Promise.reject(new Error('the store is gone'))
  const { status, body, entry } = await token({ grant_type: 'refresh_token', refresh_token: 'x' })
  t.match({ status, error: body['error'] }, { status: 500, error: 'server_error' })
  t.notMatch(JSON.stringify(body), /store is gone|\.ts/)
  t.match(entry.diagnosis?.received, /the store is gone/)
})

t.test('the clock of a realm is the system clock unless one is given', async (t) => {
  const { realm } = await stage({}, { clock: new Clock(() => 42) })
  t.equal(realm.clock.now(), 42)
})
