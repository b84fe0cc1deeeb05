// --ready-file: appears when the server is ready and is complete from the first moment; disappears with it.

import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Provider } from '../provider.js'
import { SHORT } from './manifest.js'
import { Mistake } from './mistake.js'

/** `mock-oauth2 ready issuer=… control=… pid=…`: keys are only ever added, their order is not promised. */
export function readyLine({ issuer, control }: Provider): string {
  return `${SHORT} ready issuer=${issuer} control=${control} pid=${process.pid}`
}

/** @returns What removes the file again. */
export function announceFile(name: string | undefined, provider: Provider, cwd: string): () => void {
  if (name === undefined) return () => undefined
  const file = resolve(cwd, name)
  try {
    writeFileSync(`${file}.${process.pid}`, `${readyLine(provider)}\n`)
    renameSync(`${file}.${process.pid}`, file)
  } catch (error) {
    rmSync(`${file}.${process.pid}`, { force: true })
    throw new Mistake(`cannot write --ready-file ${name}: ${(error as Error).message}`, [
      'its folder must exist and be writable',
    ])
  }
  return () => rmSync(file, { force: true })
}
