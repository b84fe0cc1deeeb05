// A child process and everything it started. Without a terminal the child leads a process group of its
// own, so that one signal reaches its children too; on a terminal it shares ours, or Ctrl-C and prompts
// would no longer reach it.

import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { constants } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Running {
  readonly program: string
  readonly arguments: readonly string[]
  readonly name: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdio: 'inherit' | 'ignore'
  /** Whether Ctrl-C reaches the child by itself. */
  readonly shared: boolean
}

/** Milliseconds between two looks at a group that should be gone. */
const LOOK = 10

export class Group {
  readonly shared: boolean
  readonly #child: ChildProcess
  /** The code that a shell would tell: 128+n for signal n. Rejects when the system refuses to run it. */
  readonly ended: Promise<number>

  constructor({ program, arguments: args, name, env, cwd, stdio, shared }: Running) {
    this.shared = shared || process.platform === 'win32'
    this.#child = spawn(program, [...args], { argv0: name, env, cwd, stdio, detached: !this.shared })
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
    })
  }

  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      if (!this.shared) process.kill(-pid, signal)
      else if (process.platform === 'win32') spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' })
      else this.#child.kill(signal)
    } catch (error) {
      if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }

  /** Stops what the child left behind; resolves when nothing of its group runs any more. */
  async dissolve(grace: number): Promise<void> {
    const { pid } = this.#child
    if (this.shared || pid === undefined || !alive(pid)) return
    this.signal('SIGTERM')
    for (let waited = 0; waited < grace && alive(pid); waited += LOOK) await sleep(LOOK)
    this.signal('SIGKILL')
    for (let waited = 0; waited < 500 && alive(pid); waited += LOOK) await sleep(LOOK)
  }
}

/** Whether a process of this group runs. One that has ended and was not fetched by its parent does not count. */
function alive(group: number): boolean {
  try {
    process.kill(-group, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return process.platform === 'linux' ? running(group) : true
}

function running(group: number): boolean {
  return readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false
    const [state, , leader] = statusOf(pid)
    return leader === String(group) && state !== 'Z' && state !== 'X'
  })
}

/** State, parent and process group: what follows the name in proc(5). */
function statusOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
  } catch {
    return [] // it has just ended
  }
}
