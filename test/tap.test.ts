// How `npm test` counts: the reader of TAP is the judge of all other tests, so it is judged itself.

import t from 'tap'
import { readTap, type TestFile } from '../scripts/tap.mjs'

function read(tap: string): readonly TestFile[] {
  const files: TestFile[] = []
  const line = readTap((file) => files.push(file))
  tap.split('\n').forEach(line)
  return files
}

t.test('each sentence of a file counts once, whatever it asserts', async (t) => {
  const tap = `# Subtest: test/a.test.ts
    # Subtest: one
        ok 1 - should be equal
        ok 2 - should be equal
        1..2
    ok 1 - one # time=1ms
    ok 2 - two # time=1ms
    1..2
ok 1 - test/a.test.ts # time=9ms`
  t.strictSame(read(tap), [{ name: 'test/a.test.ts', passed: true, sentences: 2, skipped: [], failures: [] }])
})

t.test('a failed sentence is told with its details', async (t) => {
  const tap = `# Subtest: test/a.test.ts
    # Subtest: one
        not ok 1 - should be equal
          ---
          diff: one
          ...
    not ok 1 - one # time=1ms
      ---
      lineNumber: 2
      ...
    ok 2 - two
not ok 1 - test/a.test.ts`
  const [file] = read(tap)
  t.equal(file?.passed, false)
  t.equal(file?.sentences, 1)
  t.equal(file?.failures.length, 1)
  t.match(file?.failures[0], /diff: one[^]*lineNumber: 2/)
})

t.test('a skipped sentence has not passed', async (t) => {
  const [file] = read('    ok 1 - one # SKIP no browser\n    ok 2 - two # TODO\nok 1 - test/a.test.ts')
  t.match(file, { sentences: 0, skipped: ['one # SKIP no browser', 'two # TODO'] })
})

t.test('a file that fails without a sentence is one failure', async (t) => {
  const [file] = read('# Subtest: test/a.test.ts\n    1..0 # no tests found\nnot ok 1 - test/a.test.ts\n')
  t.match(file, { passed: false, sentences: 0 })
  t.equal(file?.failures.length, 1)
})

t.test('a failure of one file is not told again for the next', async (t) => {
  const files = read('    not ok 1 - one\nnot ok 1 - test/a.test.ts\n    ok 1 - one\nok 2 - test/b.test.ts')
  t.strictSame(
    files.map(({ failures }) => failures.length),
    [1, 0],
  )
})
