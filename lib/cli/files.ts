// Files that tell other programs of a server: --ready-file and --env-file. Each is complete from the first
// moment that it can be seen.

import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LocalProvider } from '../provider.js'
import { SHORT } from './manifest.js'
import { Mistake } from './mistake.js'

/** `mock-oauth2 ready issuer=… control=… pid=…`: keys are only ever added, their order is not promised. */
export function readyLine({ issuer, control }: LocalProvider, ca?: string): string {
  return `${SHORT} ready issuer=${issuer} control=${control} pid=${process.pid}${ca === undefined ? '' : ` ca=${ca}`}`
}

/** Before the server starts: a file that a run before this one left would tell a lie. */
export function withdrawStale(name: string | undefined, cwd: string): void {
  if (name !== undefined) writing('--ready-file', name, () => rmSync(resolve(cwd, name), { force: true }))
}

/** --ready-file: there while the server is. @returns What removes the file again. */
export function announceFile(name: string | undefined, provider: LocalProvider, cwd: string, ca?: string): () => void {
  if (name === undefined) return () => undefined
  const file = writeWhole('--ready-file', name, cwd, `${readyLine(provider, ca)}\n`)
  return () => rmSync(file, { force: true })
}

/** @param mode Secrets are for their owner alone. @returns the absolute name. */
export function writeWhole(flag: string, name: string, cwd: string, text: string, mode = 0o666): string {
  const file = resolve(cwd, name)
  const draft = `${file}.${process.pid}`
  writing(flag, name, () => {
    writeFileSync(draft, text, { mode })
    renameSync(draft, file)
  })
  return file
}

function writing(flag: string, name: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw new Mistake(`cannot write ${flag} ${name}: ${(error as Error).message}`, [
      'its folder must exist and be writable',
    ])
  }
}
