// Every fenced block of README.md does what it says, with the package as it is packed and installed.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { blocksOf } from './support/markdown.js'
import { installPacked, root } from './support/packed.js'
import { Workshop } from './support/workshop.js'

const blocks = blocksOf(await readFile(join(root, 'README.md'), 'utf8'))
const { folder, remove } = await installPacked()
const workshop = await Workshop.open(folder)
t.teardown(async () => {
  await workshop.close()
  await remove()
})

t.test('README.md shows a block of each of the two commands', async (t) => {
  const [first, second] = blocks
  t.ok(first?.marks.has('server'), 'the first block is the main job')
  t.ok(second?.marks.has('ci'), 'the second is the test command')
})

for (const block of blocks) {
  const skip = block.marks.get('skip') ?? false
  const opening = block.text.trim().split('\n')[0] ?? ''
  t.test(`README.md:${block.line} (${block.language}) ${opening}`, { skip }, async (t) => {
    t.equal(await workshop.work(block), undefined)
  })
}
