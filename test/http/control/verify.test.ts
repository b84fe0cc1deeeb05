// Verify and wait: what counts, what does not and why, in which order, and how long somebody waits.

import t from 'tap'
import { asking } from './asking.js'

const CC = { grant_type: 'client_credentials' }

t.test('requests are counted by selector', async (t) => {
  const { ask, token } = await asking(t)
  await token(CC)
  await token(CC, 'wrong')
  for (const [match, count] of [
    ['token=2', 2],
    ['token.cc+client:web=1..', 2],
    ['token+status:4xx=1', 1],
    ['token+status:200=..1', 1],
    ['userinfo=0', 0],
    ['token=1..3', 2],
  ] as const)
    t.match(await ask('POST /journal/verify', { match }), { status: 200, body: { satisfied: true, count } }, match)
})

t.test('the count may stand apart', async (t) => {
  const { ask, token } = await asking(t)
  await token(CC)
  t.equal((await ask('POST /journal/verify', { match: 'token', count: 1 })).status, 200)
  t.equal((await ask('POST /journal/verify', { match: 'token', count: '2..' })).status, 409)
  t.match((await ask('POST /journal/verify', { match: 'token=1', count: 1 })).body, { detail: /has a count already/ })
})

t.test('what came nearest is told with why it did not count', async (t) => {
  const { ask, token, provider } = await asking(t)
  await token(CC)
  await fetch(`${provider.url}/jwks`)
  const { status, body } = await ask('POST /journal/verify', { match: 'token.cc+client:wbe' })
  t.equal(status, 409)
  t.match(body, { code: 'verify-failed', title: 'saw 0 of at least 1: token.cc+client:wbe', count: 0 })
  t.strictSame(body.nearest, [{ id: 'r1', why: 'client was "web", not "wbe"' }])
  t.match(body.detail, /nearest: r1 client was "web", not "wbe"/)
})

for (const [match, why] of [
  ['token.refresh', 'was token.cc, not token.refresh'],
  ['token+status:4xx', 'status was 200, not 4xx'],
  ['token+user:alice', 'had no user, not "alice"'],
  ['token+scope:email', 'had no scope, not "email"'],
  ['token+tag:t1', 'had no tag, not "t1"'],
  ['token+param.audience:x', 'had no parameter audience, not "x"'],
  ['token+auth:none', 'auth was "client_secret_basic", not "none"'],
  ['token.refresh+client:spa', 'was token.cc, not token.refresh, client was "web", not "spa"'],
  ['userinfo', 'was at token, not userinfo'],
  ['refresh_token', 'carried no refresh_token'],
] as const) {
  t.test(`a request that is not ${match}: ${why}`, async (t) => {
    const { ask, token } = await asking(t)
    await token(CC)
    t.strictSame((await ask('POST /journal/verify', { match })).body.nearest, [{ id: 'r1', why }])
  })
}

t.test('one too many is named', async (t) => {
  const { ask, token } = await asking(t)
  await token(CC)
  await token(CC)
  t.strictSame((await ask('POST /journal/verify', { match: 'token=1' })).body.nearest, [
    { id: 'r2', why: 'POST /token is one too many' },
  ])
})

t.test('steps are found in their order, with others in between', async (t) => {
  const { ask, token, provider } = await asking(t)
  await fetch(`${provider.url}/.well-known/openid-configuration`)
  await token(CC, 'wrong')
  await token(CC)
  const { status, body } = await ask('POST /journal/verify', { flow: ['discovery', 'token.cc+status:200'] })
  t.equal(status, 200)
  t.strictSame(
    body.entries.map(({ id }: { id: string }) => id),
    ['r1', 'r3'],
  )
})

t.test('a step out of turn is told', async (t) => {
  const { ask, token, provider } = await asking(t)
  await token(CC)
  await fetch(`${provider.url}/jwks`)
  const { body } = await ask('POST /journal/verify', { flow: ['jwks', 'token.cc'] })
  t.match(body, {
    title: 'saw 1 of 2 steps: no token.cc after jwks (r2)',
    nearest: [{ id: 'r1', why: 'came before r2' }],
  })
})

t.test('a strict flow takes no strangers', async (t) => {
  const { ask, token, provider } = await asking(t)
  await token(CC)
  t.equal((await ask('POST /journal/verify', { flow: ['token.cc'], strict: true })).status, 200)
  await fetch(`${provider.url}/jwks`)
  t.match(await ask('POST /journal/verify', { flow: ['token.cc'], strict: true }), {
    status: 409,
    body: { nearest: [{ id: 'r2', why: 'GET /jwks was not asked for' }] },
  })
})

t.test('waiting ends with the request that was wanted', async (t) => {
  const { ask, token } = await asking(t)
  const waiting = ask('POST /journal/wait', { match: 'token.cc', count: '2..', timeout: '20s' })
  await token(CC)
  await token(CC)
  t.match(await waiting, { status: 200, body: { satisfied: true, count: 2 } })
})

t.test('waiting ends at once when too many have come', async (t) => {
  const { ask, token } = await asking(t)
  await token(CC)
  await token(CC)
  t.match(await ask('POST /journal/wait', { match: 'token=1', timeout: '9m' }), { status: 409, body: { count: 2 } })
})

t.test('when the time is over, near misses are told', async (t) => {
  const { ask, token } = await asking(t)
  await token(CC)
  t.match(await ask('POST /journal/wait', { match: 'token+client:spa', timeout: '50ms' }), {
    status: 409,
    body: {
      code: 'wait-timeout',
      title: 'saw 0 of at least 1: token+client:spa, in 50ms',
      nearest: [{ id: 'r1', why: 'client was "web", not "spa"' }],
    },
  })
})

t.test('nobody waits for longer than ten minutes', async (t) => {
  const { ask } = await asking(t)
  t.match(await ask('POST /journal/wait', { match: 'token', timeout: '1h' }), { status: 400, body: { detail: /10m/ } })
})

t.test('nobody goes on waiting for a client that has gone', async (t) => {
  const { provider } = await asking(t)
  const { journal } = provider.home
  const subscribe = journal.subscribe.bind(journal)
  const leaving = new AbortController()
  const ended = new Promise<void>((resolve) => {
    journal.subscribe = (listener) => {
      const unsubscribe = subscribe(listener)
      leaving.abort()
      return () => (resolve(), unsubscribe())
    }
  })
  const { signal } = leaving
  const body = JSON.stringify({ match: 'token', timeout: '9m' })
  const headers = { 'content-type': 'application/json' }
  const asked = fetch(`${provider.control}/journal/wait`, { method: 'POST', body, headers, signal })
  await t.rejects(asked, { name: 'AbortError' })
  await ended
})

t.test('a provider that closes answers whoever waits', async (t) => {
  const { ask, provider } = await asking(t)
  const { journal } = provider.home
  const subscribe = journal.subscribe.bind(journal)
  const arrived = new Promise<void>((resolve) => {
    journal.subscribe = (listener) => (resolve(), subscribe(listener))
  })
  const waiting = ask('POST /journal/wait', { match: 'token', timeout: '5m' })
  await arrived
  await provider.close()
  t.match(await waiting, { status: 503, body: { detail: /closed while it waited: saw 0 of at least 1/ } })
})

for (const [body, detail] of [
  [{}, /the body is empty/],
  [{ count: 1 }, /either match or flow/],
  [{ match: 'tokn' }, /"tokn" is not an endpoint/],
  [{ match: 'token', count: 'many' }, /'many' is not a count; write 0, 1, 1\.\., \.\.2 or 1\.\.3/],
  [{ match: 'token=3..1' }, /'3\.\.1' is not a count/],
  [{ flow: [] }, /flow has no steps/],
  [{ match: 'token', since: 'yesterday' }, /'yesterday' is not a time/],
] as const) {
  t.test(`a question that cannot be read is told: ${JSON.stringify(body)}`, async (t) => {
    const { ask } = await asking(t)
    t.match(await ask('POST /journal/verify', body), { status: 400, body: { detail } })
  })
}

t.test('a question may be limited to a tag, and to what came since', async (t) => {
  const { ask, token, provider } = await asking(t)
  await token(CC)
  const headers = { 'mock-oauth2-tag': 't1' }
  await fetch(`${provider.url}/jwks`, { headers })
  t.match((await ask('POST /journal/verify', { match: 'any', tag: 't1' })).body, { count: 1, entries: [{ id: 'r2' }] })
  t.match((await ask('POST /journal/verify', { match: 'any', since: 'r1' })).body, { count: 1 })
})
