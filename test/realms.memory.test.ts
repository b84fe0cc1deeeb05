// Ten thousand realms made, used and dropped leave nothing behind: measured in a process of its own, whose garbage is
// collected when asked.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const script = fileURLToPath(new URL('./support/manyrealms.ts', import.meta.url))
/** How TypeScript is loaded here, it is loaded there too. */
const loader = process.execArgv.filter((one) => /import|loader/.test(one))

t.test('after 10,000 realms the heap is within 10 % of what it was', { timeout: 120_000 }, async (t) => {
  const output = execFileSync(process.execPath, [...loader, '--expose-gc', script], { encoding: 'utf8' })
  const { before, full, after, left } = JSON.parse(output.split('\n').filter(Boolean).at(-1)!) as Record<string, number>
  t.equal(left, 1, 'only the default realm is left')
  t.ok(full! > before! * 1.1, `realms that are there are heavy enough to be noticed: ${before} to ${full} bytes`)
  t.ok(after! < before! * 1.1, `from ${before} to ${after} bytes`)
})
