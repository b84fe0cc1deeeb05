// Mistakes in fixtures and YAML, as the control API tells them: with a JSON Pointer into what was sent.

import { FixturesError } from '../fixtures/problem.js'
import type { Problem } from '../fixtures/problem.js'
import type { Fixtures, Loaded } from '../fixtures/index.js'
import { Source, parsePath, toValue } from '../fixtures/tree.js'
import { Mistaken } from '../http/control/index.js'
import type { Mistake } from '../http/control/index.js'

/** As messages call what came over HTTP. */
const BODY = 'the body'

interface Given {
  readonly text?: string
  readonly value?: unknown
  readonly over?: unknown
}

/** The value of a YAML text. */
export async function yaml(text: string): Promise<unknown> {
  const { readAnything } = await import('../fixtures/yaml.js')
  const { tree, problems } = await readAnything(new Source(BODY, text))
  if (problems.length > 0) throw new Mistaken(problems.map((problem) => mistakeOf(problem)))
  return toValue(tree)
}

/** Reads fixtures from a text, so that mistakes have a line, or from a value with another laid over it. */
export async function load({ text, value, over }: Given): Promise<Loaded> {
  const { loadFixtures } = await import('../fixtures/index.js')
  const sources = {
    ...(text !== undefined && { inline: text, inlineName: BODY }),
    ...(value !== undefined && { object: value }),
    ...(over !== undefined && { over }),
  }
  return loadFixtures(sources, { cwd: process.cwd(), env: {} })
}

/** One entry of a list, checked as fixtures are; its place is left out of pointers. */
export async function loadEntry(list: 'clients' | 'users', entry: unknown): Promise<Fixtures> {
  return told(async () => (await load({ value: { [list]: [entry] } })).fixtures, 2)
}

/** @param above Steps that the sender knows nothing of. @throws Mistaken */
export async function told<T>(act: () => Promise<T>, above = 0): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof FixturesError) throw new Mistaken(error.problems.map((problem) => mistakeOf(problem, above)))
    throw error
  }
}

export function mistakeOf({ message, hint, path, line, column }: Problem, above = 0): Mistake {
  const steps = parsePath(path).slice(above)
  return {
    detail: message,
    ...(hint !== undefined && { hint }),
    ...(steps.length > 0 && { pointer: steps.map((step) => `/${escaped(String(step))}`).join('') }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  }
}

/** RFC 6901 §3. */
const escaped = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1')
