// Who asks us to stop means the command that we run. The first signal is passed on, the second insists,
// the third kills; a group that takes longer than its grace is killed as well.

import type { Group } from './group.js'
import type { Terminal } from './terminal.js'

export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** npm passes Ctrl-C on to a child that the terminal has already told: two signals, one intention. */
export const SAME_INTENTION = 100

export class Escalation {
  readonly #group: Group
  readonly #terminal: Terminal
  readonly #grace: number
  readonly #timers: NodeJS.Timeout[] = []
  #steps = 0
  #last = -Infinity

  /** Set when the time given to the command was over. */
  timedOut = false

  constructor(
    group: Group,
    terminal: Terminal,
    { grace, timeout }: { readonly grace: number; readonly timeout: number | undefined },
  ) {
    this.#group = group
    this.#terminal = terminal
    this.#grace = grace
    for (const signal of SIGNALS) terminal.signals.on(signal, this.#heard)
    if (timeout !== undefined) this.#timers.push(setTimeout(() => this.#giveUp(), timeout))
  }

  /** The command has ended: signals are ours again. */
  end(): void {
    for (const signal of SIGNALS) this.#terminal.signals.off(signal, this.#heard)
    for (const timer of this.#timers) clearTimeout(timer)
  }

  readonly #heard = (signal: NodeJS.Signals): void => {
    const now = this.#terminal.elapsed()
    if (now - this.#last < SAME_INTENTION) return
    this.#last = now
    this.#steps += 1
    if (this.#steps > 2) this.#group.signal('SIGKILL')
    else if (this.#steps === 2) this.#stop('SIGTERM')
    else if (!(this.#group.shared && signal === 'SIGINT')) this.#stop(signal)
  }

  #giveUp(): void {
    this.timedOut = true
    this.#stop('SIGTERM')
  }

  #stop(signal: NodeJS.Signals): void {
    this.#group.signal(signal)
    this.#timers.push(setTimeout(() => this.#group.signal('SIGKILL'), this.#grace))
  }
}
