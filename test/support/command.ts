// Runs a command line in this process, with streams that remember; or the bundled command as a process of its own.

import { EventEmitter } from 'node:events'
import { run } from '../../lib/cli/index.js'
import type { Surroundings } from '../../lib/cli/terminal.js'

export interface Ran {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

export class Memory {
  text = ''
  readonly isTTY: boolean
  /** Who wants to know of errors. */
  readonly listeners: ((error: Error) => void)[] = []
  readonly #waiting: (() => void)[] = []

  constructor(isTTY = false) {
    this.isTTY = isTTY
  }

  on(_event: 'error', listener: (error: Error) => void): void {
    this.listeners.push(listener)
  }

  write(text: string): void {
    this.text += text
    for (const look of this.#waiting) look()
  }

  /** Resolves as soon as the pattern is there. */
  async seen(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.text)
      if (found) return found
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}

type Given = Partial<Pick<Surroundings, 'env' | 'cwd' | 'stdin'>> & { readonly tty?: boolean }

/** A command that ends by itself; a server that starts against all expectation is stopped. */
export async function command(argv: readonly string[], given: Given = {}): Promise<Ran> {
  const { stdout, stderr, signals, exit } = begin(argv, given)
  void stdout.seen(/^mock-oauth2 ready /).then(() => signals.emit('SIGTERM', 'SIGTERM'))
  return { exit: await exit, stdout: stdout.text, stderr: stderr.text }
}

/** A command that goes on until it is told to stop. */
export function begin(argv: readonly string[], { tty = false, ...given }: Given = {}) {
  const [stdout, stderr, signals] = [new Memory(tty), new Memory(tty), new EventEmitter()]
  const stdin = given.stdin ?? (async function* () {})()
  const surroundings = {
    env: { PATH: process.env['PATH'] },
    stdio: 'ignore' as const,
    ...given,
    stdin,
    stdout,
    stderr,
    signals,
  }
  return { stdout, stderr, signals, exit: run(argv, surroundings) }
}
