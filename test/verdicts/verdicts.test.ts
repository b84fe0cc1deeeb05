// The watcher: when a verdict becomes final, who hears of it, and whose requests are whose.

import t from 'tap'
import type { Verdict } from '../../lib/verdicts/verdicts.js'
import { basic } from '../support/request.js'
import { stage } from '../support/realm.js'

const CC = 'grant_type=client_credentials'

t.test('the entry of the spoiled request carries the verdict, from the first moment on', async (t) => {
  const { realm, token } = await stage({}, { faults: ['token=invalid_client@1'] })
  const { entry } = await token(CC)
  t.match(entry.verdict, [{ fault: 'f1', outcome: 'watching' }])
  await token(CC)
  t.match(entry.verdict, [{ fault: 'f1', outcome: 'handled', decided_by: 'r2' }])
  t.equal(realm.verdicts.list()[0], entry.verdict?.[0])
})

t.test('every verdict that becomes final is told once', async (t) => {
  const { realm, token } = await stage({}, { faults: ['token=invalid_client@1', 'token=slow:1ms@1'] })
  const told: Verdict[] = []
  realm.verdicts.subscribe((verdict) => told.push(verdict))
  await token(CC)
  await token(CC)
  realm.verdicts.settle()
  t.match(told, [
    { fault: 'f2', outcome: 'inconclusive' },
    { fault: 'f1', outcome: 'handled' },
  ])
  t.equal(told.length, 2)
})

t.test('two clients in trouble at the same time are two stories', async (t) => {
  const other = { client_id: 'other', client_secret: 'o', grant_types: ['client_credentials'] } as const
  const clients = [{ client_id: 'web', client_secret: 's3cret', grant_types: ['client_credentials'] }, other] as const
  const { realm, token } = await stage({ clients }, { faults: ['token=invalid_client'] })
  const as = { headers: { authorization: basic('other', 'o') } }
  await Promise.all([token(CC), token(CC, as)])
  for (let i = 0; i < 4; i += 1) await token(CC)
  const verdicts = realm.verdicts.settle()
  t.match(
    verdicts.find(({ client_id }) => client_id === 'web'),
    { outcome: 'mishandled' },
  )
  t.match(
    verdicts.find(({ client_id }) => client_id === 'other'),
    { outcome: 'handled' },
  )
  t.equal(verdicts.length, 2)
})

t.test('calls that were under way together are no reaction to each other', async (t) => {
  const { realm, token } = await stage({}, { faults: ['token=invalid_client'] })
  await Promise.all(Array.from({ length: 10 }, () => token(CC)))
  t.equal(realm.verdicts.settle().filter(({ outcome }) => outcome === 'mishandled').length, 0)
})

t.test('two tests with tags do not decide for each other', async (t) => {
  const { realm, token } = await stage({}, { faults: ['token=invalid_client@1'] })
  const tagged = (tag: string) => ({ headers: { authorization: basic('web', 's3cret'), 'mock-oauth2-tag': tag } })
  await token(CC, tagged('one'))
  await token(CC, tagged('two'))
  t.match(realm.verdicts.list(), [{ outcome: 'watching' }])
  await token(CC, tagged('one'))
  t.match(realm.verdicts.list(), [{ outcome: 'handled', decided_by: 'r3' }])
})

t.test('a day on the clock ends the watch', async (t) => {
  const { realm, token, ask, advance } = await stage({}, { faults: ['token=invalid_client@1'] })
  await token(CC)
  advance(24 * 3600)
  await ask('jwks')
  t.match(realm.verdicts.list(), [{ outcome: 'handled', because: /never came back/ }])
})

t.test('the bound ends the oldest watch', async (t) => {
  const { realm, token } = await stage({}, { faults: ['token.cc=no-token-type'] })
  for (let i = 0; i < 502; i += 1) await token(CC)
  const watching = realm.verdicts.list().filter(({ outcome }) => outcome === 'watching')
  t.equal(watching.length, 500)
  t.equal(realm.verdicts.list()[0]?.outcome, 'handled')
})

t.test('a reset settles what is open, tells it, and forgets', async (t) => {
  const { realm, token } = await stage({}, { faults: ['token=invalid_client'] })
  const told: Verdict[] = []
  realm.verdicts.subscribe((verdict) => told.push(verdict))
  await token(CC)
  await realm.reset()
  t.match(told, [{ outcome: 'handled' }])
  t.strictSame(realm.verdicts.list(), [])
})

t.test('a realm that closes settles what is open', async (t) => {
  const { realm, token } = await stage({}, { faults: ['token=invalid_client'] })
  await token(CC)
  realm.close()
  t.match(realm.verdicts.list(), [{ outcome: 'handled' }])
})

t.test('without a fault nothing is watched', async (t) => {
  const { realm, tokens } = await stage({})
  await tokens()
  t.strictSame(realm.verdicts.settle(), [])
})
