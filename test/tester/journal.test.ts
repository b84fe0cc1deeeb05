// Journal, verification and explanations through the library.

import t from 'tap'
import { VerificationError } from '../../lib/index.js'
import { failureOf, provided } from '../support/story.js'
import { ALL, TAGGED, WHOLE, asked, each, loggedIn, own, refreshed } from '../support/testers.js'

each(t, ALL, 'the journal lists what was asked, with times as numbers', async (t, held) => {
  await own(held)
  const [entry] = await held.provider.journal.list()
  t.match(entry, { method: 'POST', endpoint: 'token', status: 200, client_id: 'web', at: Number, now: Number })
  t.ok(Math.abs(entry!.at - Date.now()) < 60_000)
})

each(t, ALL, 'a selector picks among them', async (t, held) => {
  const { refresh_token } = await loggedIn(held)
  await refreshed(held, refresh_token)
  t.match(await held.provider.journal.list('token.refresh'), [{ grant_type: 'refresh_token' }])
  t.equal((await held.provider.journal.list('token')).length, 2)
  t.match(await failureOf(held.provider.journal.list('tokn')), { status: 400, message: /did you mean "token"/ })
})

each(t, ALL, 'wait resolves when the request has come', async (t, held) => {
  const waiting = held.provider.journal.wait('token.cc', { count: 2 })
  await own(held)
  await own(held)
  t.equal((await waiting).length, 2)
})

each(t, ALL, 'wait gives up with the story', async (t, held) => {
  const error = await failureOf(held.provider.journal.wait('token.refresh', { timeout: '20ms' }))
  t.ok(error instanceof VerificationError)
  t.match(error.message, /token\.refresh/)
})

each(t, ALL, 'HAR and NDJSON hold the same exchanges', async (t, held) => {
  await own(held)
  t.match(await held.provider.journal.har(), { log: { version: '1.2', entries: [{ request: { method: 'POST' } }] } })
  const lines = (await held.provider.journal.ndjson()).trim().split('\n')
  t.match(
    lines.map((line) => JSON.parse(line) as unknown),
    [{ endpoint: 'token' }],
  )
})

each(t, ALL, 'clear forgets', async (t, held) => {
  await own(held)
  await held.provider.journal.clear()
  t.strictSame(await held.provider.journal.list(), [])
})

each(t, ALL, 'verify passes when the count is right', async (t, held) => {
  await own(held)
  for (const count of [1, '1', '1..', '..2', '1..3', undefined] as const)
    await t.resolves(held.provider.verify('token.cc', count))
  await t.resolves(held.provider.verify('token.refresh', 0))
})

each(t, ALL, 'verify fails as an assertion that tells what was seen', async (t, held) => {
  await own(held)
  await own(held)
  const error = await failureOf(held.provider.verify('token.cc', 1))
  t.ok(error instanceof VerificationError)
  t.match(error, { name: 'AssertionError', code: 'ERR_ASSERTION', message: /token\.cc.*2/s })
  t.notMatch(error.message, /\n\s+at /)
})

each(t, ALL, 'verify names what came nearest and why it did not count', async (t, held) => {
  await own(held)
  const error = await failureOf(held.provider.verify('token.cc+client:wbe'))
  t.match(error.nearest, [{ id: /^r\d+$/, why: /web/ }])
  t.match(error.message, error.nearest[0].id)
})

each(t, ALL, 'expectFlow wants an order', async (t, held) => {
  const { refresh_token } = await loggedIn(held)
  await refreshed(held, refresh_token)
  await t.resolves(held.provider.expectFlow(['authorize', 'token.code', 'token.refresh']))
  await t.resolves(held.provider.expectFlow(['authorize', 'token.refresh']))
  for (const [steps, strict] of [
    [['token.refresh', 'token.code'], false],
    [['authorize', 'token.refresh'], true],
  ] as const)
    t.ok((await failureOf(held.provider.expectFlow(steps, { strict }))) instanceof VerificationError)
})

each(t, ALL, 'explain says why, in members and in words', async (t, held) => {
  await asked(held, { grant_type: 'authorization_code', code: 'NEVER', redirect_uri: 'http://localhost:3000/callback' })
  const [entry] = await held.provider.journal.list()
  const told = await held.provider.explain(entry!.id)
  t.match(told, { id: entry!.id, status: 400, error: 'invalid_grant', diagnosis: { reason: 'code-unknown' } })
  t.match(told.text, /POST \S*\/token → 400 invalid_grant/)
  t.match(await failureOf(held.provider.explain('r999')), { status: 404, message: /r999/ })
})

each(t, ALL, 'the latest flow is drawn', async (t, held) => {
  await loggedIn(held)
  const drawn = await held.provider.diagram()
  t.match(drawn, /^sequenceDiagram/)
  t.match(drawn, /token/)
  const [entry] = await held.provider.journal.list()
  t.match(await held.provider.diagram(entry!.flow), /^sequenceDiagram/)
})

each(t, WHOLE, 'lint, reports and verdicts are lists', async (t, held) => {
  await own(held)
  await asked(held, { grant_type: 'client_credentials', scope: 'nonsense' })
  t.ok(Array.isArray(await held.provider.lint()))
  t.ok(Array.isArray(await held.provider.verdicts()))
  t.match(await held.provider.reports(), { unexpected: Array, unmatched: Array })
})

each(t, TAGGED, 'a tag sees its own traffic only', async (t, held) => {
  const { refresh_token } = await loggedIn(held)
  await loggedIn({ ...held, headers: {} })
  await refreshed({ ...held, headers: {} }, refresh_token) // the application knows nothing of tags
  t.strictSame(
    (await held.provider.journal.list()).map(({ endpoint, grant_type }) => grant_type ?? endpoint),
    ['authorization', 'authorization_code', 'refresh_token'],
  )
  await held.provider.verify('token.code', 1)
  await held.provider.journal.clear()
  t.strictSame(await held.provider.journal.list(), [])
})

t.test('clearing a tag leaves what others did', async (t) => {
  const provider = await provided(t)
  const [mine, other] = [provider.tag('mine'), { provider, headers: {} }]
  await own({ provider, headers: { 'mock-oauth2-tag': 'mine' } })
  await own(other)
  await mine.reset()
  t.equal((await provider.journal.list()).length, 1)
})
