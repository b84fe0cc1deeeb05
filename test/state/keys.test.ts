// OpenID Connect Core §10.1.1, RFC 7517: signing keys from their announcement to their end.

import { createPrivateKey } from 'node:crypto'
import * as jose from 'jose'
import t from 'tap'
import { furtherKey } from '../../lib/state/furtherkeys.js'
import { NOW, WEB, headerOf, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'
import type { Fixtures } from '../../lib/fixtures/types.js'

type Keys = NonNullable<Fixtures['keys']>

const setOf = async ({ ask }: Staged): Promise<jose.JSONWebKeySet> =>
  (await ask('jwks')).body as unknown as jose.JSONWebKeySet
const kidsOf = async (staged: Staged): Promise<readonly string[]> =>
  (await setOf(staged)).keys.map(({ kid = '' }) => kid)
const idToken = async (staged: Staged): Promise<string> => (await staged.tokens())['id_token'] as string

async function verifies(jwt: string, set: jose.JSONWebKeySet): Promise<boolean> {
  const keys = jose.createLocalJWKSet(set)
  return jose.jwtVerify(jwt, keys, { currentDate: new Date(NOW * 1000) }).then(
    () => true,
    () => false,
  )
}

const OLD = 'mock-oauth2-public-test-key-rs256'
const NEW = 'mock-oauth2-public-test-key-rs256-2'

t.test(
  'MD-10 an announced key is published before it signs, and signs when copies of the old set are out of date',
  async (t) => {
    const staged = await stage()
    const { keys } = staged.realm.server
    t.match(await keys.rotate('RS256'), { kid: NEW, state: 'next', published: true, signs_from: (NOW + 300) * 1000 })
    t.same(
      (await kidsOf(staged)).filter((kid) => kid.includes('rs256')),
      [OLD, NEW],
    )
    const before = await idToken(staged)
    t.equal(headerOf(before)['kid'], OLD)
    staged.advance(299)
    t.equal(headerOf(await idToken(staged))['kid'], OLD)
    staged.advance(1)
    const after = await idToken(staged)
    t.equal(headerOf(after)['kid'], NEW)
    for (const jwt of [before, after]) t.equal(await verifies(jwt, await setOf(staged)), true)
  },
)

t.test('MD-10 the set may be cached for as long as an announced key waits', async (t) => {
  const { headers } = await (await stage()).ask('jwks')
  t.equal(headers['cache-control'], 'public, max-age=300')
})

t.test('MD-10 the old key stays published for a day, and its tokens are taken here even longer', async (t) => {
  const staged = await stage({
    clients: [{ ...WEB, access_token: { format: 'jwt' }, lifetimes: { access_token: '30d' } }],
  })
  const { access_token } = await staged.tokens()
  await staged.realm.server.keys.rotate('RS256')
  staged.advance(300 + 86_399)
  t.ok((await kidsOf(staged)).includes(OLD))
  staged.advance(1)
  t.notOk((await kidsOf(staged)).includes(OLD))
  t.equal((await staged.userinfo(access_token as string)).status, 200)
  t.match(
    staged.realm.server.keys.list().find(({ kid }) => kid === OLD),
    { state: 'retired', published: false },
  )
})

t.test('a key that is announced twice signs at once', async (t) => {
  const staged = await stage()
  const { keys } = staged.realm.server
  await keys.rotate('RS256')
  t.match(await keys.rotate('RS256'), { kid: NEW, state: 'active' })
  t.equal(headerOf(await idToken(staged))['kid'], NEW)
  t.ok((await kidsOf(staged)).includes(OLD))
})

t.test('an unannounced key signs at once, and the old one is gone with all that it signed', async (t) => {
  const staged = await stage({ clients: [{ ...WEB, access_token: { format: 'jwt' } }] })
  const cached = await setOf(staged)
  const { id_token, access_token } = await staged.tokens()
  await staged.realm.server.keys.rotate('RS256', false)
  const jwt = await idToken(staged)
  t.equal(headerOf(jwt)['kid'], NEW)
  t.equal(await verifies(jwt, cached), false, 'a client has to fetch the keys again')
  t.equal(await verifies(jwt, await setOf(staged)), true)
  t.equal(await verifies(id_token as string, await setOf(staged)), false)
  t.match(await staged.userinfo(access_token as string), { status: 401, reason: 'token-bad-signature' })
})

for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA'] as const) {
  t.test(`${alg} keys rotate as often as wanted, to published test keys that say so`, async (t) => {
    const staged = await stage({ clients: [{ ...WEB, id_token_signed_response_alg: alg }] })
    for (const number of [2, 3, 4]) {
      await staged.realm.server.keys.rotate(alg, false)
      const jwt = await idToken(staged)
      t.match(headerOf(jwt), { alg, kid: `mock-oauth2-public-test-key-${alg.toLowerCase()}-${number}` })
      t.equal(await verifies(jwt, await setOf(staged)), true)
      t.equal((await kidsOf(staged)).length, 4)
    }
  })
}

t.test('beyond the pool an RSA key is made', async (t) => {
  t.match(await furtherKey('RS256', 5), { kty: 'RSA', kid: 'mock-oauth2-public-test-key-rs256-5', d: String })
})

t.test('further keys are sound, all different, and the same in every run', async (t) => {
  const seen = new Set<unknown>()
  for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
    for (const number of [2, 3, 4]) {
      const key = await furtherKey(alg, number)
      t.doesNotThrow(() => createPrivateKey({ key: key as never, format: 'jwk' }))
      t.same(await furtherKey(alg, number), key)
      seen.add(key.n ?? key.x)
    }
  }
  t.equal(seen.size, 12)
  t.equal((await furtherKey('EdDSA', 2)).x, 'jPHUGaXBYxLqvN1OB9sURboqJGVihegQ8HAzvNyHmJY')
})

t.test('an algorithm without a key cannot be rotated', async (t) => {
  const { keys } = (await stage()).realm.server
  await t.rejects(keys.rotate('ES512'), {
    name: 'RangeError',
    message: /no key signs ES512; there are keys for RS256, PS256, ES256, EdDSA/,
  })
})

t.test('a reset brings back the first keys', async (t) => {
  const staged = await stage()
  await staged.realm.server.keys.rotate('RS256', false)
  await staged.realm.reset()
  t.equal(headerOf(await idToken(staged))['kid'], OLD)
})

async function own(alg: string, more: object): Promise<Keys[number]> {
  const { privateKey } = await jose.generateKeyPair(alg, { extractable: true })
  return { ...(await jose.exportJWK(privateKey)), alg, ...more } as Keys[number]
}

t.test('own keys are next, active or retired as the fixture says, and next comes first at a rotation', async (t) => {
  const keys = [
    await own('ES256', { kid: 'was', state: 'retired' }),
    await own('ES256', { kid: 'is' }),
    await own('ES256', { kid: 'comes', state: 'next' }),
  ]
  const staged = await stage({ keys, policy: { signature: 'ES256' } })
  t.same(await kidsOf(staged), ['was', 'is', 'comes'])
  t.equal(headerOf(await idToken(staged))['kid'], 'is')
  t.match(await staged.realm.server.keys.rotate('ES256'), { kid: 'comes', state: 'active' })
  t.equal(headerOf(await idToken(staged))['kid'], 'comes')
  t.match(staged.realm.server.keys.list(), [{ state: 'retired' }, { state: 'retired' }, { state: 'active' }])
})

t.test('a decoy is published as it is and does nothing; the public test keys go on signing', async (t) => {
  const decoy = {
    ...(await own('RS256', { kid: OLD, state: 'decoy', use: 'enc' })),
    'x-note': 'a trap',
  } as Keys[number]
  const staged = await stage({ keys: [decoy] })
  const { keys } = await setOf(staged)
  t.equal(keys.length, 5)
  const { kty, n, e, alg } = decoy
  t.same(keys.at(-1), { kty, n, e, alg, kid: OLD, use: 'enc' })
  t.equal(await verifies(await idToken(staged), { keys: keys.slice(0, 4) }), true)
  t.match(staged.realm.server.keys.list().at(-1), { state: 'decoy' })
})

t.test('MD-09 no private member is published, whatever the state of a key', async (t) => {
  const keys = await Promise.all(
    (['active', 'next', 'retired', 'decoy'] as const).map((state) => own('PS256', { kid: state, state })),
  )
  const { keys: published } = await setOf(await stage({ keys }))
  t.equal(published.length, 4)
  for (const key of published)
    t.same(
      Object.keys(key).filter((name) => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'state'].includes(name)),
      [],
    )
})
