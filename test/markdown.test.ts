// How the blocks of README.md are read.

import t from 'tap'
import { blocksOf } from './support/markdown.js'

t.test('a block knows its language, its line and its text', async (t) => {
  t.strictSame(blocksOf('# Title\n\n```sh\nnpm ci\nnpm start\n```\n'), [
    { language: 'sh', text: 'npm ci\nnpm start\n', line: 3, marks: new Map() },
  ])
})

t.test('the marks right before a fence belong to its block', async (t) => {
  const [block] = blocksOf('<!-- file: app.mjs -->\n<!-- server -->\n\n```js\n1\n```\n')
  t.strictSame(
    block?.marks,
    new Map([
      ['file', 'app.mjs'],
      ['server', ''],
    ]),
  )
})

t.test('marks do not reach over a paragraph', async (t) => {
  const [block] = blocksOf('<!-- server -->\nSome words.\n```js\n1\n```\n')
  t.equal(block?.marks.size, 0)
})

t.test('a fence inside of a longer fence is text', async (t) => {
  const blocks = blocksOf('````md\n```js\n1\n```\n````\n')
  t.strictSame(
    blocks.map(({ text }) => text),
    ['```js\n1\n```\n'],
  )
})

t.test('an indented block loses its indent', async (t) => {
  const [block] = blocksOf('- item\n  ```yaml\n  a:\n    b: 1\n  ```\n')
  t.equal(block?.text, 'a:\n  b: 1\n')
})
