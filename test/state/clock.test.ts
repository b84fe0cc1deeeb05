import t from 'tap'
import { Clock } from '../../lib/state/clock.js'

t.test('a frozen clock stands still while real time passes', async (t) => {
  let real = 1_000
  const clock = new Clock(() => real)
  clock.freeze()
  real = 9_000
  t.equal(clock.now(), 1_000)
})

t.test('an advanced clock keeps running', async (t) => {
  let real = 1_000
  const clock = new Clock(() => real)
  clock.advance(500)
  real = 2_000
  t.equal(clock.now(), 2_500)
})

t.test('a clock refuses to be advanced backwards', async (t) => {
  const clock = new Clock(() => 0)
  t.throws(() => clock.advance(-1), /advances by 0 or more/)
})

t.test('reset returns to real time', async (t) => {
  const clock = new Clock(() => 5_000)
  clock.advance(60_000)
  clock.reset()
  t.same(clock.read(), { now: 5_000, mode: 'system', offset: 0, rate: 1 })
})

t.test('a scaled clock runs at its rate', async (t) => {
  let real = 0
  const clock = new Clock(() => real)
  clock.scale(60)
  real = 1_000
  t.equal(clock.now(), 60_000)
})
