// init: writes the fixture file that somebody can change instead of starting from nothing.

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manifest } from './manifest.js'
import { EXIT, Mistake } from './mistake.js'
import type { INIT } from './settings.js'
import { STARTERS } from './starters.js'
import { meant } from './values.js'
import type { Call } from './verb.js'

const NAMES = ['mock-oauth2.yaml', 'mock-oauth2.yml', 'mock-oauth2.json', 'mock-oauth2.mjs']

export async function init({ values, terminal }: Call<typeof INIT>): Promise<number> {
  const profile = values.profile?.value ?? 'standard'
  const starter = STARTERS.get(profile)
  if (starter === undefined) {
    const advice = [...meant(profile, STARTERS.keys()), `there is ${[...STARTERS.keys()].join(', ')}`]
    throw new Mistake(`${values.profile?.origin ?? ''}: there is no profile "${profile}"`, advice)
  }
  const there = NAMES.find((name) => existsSync(join(terminal.cwd, name)))
  const [file = ''] = NAMES
  if (there !== undefined && !(there === file && values.force?.value)) {
    const advice = there === file ? 'overwrite it with --force' : `it is used already; remove it to begin with ${file}`
    throw new Mistake(`${there} is there already`, [advice])
  }
  write(join(terminal.cwd, file), starter)
  terminal.print(`wrote ${file}`)
  terminal.say(`  next: ${manifest.name} start`)
  return EXIT.done
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new Mistake(`cannot write ${path}: ${(error as Error).message}`)
  }
}
