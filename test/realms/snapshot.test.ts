// Snapshot and restore: what worked before works after, what happened in between is undone.

import fc from 'fast-check'
import t from 'tap'
import { plain, revived } from '../../lib/protocol/plain.js'
import { ALICE, BOB, SPA, START, WEB, stage } from '../support/realm.js'
import type { Staged } from '../support/realm.js'
import { failureOf } from '../support/story.js'

const ROTATING = { ...WEB, refresh: { rotation: 'rotate' } } as const
const overWire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** Steps that change a realm in every way there is. */
const STEPS: Readonly<Record<string, (staged: Staged, kept: string[]) => Promise<unknown>>> = {
  authorize: async ({ code }, kept) => kept.push(await code()),
  redeem: async ({ redeem }, kept) => keep(kept, (await redeem(kept.at(-1) ?? 'x')).body),
  refresh: async ({ refresh }, kept) => keep(kept, (await refresh(kept.at(-1) ?? 'x')).body),
  revoke: ({ revoke }, kept) => revoke(kept[0] ?? 'x'),
  logout: ({ realm }) => realm.logout(undefined, { base: 'http://localhost:2884' }),
  rotate: ({ realm }) => realm.server.keys.rotate('RS256', false),
  register: ({ ask }) => {
    const body = Buffer.from(JSON.stringify({ redirect_uris: ['https://new.example/cb'] }))
    return ask('registration', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  },
  fault: async ({ realm }) => realm.faults.arm('token.refresh=503@every:2'),
  queue: async ({ realm }) => realm.login.queue({ user: 'bob' }),
  advance: async ({ advance }) => advance(300),
  freeze: async ({ realm }) => realm.clock.set(START + 9_000_000),
  push: ({ ask }) => ask('pushed_authorization_request', { form: { client_id: 'spa', response_type: 'code' } }),
  upload: async ({ realm }) => realm.drawer.add('/', 'new.txt', 'file'),
  configure: async ({ realm }) => realm.server.users.configure({ ...BOB, username: 'carol', sub: 'carol' }),
  mode: async ({ realm }) => (realm.server.login = { mode: 'deny' }),
  forget: async ({ realm }) => realm.server.records.clear(),
}

function keep(kept: string[], body: Record<string, unknown>): void {
  for (const name of ['access_token', 'refresh_token']) if (typeof body[name] === 'string') kept.push(body[name])
}

const staged = () => stage({ clients: [ROTATING, SPA], users: [ALICE, BOB], policy: { registration: 'open' } })

t.test('whatever happened before and after, a restored realm is the one that was saved', async (t) => {
  const steps = fc.array(fc.constantFrom(...Object.keys(STEPS)), { maxLength: 12 })
  const property = fc.asyncProperty(steps, steps, async (before, after) => {
    const one = await staged()
    const kept: string[] = []
    for (const step of before) await STEPS[step]!(one, kept)
    const snapshot = overWire(one.realm.snapshot())
    for (const step of after) await STEPS[step]!(one, [...kept])
    await one.realm.restore(overWire(snapshot))
    t.same(overWire(one.realm.snapshot()), snapshot)
  })
  await fc.assert(property, { numRuns: 60, seed: 5 })
})

t.test('what would have come comes again, byte for byte: seeded values go on from where they stood', async (t) => {
  const one = await staged()
  await one.tokens()
  const snapshot = one.realm.snapshot()
  const first = await one.tokens()
  await one.realm.restore(snapshot)
  t.same(await one.tokens(), first)
})

t.test('another realm can be given the state of one', async (t) => {
  const one = await staged()
  const { refresh_token, access_token } = await one.tokens({ scope: 'openid offline_access' })
  const other = await stage({ clients: [ROTATING], seed: 9 })
  await other.realm.restore(overWire(one.realm.snapshot()))
  t.match(await other.introspect(access_token), { body: { active: true } })
  t.equal((await other.refresh(refresh_token)).status, 200)
  t.equal((await one.refresh(refresh_token)).status, 200, 'the two share nothing')
})

t.test('a spent code stays spent, and one spent in between works again', async (t) => {
  const one = await staged()
  const [spent, fresh] = [await one.code(), await one.code()]
  await one.redeem(spent)
  const snapshot = one.realm.snapshot()
  t.equal((await one.redeem(fresh)).status, 200)
  await one.realm.restore(snapshot)
  t.match(await one.redeem(spent), { status: 400, reason: 'code-used' })
  t.equal((await one.redeem(fresh)).status, 200)
})

t.test('counts of faults go on where they stood', async (t) => {
  const one = await staged()
  one.realm.faults.arm('token.cc=503@2')
  const call = async () => (await one.token('grant_type=client_credentials')).status
  t.equal(await call(), 200)
  const snapshot = one.realm.snapshot()
  t.same([await call(), await call()], [503, 200])
  await one.realm.restore(snapshot)
  t.same([await call(), await call()], [503, 200])
  t.match(one.realm.faults.list(), [{ id: 'f1', matched: 3, fired: 1 }])
})

t.test('journal ids stay unique over a restore', async (t) => {
  const one = await staged()
  const snapshot = one.realm.snapshot()
  await one.tokens()
  await one.realm.restore(snapshot)
  await one.tokens()
  const ids = one.realm.journal.list().map(({ id }) => id)
  t.same(ids, [...new Set(ids)])
})

t.test('what is no snapshot is refused, and changes nothing', async (t) => {
  const one = await staged()
  const code = await one.code()
  const { state, ...rest } = overWire(one.realm.snapshot())
  const { records: _records, ...lacking } = state
  for (const odd of [
    undefined,
    null,
    {},
    { version: 2 },
    rest,
    { ...rest, state: null },
    { ...rest, state: lacking },
  ]) {
    t.match(await failureOf(one.realm.restore(odd as never)), { name: 'RangeError', message: /snapshot/ })
  }
  const rules = { $kind: 'map', value: [] }
  const broken = {
    ...rest,
    state: { ...state, faults: { last: 1, rules: [{ id: 'f1', text: 'nonsense', counts: rules }] } },
  }
  t.match(await failureOf(one.realm.restore(broken)), { name: 'RuleError' })
  t.equal((await one.redeem(code)).status, 200)
})

t.test('plain JSON and back is the same value', async (t) => {
  const leaf = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom(Infinity, -Infinity),
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('value')),
      fc.dictionary(fc.oneof(fc.constant('$kind'), fc.string()), tie('value')).map((one) => ({ ...one })),
      fc.array(fc.tuple(fc.string(), tie('value'))).map((pairs) => new Map(pairs)),
      fc.array(fc.string()).map((words) => new Set(words)),
      fc.uint8Array(),
    ),
  }))
  fc.assert(
    fc.property(value, (one) => t.strictSame(revived(overWire(plain(one))), one)),
    { numRuns: 200, seed: 1 },
  )
})
