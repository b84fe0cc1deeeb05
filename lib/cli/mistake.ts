// What the command answers when something is not as it should be: exit codes, and the one error class
// for mistakes of the person at the keyboard. It never shows a stack trace.

/** The exit codes are part of the interface; 124 to 127 follow `timeout` and `docker run`. 5: no server, or not in time. */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  fixtures: 3,
  listen: 4,
  absent: 5,
  unverified: 6,
  unmet: 123,
  timeout: 124,
  beforeCommand: 125,
  notExecutable: 126,
  notFound: 127,
} as const

export class Mistake extends Error {
  readonly exit: number
  /** What to do instead, a line each. */
  readonly advice: readonly string[]

  constructor(sentence: string, advice: readonly string[] = [], exit: number = EXIT.usage) {
    super(sentence)
    this.name = 'Mistake'
    this.advice = advice
    this.exit = exit
  }
}

/** A value that cannot be read; whoever knows where it came from makes it a Mistake. */
export class Unreadable extends Error {
  readonly advice: readonly string[]

  constructor(sentence: string, ...advice: readonly string[]) {
    super(sentence)
    this.name = 'Unreadable'
    this.advice = advice
  }
}
