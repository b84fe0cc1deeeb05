// The command as a process of its own: bundled as it is published, from the sources as they are now.

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { build } from 'esbuild'
import { esm } from '../../scripts/bundle.mjs'
import { Memory } from './command.js'
import { quietEnvironment } from './packed.js'

export interface Bundled {
  /** Starts the command; stdin is closed, so there is no terminal. */
  spawn(argv: readonly string[], cwd: string): Running
  remove(): void
}

export interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>
  readonly stdout: Memory
  readonly stderr: Memory
  /** The code, or the signal that it died of. */
  readonly ended: Promise<number | NodeJS.Signals>
}

export async function bundle(): Promise<Bundled> {
  const folder = mkdtempSync(join(tmpdir(), 'mock-oauth2-command-'))
  await build({ ...esm, outdir: folder, outExtension: { '.js': '.mjs' } })
  return {
    spawn: (argv, cwd) => running(join(folder, 'command.mjs'), argv, cwd),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function running(script: string, argv: readonly string[], cwd: string): Running {
  const env = quietEnvironment()
  const child = spawn(process.execPath, [script, ...argv], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr] = [new Memory(), new Memory()]
  child.stdout.setEncoding('utf8').on('data', (text: string) => stdout.write(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.write(text))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals)
  return { child, stdout, stderr, ended }
}
