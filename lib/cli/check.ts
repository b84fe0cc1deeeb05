// check: says whether the fixtures can be served, and what is odd about them, without serving them.

import { resolved } from '../fixtures/index.js'
import { sentence } from './sentence.js'
import { annotate } from './annotate.js'
import { manifest } from './manifest.js'
import { EXIT, Mistake } from './mistake.js'
import { counts } from './pretty.js'
import type { CHECK } from './settings.js'
import { readFixtures } from './sources.js'
import { checkTemplates, renames } from './tell.js'
import type { Call } from './verb.js'

export async function check({ values, operands, terminal }: Call<typeof CHECK>): Promise<number> {
  const { loaded, names } = await readFixtures(values.fixtures, operands, terminal)
  if (loaded === undefined) {
    throw new Mistake('there are no fixtures to check: no mock-oauth2.yaml here or above', [
      `write one: ${manifest.name} init`,
    ])
  }
  checkTemplates(renames(loaded.fixtures, [], ''), loaded.fixtures)
  if (values.resolved?.value) terminal.print(resolved(loaded))
  else terminal.print(`${names.join(' + ')}: ok (${counts(loaded.fixtures)})`)
  for (const problem of loaded.warnings) terminal.say(`  warning ${sentence(problem)}`)
  annotate('warning', loaded.warnings, terminal)
  return EXIT.done
}
