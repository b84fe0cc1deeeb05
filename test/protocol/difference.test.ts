// Values get damaged in a few usual ways; each is recognised, and nothing else is.

import t from 'tap'
import { diffAt, isUnset, likeness, repairs, veiled } from '../../lib/protocol/difference.js'
import type { Kind } from '../../lib/protocol/difference.js'

const VALUE = 'Ab+cd/ef_gh-ij'

const DAMAGES: readonly (readonly [kind: Kind, damaged: string, was?: string])[] = [
  ['trailing-newline', `${VALUE}\r\n`],
  ['whitespace', ` ${VALUE}`],
  ['surrounding-quotes', `"${VALUE}"`],
  ['surrounding-quotes', `'${VALUE}'`],
  ['plus-as-space', VALUE.replaceAll('+', ' ')],
  ['percent-encoded', encodeURIComponent(VALUE)],
  ['double-encoded', encodeURIComponent(encodeURIComponent(VALUE))],
  ['base64', '+/+/abcd', '-_-_abcd'],
  ['padding', 'abcdefg=', 'abcdefg'],
  ['slash', `${VALUE}/`],
  ['slash', VALUE, `${VALUE}/`],
  ['case', VALUE.toUpperCase()],
  ['truncated', VALUE.slice(0, 9)],
  ['extended', `${VALUE}xyz`],
]

for (const [kind, damaged, was = VALUE] of DAMAGES) {
  t.test(`${JSON.stringify(damaged)} for ${JSON.stringify(was)} is ${kind}`, async (t) => {
    t.match(likeness(was, damaged), { kind, meant: was, words: /\w/ })
  })
}

t.test('a value that has nothing to do with another is not explained', async (t) => {
  t.equal(likeness(VALUE, 'something else'), undefined)
  t.same(repairs('abcdef'), [], 'nor is a sound one repaired')
})

t.test('what is very long is left alone', async (t) => {
  t.same(repairs(`${'\n'.repeat(500_000)}x`), [])
  t.equal(isUnset(`\${${'x'.repeat(500_000)}}`), false)
})

t.test('the first difference is counted from 0', async (t) => {
  t.equal(diffAt('abc', 'abd'), 2)
  t.equal(diffAt('abc', 'abcd'), 3)
  t.equal(diffAt('', 'a'), 0)
  t.equal(diffAt('abc', 'abc'), undefined)
})

t.test('a secret is told by its length and the beginning of its hash', async (t) => {
  t.equal(veiled('s3cret'), '6 characters, sha256 1ec1c26b...')
  t.match(veiled('x'), /^1 character, /)
})

t.test('the text of a variable that was never set is recognised', async (t) => {
  for (const text of ['undefined', 'null', 'NaN', 'None', '[object Object]', '${CODE}', '{{code}}'])
    t.ok(isUnset(text), text)
  for (const text of ['undefined-1', 'nullable', 'code', '']) t.notOk(isUnset(text), text)
})
