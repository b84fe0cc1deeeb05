// From flags and environment to values that know where they were said. The flag wins over its twin.
// commander could read the environment itself, but only that of the process, and it takes any text
// for true and cannot split a list.

import { nearest } from '../protocol/spelling.js'
import { Mistake, Unreadable } from './mistake.js'
import { EVERY_FLAG } from './flags.js'
import * as tables from './settings.js'
import type { Given, Setting, Table, Values } from './settings.js'
import type { Surroundings } from './terminal.js'

type Environment = Surroundings['env']

/** What `exec` tells the command it runs; found in the environment of whatever runs inside. */
export const TOLD = ['URL', 'ISSUER', 'CONTROL_URL', 'CONTROL_TOKEN', 'CLIENT_ID', 'CLIENT_SECRET', 'CA_FILE'].map(
  (name) => tables.PREFIX + name,
)
export const INLINE = `${tables.PREFIX}FIXTURES_INLINE`

/** @param raw What commander found: text, texts or true, under the names of the table. */
export function gather<T extends Table>(table: T, raw: Readonly<Record<string, unknown>>, env: Environment): Values<T> {
  const values: Record<string, Given<unknown>> = {}
  for (const [name, setting] of Object.entries(table)) {
    const given = fromFlag(setting, raw[name]) ?? fromEnvironment(setting, env)
    if (given) values[name] = given
  }
  return values as Values<T>
}

/** Sentences about names in our part of the environment that mean nothing. */
export function strangers(env: Environment): readonly string[] {
  const own = [tables.START, tables.EXEC, tables.CHECK, tables.INIT].flatMap((table) => Object.values(table))
  const settings = [...own, ...EVERY_FLAG]
  const known = new Set([...settings.map(tables.twin), ...TOLD, INLINE])
  return Object.keys(env)
    .filter((name) => name.startsWith(tables.PREFIX) && !known.has(name))
    .map((name) => {
      const near = nearest(
        name.slice(tables.PREFIX.length),
        [...known].map((twin) => twin.slice(tables.PREFIX.length)),
      )
      return `${name} is not a setting${near === undefined ? '' : `; did you mean ${tables.PREFIX}${near}?`}`
    })
}

function fromFlag(setting: Setting<unknown>, raw: unknown): Given<unknown> | undefined {
  if (raw === undefined) return undefined
  const origin = tables.longFlag(setting)
  if (setting.kind === 'switch') return { value: raw === true, origin }
  // A flag whose value may be left out says true.
  const texts = (Array.isArray(raw) ? raw : [raw === true ? 'true' : raw]) as readonly string[]
  return { value: interpreted(setting, texts, origin), origin }
}

function fromEnvironment(setting: Setting<unknown>, env: Environment): Given<unknown> | undefined {
  const origin = tables.twin(setting)
  const written = env[origin]?.trim() ?? ''
  if (written === '' || (insideExec(env) && TOLD.includes(origin) && !setting.told)) return undefined
  const texts = setting.kind === 'many' ? written.split(/\s+/) : [written]
  return { value: interpreted(setting, texts, origin), origin }
}

/** Only `exec` sets this name. Inside, MOCK_OAUTH2_ISSUER is the outer server's name and no wish for ours. */
function insideExec(env: Environment): boolean {
  return env[`${tables.PREFIX}CONTROL_URL`] !== undefined
}

function interpreted(setting: Setting<unknown>, texts: readonly string[], origin: string): unknown {
  try {
    const values = texts.map((written) => setting.read(written))
    return setting.kind === 'many' ? values : values[0]
  } catch (error) {
    if (error instanceof Unreadable) throw new Mistake(`${origin}: ${error.message}`, error.advice)
    if (error instanceof RangeError) throw new Mistake(`${origin}: ${error.message}`)
    throw error
  }
}
