// Realms: made by the control API, by fixtures or by being asked for; isolated, bounded, and gone when nobody asks.

import t from 'tap'
import { RealmsError } from '../../lib/realms/realms.js'
import { NOW } from '../support/realm.js'
import { ISSUER, household } from '../support/household.js'
import { failureOf } from '../support/story.js'

const WEB = { client_id: 'web', client_secret: 's', grant_types: ['client_credentials', 'refresh_token'] } as const
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const cc = (client_id: string) => `grant_type=client_credentials&client_id=${client_id}&client_secret=s`
const MINUTE = 60_000

t.test('a realm is there as soon as somebody asks for it', async (t) => {
  const { app, realms } = await household(t)
  const metadata = await app.inject({ url: '/realms/w1/.well-known/openid-configuration' })
  t.match(metadata.json(), { issuer: `${ISSUER}/realms/w1`, token_endpoint: `${ISSUER}/realms/w1/token` })
  t.match(realms.read('w1'), { made_by: 'request' })
  t.equal((await app.inject({ url: '/.well-known/oauth-authorization-server/realms/w2' })).statusCode, 200)
  t.ok(await realms.open('w3'))
})

t.test('nothing is made for a path that no realm has, nor where realms are not made by request', async (t) => {
  const { app, realms } = await household(t)
  t.match((await app.inject({ url: '/realms/w1/nope' })).json(), { error_description: /no realm 'w1'/ })
  const strict = await household(t, {}, { byRequest: false })
  t.match((await strict.app.inject({ url: '/realms/w1/jwks' })).json(), { error_description: /no realm 'w1'/ })
  t.same([realms.list().length, strict.realms.list().length], [1, 1])
})

t.test('a path below /realms/ that the default realm was given stays its own', async (t) => {
  const { app, realms } = await household(t, { paths: { '/realms/demo/jwks': 'jwks' } })
  t.equal((await app.inject({ url: '/realms/demo/jwks' })).statusCode, 200)
  t.notOk(realms.get('demo'))
})

t.test('an id is part of a URL', async (t) => {
  const { app, realms } = await household(t)
  for (const id of ['', '..', 'a b', 'a/b', 'ä', 'x'.repeat(101)]) {
    const error = await failureOf(realms.create({ id }))
    t.match(error, { name: 'RealmsError', code: 'id', hint: /letters, digits/ }, id)
  }
  const reply = await app.inject({ url: '/realms/a%20b/jwks' })
  t.match([reply.statusCode, reply.json()], [404, { error_description: /'a b' is no id/ }])
})

t.test('an id is taken once, and drawn where none is given', async (t) => {
  const { realms } = await household(t)
  await realms.create({ id: 'a' })
  t.match(await failureOf(realms.create({ id: 'a' })), { code: 'exists', message: /'a' already/ })
  const [one, other] = [await realms.create(), await realms.create()]
  t.match(one.id, /^[a-z0-9]{10}$/)
  t.not(one.id, other.id)
})

t.test('a realm lies over the base fixtures as one file over another', async (t) => {
  const { realms } = await household(t, { clients: [WEB], users: [{ username: 'alice' }], faults: ['token=503'] })
  const fixtures = {
    clients: [{ client_id: 'web', client_secret: 'other' }, { client_id: 'spa' }],
    users: [{ username: 'alice', $remove: true } as never, { username: 'carol' }],
    lifetimes: { access_token: '5m' },
  }
  const realm = await realms.create({ fixtures, faults: ['jwks=empty'] })
  t.match(realm.server.clients.find('web'), { client_secret: 'other', grant_types: WEB.grant_types })
  t.ok(realm.server.clients.find('spa'))
  t.same(
    realm.server.users.list().map(({ username }) => username),
    ['carol'],
  )
  t.equal(realm.policy.lifetimes.access_token, 300)
  t.same(
    realm.faults.list().map(({ rule }) => rule),
    ['token=503', 'jwks=empty'],
  )
  t.match(realms.home.server.clients.find('web'), { client_secret: 's' })
})

t.test('mistakes in what a realm is to be made of leave nothing behind', async (t) => {
  const { realms } = await household(t, { clients: [WEB] })
  const mistakes: readonly (readonly [object, object])[] = [
    [{ fixtures: { clients: [{ client_idd: 'x' }] } }, { name: 'FixturesError' }],
    [{ fixtures: { tokens: [{ refresh_token: 'r', client_id: 'nobody' }] } }, { message: /nobody/ }],
    [{ faults: ['tokn=503'] }, { name: 'RuleError' }],
    [{ clock: 'noon' }, { name: 'RangeError', message: /'noon' is not a clock/ }],
    [{ ttl: 'long' }, { name: 'RangeError', message: /"long" is not a duration/ }],
  ]
  for (const [spec, error] of mistakes) t.match(await failureOf(realms.create({ id: 'x', ...spec })), error)
  t.equal(realms.list().length, 1)
})

t.test('fixtures name realms, which stay', async (t) => {
  let now = NOW * 1000
  const list = [{ id: 'tenant-b', fixtures: { users: [{ username: 'carol' }] }, clock: '+30d', seed: 7 }]
  const { realms } = await household(t, { seed: 1, realms: list }, { now: () => now })
  const realm = realms.get('tenant-b')!
  t.match(realm.clock.read(), { mode: 'offset', offset: 30 * 24 * 60 * MINUTE })
  t.equal(realm.server.entropy.seed, 7)
  now += 1000 * MINUTE
  realms.sweep()
  t.match(realms.read('tenant-b'), { made_by: 'fixtures', expires_at: undefined })
})

t.test('realms of one seed issue different codes, the same in every run', async (t) => {
  const drawn = async (): Promise<readonly string[]> => {
    const { realms } = await household(t, { seed: 42 })
    const all = [realms.home, (await realms.open('a'))!, (await realms.open('b'))!]
    return all.map(({ server }) => server.handle())
  }
  const [first, second] = [await drawn(), await drawn()]
  t.same(first, second)
  t.equal(new Set(first).size, 3)
})

t.test('a token of one realm is unknown in every other', async (t) => {
  const { app } = await household(t, { clients: [{ ...WEB, access_token: { format: 'opaque' } }] })
  const grant = await app.inject({ method: 'POST', url: '/realms/a/token', headers: FORM, payload: cc('web') })
  const { access_token } = grant.json<{ access_token: string }>()
  const active = async (at: string): Promise<boolean> => {
    const payload = `token=${access_token}&client_id=web&client_secret=s`
    const reply = await app.inject({ method: 'POST', url: `${at}/introspect`, headers: FORM, payload })
    return reply.json<{ active: boolean }>().active
  }
  t.same([await active('/realms/a'), await active('/realms/b'), await active('')], [true, false, false])
})

t.test('keys are shared unless a realm asks for its own', async (t) => {
  const { realms } = await household(t)
  const [shared, own] = [await realms.create({}), await realms.create({ keys: 'own', id: 'x' })]
  const kids = ({ server }: typeof own) => server.keys.list().map(({ kid }) => kid)
  t.same(kids(shared), kids(realms.home))
  t.notOk(kids(own).some((kid) => kids(shared).includes(kid)))
  t.same(own.server.keys.algorithms, shared.server.keys.algorithms)
  const draft = { alg: 'RS256', header: {}, claims: { sub: 'alice' } }
  const jwt = await own.server.keys.sign(draft)
  t.match(await own.server.keys.verify(jwt), { claims: { sub: 'alice' } })
  t.notOk(await shared.server.keys.verify(jwt))
})

t.test('a rotation in one realm leaves shared keys elsewhere alone', async (t) => {
  const { realms } = await household(t)
  const realm = await realms.create()
  const before = realms.home.server.keys.list()
  await realm.server.keys.rotate('RS256', false)
  t.same(realms.home.server.keys.list(), before)
})

t.test('the clock of a realm goes with the default one until it is moved', async (t) => {
  const { realms } = await household(t, {}, { clock: 'frozen:2030-01-01T00:00:00Z' })
  const [touched, calm] = [await realms.create(), await realms.create()]
  touched.clock.advance(1000)
  realms.home.clock.advance(MINUTE)
  t.same(
    [touched, calm].map(({ clock }) => clock.now()),
    [NOW * 1000 + 1000, NOW * 1000 + MINUTE],
  )
  t.match(calm.clock.read(), { mode: 'frozen', inherited: true })
  t.notOk('inherited' in touched.clock.read())
  await touched.reset()
  t.equal(touched.clock.now(), NOW * 1000 + MINUTE)
})

t.test('a realm that nobody asks goes after 30 minutes, or after its ttl', async (t) => {
  let now = NOW * 1000
  const { realms, app } = await household(t, {}, { now: () => now })
  await realms.create({ id: 'short', ttl: '10m' })
  await realms.create({ id: 'stays', ttl: 'never' })
  await realms.create({ id: 'used' })
  await realms.create({ id: 'idle' })
  t.equal(realms.read('short')?.expires_at, now + 10 * MINUTE)
  const passes = (minutes: number): readonly string[] => {
    now += minutes * MINUTE
    realms.sweep()
    return realms.list().map(({ id }) => id)
  }
  t.same(passes(10), ['', 'stays', 'used', 'idle'])
  await app.inject({ url: '/realms/used/jwks' })
  t.same(passes(20), ['', 'stays', 'used'])
  t.same(passes(10), ['', 'stays'])
})

t.test('a moved clock does not drop realms: idleness is real time', async (t) => {
  const { realms } = await household(t, {}, { now: () => NOW * 1000 })
  const realm = await realms.create()
  for (const { clock } of [realm, realms.home]) clock.advance(60 * MINUTE)
  realms.sweep()
  t.equal(realms.list().length, 2)
})

t.test('the bound on realms is told to whoever meets it, and to the journal', async (t) => {
  let now = NOW * 1000
  const { app, realms } = await household(t, { server: { realms: 2 } }, { most: 2, now: () => now })
  await realms.create({ id: 'a' })
  const request = (id: string) => app.inject({ url: `/realms/${id}/jwks` })
  t.equal((await request('b')).statusCode, 200)
  const refused = await request('c')
  t.match(
    [refused.statusCode, refused.json()],
    [503, { error: 'temporarily_unavailable', error_description: /2 realms/ }],
  )
  t.match(realms.home.journal.list().at(-1), {
    endpoint: 'nowhere',
    status: 503,
    reason: 'realm-limit',
    url: '/realms/c/jwks',
  })
  const error = await failureOf(realms.create({ id: 'c' }))
  t.ok(error instanceof RealmsError)
  t.match(error, { code: 'limit', hint: /server: \{ realms: 5000 \}/ })
  await realms.delete('a')
  t.equal((await request('c')).statusCode, 200)
  now += 31 * MINUTE
  t.equal((await request('d')).statusCode, 200, 'idle ones make room at once')
})

t.test('a deleted realm is gone with all that it knew', async (t) => {
  const { app, realms } = await household(t, { clients: [WEB] })
  const realm = await realms.create({ id: 'a' })
  await app.inject({ method: 'POST', url: '/realms/a/token', headers: FORM, payload: cc('web') })
  t.equal(realm.journal.list().length, 1)
  t.ok(await realms.delete('a'))
  t.notOk(await realms.delete('a'))
  await app.inject({ url: '/realms/a/jwks' })
  t.same(
    realms
      .get('a')
      ?.journal.list()
      .map(({ id, realm: of }) => [id, of]),
    [['r1', 'a']],
  )
})

t.test('a client of another realm is recognised in the refusal', async (t) => {
  const { app, realms } = await household(t, { clients: [WEB] })
  await realms.create({ id: 'shop', fixtures: { clients: [{ ...WEB, client_id: 'shop-web' }] } })
  await app.inject({ method: 'POST', url: '/token', headers: FORM, payload: cc('shop-web') })
  t.match(realms.home.journal.list().at(-1)?.hint, /shop/)
})

t.test(
  'realms that are too heavy together lose the older half of their journals, and the journal of the default one says so',
  async (t) => {
    const { app, realms } = await household(t)
    const realm = (await realms.open('a'))!
    for (let i = 0; i < 4; i += 1) await app.inject({ url: '/realms/a/jwks' })
    const { length } = realm.journal.list()
    Object.defineProperty(realm.drawer, 'weight', { value: 2 ** 30 })
    t.match(await failureOf(realms.create({ id: 'b' })), { code: 'memory', message: /more than 1 GiB/ })
    realms.sweep()
    t.equal(realm.journal.list().length, length / 2)
    t.match(realms.home.journal.list().at(-1), { reason: 'realm-memory', hint: /1 realms take more than 1 GiB/ })
  },
)
