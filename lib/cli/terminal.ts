// What a command sees of the process around it: two streams, an environment, signals. Commands touch
// nothing of `process` themselves, so that a test can hand them something else.

import type { EventEmitter } from 'node:events'
import util from 'node:util'

/** What is needed of a stream: process.stdout and a test's collector both have it. */
export interface Sink {
  write(text: string): unknown
  readonly isTTY?: boolean
  on?(event: 'error', listener: (error: Error) => void): unknown
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdin: AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean }
  readonly stdout: Sink
  readonly stderr: Sink
  /** Emits SIGINT, SIGTERM and SIGHUP. */
  readonly signals: EventEmitter
  /** Milliseconds of real time since the process began. */
  readonly elapsed: () => number
  /** What a command run by `exec` gets as its three streams. */
  readonly stdio: 'inherit' | 'ignore'
}

type Format = Parameters<typeof util.styleText>[0]

export class Terminal {
  readonly env: Surroundings['env']
  readonly cwd: string
  readonly stdin: Surroundings['stdin']
  readonly signals: EventEmitter
  readonly elapsed: () => number
  readonly stdio: 'inherit' | 'ignore'
  /** Whether a person looks at what we write to stderr. */
  readonly interactive: boolean
  /** Whether stdout goes to a program or a file. */
  readonly piped: boolean
  readonly #stdout: Sink
  readonly #stderr: Sink
  readonly #colour: boolean

  constructor(given: Partial<Surroundings> = {}) {
    this.env = given.env ?? process.env
    this.cwd = given.cwd ?? process.cwd()
    this.stdin = given.stdin ?? process.stdin
    this.signals = given.signals ?? process
    this.elapsed = given.elapsed ?? (() => process.uptime() * 1000)
    this.stdio = given.stdio ?? 'inherit'
    this.#stdout = given.stdout ?? process.stdout
    this.#stderr = given.stderr ?? process.stderr
    this.piped = this.#stdout.isTTY !== true
    this.interactive = this.#stderr.isTTY === true
    this.#colour = coloured(this.env, this.interactive)
    for (const sink of [this.#stdout, this.#stderr]) sink.on?.('error', forgiveClosedPipe)
  }

  /** To stdout: only what was asked for with --print, and the answers of check, init, schema and help. */
  print(text: string): void {
    this.#stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  }

  /** To stderr, where people read. */
  say(text: string): void {
    this.#stderr.write(text.endsWith('\n') ? text : `${text}\n`)
  }

  readonly paint = (format: Format, text: string): string =>
    this.#colour ? util.styleText(format, text, { validateStream: false }) : text

  /** Real time, as ISO 8601. */
  timestamp(): string {
    return new Date(Math.round(performance.timeOrigin + this.elapsed())).toISOString()
  }
}

/** As Node does: FORCE_COLOR beats NO_COLOR beats what the stream is. */
function coloured(env: Surroundings['env'], interactive: boolean): boolean {
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false'
  if (env['NO_COLOR']) return false
  return interactive && env['TERM'] !== 'dumb'
}

/** `start | head -1` closes our stdout while we go on serving. */
function forgiveClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
}
