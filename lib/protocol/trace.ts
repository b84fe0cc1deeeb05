// What a server notices while it judges one request: which checks held, which warnings arose, who
// was recognised. An honest server would log this; the journal keeps it and explanations are made of it.

import type { Diagnosis } from './error.js'

export class Trace {
  readonly #checks: string[] = []
  readonly #warnings: Diagnosis[] = []
  /** Facts under their protocol names: client_id, grant_type, sub, scope, jti. */
  readonly #understood: Record<string, string> = {}
  #refusal: Diagnosis | undefined

  /** A rung of the ladder that held, in a few words: `code not expired (41 s left)`. */
  check(sentence: string): void {
    this.#checks.push(sentence)
  }

  /** Something that works here and would not elsewhere, or that will bite later. */
  warn(diagnosis: Diagnosis): void {
    this.#warnings.push(diagnosis)
  }

  understand(name: string, value: string): void {
    this.#understood[name] = value
  }

  refuse(diagnosis: Diagnosis): void {
    this.#refusal = diagnosis
  }

  get checks(): readonly string[] {
    return this.#checks
  }
  get warnings(): readonly Diagnosis[] {
    return this.#warnings
  }
  get understood(): Readonly<Record<string, string>> {
    return this.#understood
  }
  get refusal(): Diagnosis | undefined {
    return this.#refusal
  }
}
