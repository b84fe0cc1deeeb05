// Finds the program that `exec` shall run: a path, or a name on PATH or in node_modules/.bin, as npm does.

import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { delimiter, dirname, join, relative, resolve } from 'node:path'
import { nearest } from '../protocol/spelling.js'
import { manifest } from './manifest.js'
import { EXIT, Mistake } from './mistake.js'
import type { Surroundings } from './terminal.js'

const NPM = `for npm scripts write: ${manifest.name} exec -- npm test`

/** @throws Mistake with exit 126 (found, but not a program) or 127 (not found). */
export function findProgram(name: string, { env, cwd }: Pick<Surroundings, 'env' | 'cwd'>): string {
  if (/[/\\]/.test(name)) return judged(name, [resolve(cwd, name)])
  const places = [
    ...binFolders(cwd),
    ...(env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((place) => place !== ''),
  ]
  const endings =
    process.platform === 'win32' ? ['', ...(env['PATHEXT'] ?? '.EXE;.CMD;.BAT').toLowerCase().split(';')] : ['']
  const candidates = places.flatMap((place) => endings.map((ending) => resolve(cwd, place, name + ending)))
  try {
    return judged(name, candidates)
  } catch (error) {
    throw error instanceof Mistake && error.exit === EXIT.notFound ? notFound(name, cwd) : error
  }
}

function judged(name: string, candidates: readonly string[]): string {
  const files = candidates.filter((path) => statSync(path, { throwIfNoEntry: false }) !== undefined)
  const runnable = files.find((path) => statSync(path).isFile() && executable(path))
  if (runnable !== undefined) return runnable
  const [other] = files
  if (other === undefined) throw notFound(name)
  const why = statSync(other).isDirectory() ? 'it is a folder' : 'it is not executable'
  const advice = /\.[cm]?[jt]s$/.test(name) ? `write: ${manifest.name} exec -- node ${name}` : `chmod +x ${other}`
  throw new Mistake(
    `cannot run "${name}": ${why} (exit ${EXIT.notExecutable})`,
    why === 'it is a folder' ? [NPM] : [advice],
    EXIT.notExecutable,
  )
}

function notFound(name: string, cwd?: string): Mistake {
  const folders = cwd === undefined ? [] : binFolders(cwd)
  const names = folders.flatMap((folder) => readdirSync(folder).map((file) => [file, folder] as const))
  const near = nearest(
    name,
    names.map(([file]) => file),
  )
  const folder = names.find(([file]) => file === near)?.[1]
  const meant =
    near === undefined || folder === undefined ? [] : [`did you mean ${relative(cwd ?? '', join(folder, near))}?`]
  return new Mistake(`cannot run "${name}": command not found (exit ${EXIT.notFound})`, [...meant, NPM], EXIT.notFound)
}

/** node_modules/.bin here and above, nearest first. */
function binFolders(cwd: string): readonly string[] {
  const folder = join(cwd, 'node_modules', '.bin')
  const here = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? [folder] : []
  const above = dirname(cwd)
  return above === cwd ? here : [...here, ...binFolders(above)]
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
