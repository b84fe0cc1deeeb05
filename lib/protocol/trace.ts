// What a server notices while it judges one request: which checks held, which warnings arose, who
// was recognised. An honest server would log this; the journal keeps it and explanations are made of it.

import type { Diagnosis } from './error.js'

const NONE: readonly never[] = Object.freeze([])
const NOTHING: Readonly<Record<string, string>> = Object.freeze({})

/** A sentence, or how to make it: most are never read. */
type Sentence = string | (() => string)

export class Trace {
  #checks: Sentence[] | undefined
  #warnings: Diagnosis[] | undefined
  /** Facts under their protocol names: client_id, grant_type, sub, scope, jti. */
  #understood: Record<string, string> | undefined
  #refusal: Diagnosis | undefined

  /** A rung of the ladder that held, in a few words: `code not expired (41 s left)`. */
  check(sentence: Sentence): void {
    if (this.#checks) this.#checks.push(sentence)
    else this.#checks = [sentence]
  }

  /** Something that works here and would not elsewhere, or that will bite later. */
  warn(diagnosis: Diagnosis): void {
    if (this.#warnings) this.#warnings.push(diagnosis)
    else this.#warnings = [diagnosis]
  }

  understand(name: string, value: string): void {
    this.#understood ??= {}
    this.#understood[name] = value
  }

  refuse(diagnosis: Diagnosis): void {
    this.#refusal = diagnosis
  }

  get checks(): readonly string[] {
    return this.#checks?.map((sentence) => (typeof sentence === 'string' ? sentence : sentence())) ?? NONE
  }
  get warnings(): readonly Diagnosis[] {
    return this.#warnings ?? NONE
  }
  get understood(): Readonly<Record<string, string>> {
    return this.#understood ?? NOTHING
  }
  get refusal(): Diagnosis | undefined {
    return this.#refusal
  }
}
