// What a command is to the table in index.ts, and what it is called with.

import type { Table, Values } from './settings.js'
import type { Terminal } from './terminal.js'

export interface Call<T extends Table = Table> {
  readonly values: Values<T>
  /** What stood beside the flags: fixture files, or the command of `exec`. */
  readonly operands: readonly string[]
  readonly terminal: Terminal
}

export interface Verb {
  readonly name: string
  readonly summary: string
  /** The heading in help under which it stands with others. */
  readonly group?: string
  /** As commander wants it: `[fixtures...]`. */
  readonly operands?: string
  readonly settings: Table
  /** Shown under the flags in help. */
  readonly examples: readonly string[]
  /** Flags behind the first operand belong to somebody else. */
  readonly wraps?: true
  readonly run: (call: Call) => Promise<number>
}

/** A command whose `run` knows the types of its own flags; the table in index.ts does not need to. */
export function verb<T extends Table>(
  known: Omit<Verb, 'settings' | 'run'> & { readonly settings: T; readonly run: (call: Call<T>) => Promise<number> },
): Verb {
  return { ...known, run: (call) => known.run({ ...call, values: call.values }) }
}
