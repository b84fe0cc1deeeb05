// The one source of chance.

import t from 'tap'
import { Entropy } from '../../lib/state/entropy.js'

t.test('with a seed the values repeat, and another seed gives others', async (t) => {
  const draw = (seed: number): readonly string[] => {
    const entropy = new Entropy(seed)
    return [entropy.string(), entropy.string(22), entropy.string(32, 'lower-alphanumeric')]
  }
  t.same(draw(1), draw(1))
  t.notSame(draw(1), draw(2))
  t.notSame(draw(1), draw(2 ** 32 + 1), 'also beyond 32 bits')
})

t.test('the first value of seed 1 is the same on every machine and in every version', async (t) => {
  t.equal(new Entropy(1).string(43), new Entropy(1).string(43))
  t.equal(new Entropy(1).string(12), 'hb6ILtsZrDsx')
})

t.test('without a seed no value comes twice', async (t) => {
  const entropy = new Entropy()
  const values = Array.from({ length: 5000 }, () => entropy.string())
  t.equal(new Set(values).size, 5000)
  t.not(new Entropy().string(), new Entropy().string())
})

t.test('every letter of an alphabet comes about equally often', async (t) => {
  const entropy = new Entropy(7)
  const text = Array.from({ length: 2000 }, () => entropy.string(36, 'lower-alphanumeric')).join('')
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  t.equal(counts.size, 36)
  for (const count of counts.values()) t.ok(count > 1800 && count < 2200, String(count))
})
