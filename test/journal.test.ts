// What the journal keeps, and for how long.

import t from 'tap'
import { Parameters } from '../lib/protocol/parameters.js'
import { Journal } from '../lib/journal/journal.js'
import type { Entry } from '../lib/journal/journal.js'
import { BASIC, NOW, START, stage } from './support/realm.js'

t.test('an entry tells who asked what, how it was understood and what was answered', async (t) => {
  const { token } = await stage()
  const { entry } = await token('grant_type=client_credentials&scope=read')
  t.match(entry, {
    id: 'r1',
    now: START,
    endpoint: 'token',
    method: 'POST',
    status: 200,
    client_id: 'web',
    grant_type: 'client_credentials',
    scope: 'read',
    checks: [/client 'web' authenticated by client_secret_basic/],
    warnings: [],
    faults: [],
  })
  t.notOk('reason' in entry || 'error' in entry)
})

t.test('a refusal has its code, its reason and the checks that held before', async (t) => {
  const { code, redeem, advance } = await stage()
  const value = await code()
  advance(600)
  const { entry } = await redeem(value)
  t.match(entry, {
    now: START + 600_000,
    status: 400,
    error: 'invalid_grant',
    reason: 'code-expired',
    checks: [/authenticated/],
  })
})

t.test('refusals that are redirected or shown have their code too', async (t) => {
  const { authorize } = await stage()
  t.match((await authorize({ scope: 'nope' })).entry, { status: 302, error: 'invalid_scope' })
  t.match((await authorize({ client_id: 'nobody' })).entry, {
    status: 400,
    error: 'invalid_request',
    client_id: 'nobody',
  })
})

t.test('whom a request is about is known as soon as a user is', async (t) => {
  const { authorize, tokens, userinfo } = await stage()
  t.equal((await authorize()).entry.user, 'alice')
  t.equal((await userinfo((await tokens())['access_token'] as string)).entry.user, 'alice')
})

t.test('a listener hears of every entry until it leaves', async (t) => {
  const { realm, token } = await stage()
  const heard: string[] = []
  const leave = realm.journal.subscribe(({ id }) => heard.push(id))
  await token('')
  leave()
  await token('')
  t.same(heard, ['r1'])
})

const entry = (id: number, size = 0): Entry => ({
  id: `r${id}`,
  realm: '',
  flow: `r${id}`,
  at: 0,
  now: NOW,
  duration: 0,
  endpoint: 'token',
  method: 'POST',
  url: '/token',
  status: 200,
  checks: [],
  warnings: [],
  faults: [],
  fired: [],
  received: { body: new Uint8Array(), form: Parameters.of({ code: 'x'.repeat(size) }) } as never,
})

t.test('the journal is bounded, the oldest entries go first', async (t) => {
  const journal = new Journal()
  for (let i = 1; i <= 20_000; i += 1) journal.record(entry(i))
  t.ok(journal.list().length <= 5_500, String(journal.list().length))
  t.equal(journal.find('r1'), undefined)
  t.equal(journal.list().at(-1)?.id, 'r20000')
})

t.test('large bodies are bounded in all', async (t) => {
  const journal = new Journal()
  for (let i = 1; i <= 40; i += 1) journal.record(entry(i, 4 * 1024 * 1024))
  t.equal(journal.list().length, 15)
  journal.clear()
  for (let i = 1; i <= 15; i += 1) journal.record(entry(i, 4 * 1024 * 1024))
  t.equal(journal.list().length, 15, 'and clearing starts anew')
})

t.test('no refusal tells a secret, a password or a token', async (t) => {
  const tokens = [
    { access_token: 'AT-secret-1', refresh_token: 'RT-secret-1', client_id: 'web', user: 'alice', scope: 'read' },
  ]
  const codes = [{ code: 'CODE-secret-1', client_id: 'web', user: 'alice', scope: 'read' }]
  const { token, userinfo, redeem, refresh, revoke, ask } = await stage({ tokens, codes })
  const basic = { headers: { authorization: BASIC } }
  const answers = [
    await token({ grant_type: 'client_credentials', client_id: 'web', client_secret: 's3cret ' }, { headers: {} }),
    await token({ grant_type: 'client_credentials', client_id: 'web', client_secret: 's3cret' }, basic),
    await token({ grant_type: 's3cret' }),
    await redeem('AT-secret-1'),
    await redeem('RT-secret-1'),
    await redeem('CODE-secret-1', { redirect_uri: 'https://x.example/' }),
    await refresh('AT-secret-1'),
    await refresh('RT-secret-1', { scope: 'email' }),
    await userinfo('RT-secret-1'),
    await userinfo('AT-secret-1'),
    await revoke(''),
    await ask('userinfo', { query: { access_token: 'AT-secret-1' } }),
    await token('grant_type=refresh_token&refresh_token=RT-secret-1&refresh_token=RT-secret-1'),
    await token('grant_type=refresh_token&refresh_token=RT-secret-1%zz'),
  ]
  for (const { status, body, headers } of answers) {
    t.ok(status >= 400)
    const told = JSON.stringify([body, headers])
    t.notMatch(told, /(AT|RT|CODE)-secret-1/)
    if (!told.includes('grant_type')) t.notMatch(told, 's3cret')
  }
})
