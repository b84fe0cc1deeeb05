// What was issued and what became of it.

import t from 'tap'
import { Clock } from '../../lib/state/clock.js'
import { Records } from '../../lib/state/records.js'

function staged(most?: number): { clock: Clock; records: Records<{ name: string }> } {
  const clock = new Clock(() => 0)
  clock.freeze(1000)
  return { clock, records: new Records(clock, most) }
}

const kept = (family: string, expires_at = 2000) => ({ family, expires_at })

t.test('a record is taken at most once, however many ask', async (t) => {
  const { records } = staged()
  await records.keep('a', { name: 'a' }, kept('f'))
  const taken = await Promise.all([1, 2, 3].map(() => records.take('a')))
  t.equal(taken.filter(Boolean).length, 1)
})

t.test('what is spent is written in the same step', async (t) => {
  const { records } = staged()
  await records.keep('a', { name: 'a' }, kept('f'))
  await records.take('a', { name: 'spent' })
  t.match(await records.find('a'), { value: { name: 'spent' }, taken_at: 1000 })
})

t.test('a record expires at the moment of its expiry', async (t) => {
  const { records, clock } = staged()
  await records.keep('a', { name: 'a' }, kept('f'))
  clock.advance(999)
  t.notOk(records.expired((await records.find('a'))!))
  clock.advance(1)
  t.ok(records.expired((await records.find('a'))!))
  t.equal(await records.take('a'), undefined)
})

t.test('revoking a family takes what lives and what is still to come, and says how many', async (t) => {
  const { records } = staged()
  for (const id of ['code', 'at', 'rt']) await records.keep(id, { name: id }, kept('f'))
  await records.keep('stranger', { name: 'x' }, kept('g'))
  await records.take('code')
  t.equal(await records.revokeFamily('f', 'because'), 2)
  await records.keep('late', { name: 'late' }, kept('f'))
  t.match(await records.find('late'), { revoked_at: 1000, revoked_because: 'because' })
  t.match(await records.find('code'), { taken_at: 1000, revoked_at: undefined }, 'what was spent stays spent')
  t.match(await records.find('stranger'), { revoked_at: undefined })
})

t.test('a family of one is known by its only member', async (t) => {
  const { records } = staged()
  await records.keep('a', { name: 'a' }, kept('a'))
  t.equal(await records.revokeFamily('a', 'because'), 1)
})

t.test('the first reason for a revocation counts', async (t) => {
  const { records } = staged()
  await records.keep('a', { name: 'a' }, kept('a'))
  await records.revoke('a', 'first')
  await records.revoke('a', 'second')
  t.equal((await records.find('a'))!.revoked_because, 'first')
})

t.test('beyond the bound the oldest go first, half of them at a time', async (t) => {
  const { records } = staged(4)
  for (const id of ['a', 'b', 'c', 'd', 'e']) await records.keep(id, { name: id }, kept('f'))
  t.same(
    records.snapshot().map(({ id }) => id),
    ['c', 'd', 'e'],
  )
})

t.test('what was looked up stays longer than what was not', async (t) => {
  const { records } = staged(4)
  for (const id of ['a', 'b', 'c']) await records.keep(id, { name: id }, kept('f'))
  await records.find('a')
  for (const id of ['d', 'e']) await records.keep(id, { name: id }, kept('f'))
  t.ok(await records.find('a'))
  t.equal(await records.find('b'), undefined)
})

t.test('a family is revoked whole, whatever the age of its members', async (t) => {
  const { records } = staged(4)
  for (const id of ['a', 'b', 'c']) await records.keep(id, { name: id }, kept('f'))
  t.equal(await records.revokeFamily('f', 'because'), 3)
})

t.test('clearing forgets revoked families as well', async (t) => {
  const { records } = staged()
  await records.revokeFamily('f', 'because')
  records.clear()
  await records.keep('a', { name: 'a' }, kept('f'))
  t.equal((await records.find('a'))!.revoked_at, undefined)
  t.equal(records.size, 1)
})
