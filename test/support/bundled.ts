// The command as a process of its own: bundled as it is published, from the sources as they are now.

import { spawn, type ChildProcessByStdio, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { build } from 'esbuild'
import { esm } from '../../scripts/bundle.mjs'
import { Memory } from './command.js'
import { quietEnvironment } from './packed.js'

export interface Bundled {
  /** Starts the command; stdin is closed, so there is no terminal. */
  readonly spawn: (argv: readonly string[], cwd: string) => Running
  /** Starts the command on a terminal of its own, by script(1); what is written to stdin is typed. */
  readonly terminal: (
    argv: readonly string[],
    cwd: string,
  ) => Running & { readonly child: ChildProcessWithoutNullStreams }
  readonly remove: () => void
}

export interface Running {
  readonly child: ChildProcessByStdio<Writable | null, Readable, Readable>
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
    terminal(argv, cwd) {
      // `exec`, or a shell that stays in between turns the exit code into its own 130.
      const line = ['exec', process.execPath, join(folder, 'command.mjs'), ...argv].map((word) => `'${word}'`).join(' ')
      const child = spawn('/usr/bin/script', ['-qec', line, '/dev/null'], {
        cwd,
        env: { ...quietEnvironment(), SHELL: '/bin/sh' },
      })
      return { ...watched(child), child }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function running(script: string, argv: readonly string[], cwd: string): Running {
  const env = quietEnvironment()
  return watched(spawn(process.execPath, [script, ...argv], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }))
}

function watched(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Running {
  const [stdout, stderr] = [new Memory(), new Memory()]
  child.stdout.setEncoding('utf8').on('data', (text: string) => stdout.write(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.write(text))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals)
  return { child, stdout, stderr, ended }
}
