// Which fixtures: files named on the command line, else in the environment, else the nearest
// mock-oauth2.yaml; and above them the text of MOCK_OAUTH2_FIXTURES_INLINE or of stdin.

import { findFixtures } from '../fixtures/find.js'
import type { Loaded } from '../fixtures/index.js'
import { INLINE } from './gather.js'
import { Mistake } from './mistake.js'
import type { Given } from './settings.js'
import type { Terminal } from './terminal.js'

export interface Read {
  readonly loaded: Loaded | undefined
  /** Where the fixtures were named: `--fixtures`, `arguments`, `found`; `default` when there are none. */
  readonly origin: string
  /** Names to show to people: relative where that is shorter. */
  readonly names: readonly string[]
}

/** @throws FixturesError, and Mistake when one text would have to be read from two places. */
export async function readFixtures(
  named: Given<readonly string[]> | undefined,
  operands: readonly string[],
  terminal: Terminal,
): Promise<Read> {
  const flags = operands.length > 0 && !named?.origin.startsWith('--') ? [] : (named?.value ?? [])
  const said = [...flags, ...operands]
  const found = said.length > 0 ? undefined : await findFixtures(terminal.cwd)
  const files = found === undefined ? said.filter((file) => file !== '-') : [found]
  const inline = await inlineText(said, terminal)
  if (files.length === 0 && inline === undefined) return { loaded: undefined, origin: 'default', names: [] }
  const { loadFixtures } = await import('../fixtures/index.js') // late: YAML and the schema are half of a start
  const context = { cwd: terminal.cwd, env: terminal.env }
  const loaded = await loadFixtures(inline === undefined ? { files } : { files, inline: inline.value }, context)
  const origin =
    said.length === 0
      ? found === undefined
        ? INLINE
        : 'found'
      : operands.length > 0
        ? 'arguments'
        : (named?.origin ?? 'default')
  const names = files.map((file) => file.replace(`${terminal.cwd}/`, ''))
  return { loaded, origin, names: inline === undefined ? names : [...names, inline.origin] }
}

async function inlineText(said: readonly string[], terminal: Terminal): Promise<Given<string> | undefined> {
  const variable = terminal.env[INLINE]?.trim() === '' ? undefined : terminal.env[INLINE]
  if (!said.includes('-')) return variable === undefined ? undefined : { value: variable, origin: INLINE }
  if (variable !== undefined) {
    throw new Mistake(`fixtures come from stdin and from ${INLINE} at once`, ['leave out one of the two'])
  }
  let text = ''
  for await (const piece of terminal.stdin)
    text += typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8')
  return { value: text, origin: 'stdin' }
}
