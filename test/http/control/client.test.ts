// A client in another language, generated from the OpenAPI document as it is shipped, drives a whole test.

import { execFile, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { startProvider } from '../../../lib/index.js'
import { openapi } from '../../../scripts/openapi.mjs'

const SCRIPT = fileURLToPath(new URL('../../clients/generated.py', import.meta.url))
const python = spawnSync('python3', ['--version']).status === 0
const skip = python ? false : 'there is no python3 on this machine'

t.test(
  'a client generated in Python makes a realm, breaks it, moves its clock, verifies and drops it',
  { skip },
  async (t) => {
    const file = `${t.testdir()}/openapi.json`
    await writeFile(file, JSON.stringify(await openapi()))
    const provider = await startProvider()
    t.teardown(() => provider.close())
    const { stdout } = await promisify(execFile)('python3', [SCRIPT, file, provider.url])
    t.match(stdout, /^\d+ operations, all well\n$/)
  },
)

t.test('what is shipped is what is served', async (t) => {
  const provider = await startProvider()
  t.teardown(() => provider.close())
  const served = await (await fetch(`${provider.control}/openapi.json`)).json()
  t.strictSame(JSON.parse(JSON.stringify(await openapi())), served)
})
