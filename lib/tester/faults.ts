// Fault rules from a test: armed all or none, and taken back again.

import type { ArmedRule, RuleObject } from '../faults/rules/plan.js'
import type { Ask } from './ask.js'
import { ControlError } from './refusal.js'
import { ruleMistake } from './rulemistake.js'
import { isTagged, taggedRule } from './tag.js'
import { at } from './transport.js'

/** Rules that `fail` armed, as they were then; `await using` takes them back at the end of the block. */
export interface Fault extends AsyncDisposable {
  /** Of the first rule. */
  readonly id: string
  /** The first rule in canonical form. */
  readonly rule: string
  /** The first rule in English. */
  readonly explain: string
  readonly rules: readonly ArmedRule[]
  /** With the counts of now: how many requests each rule matched, and how many of them it spoiled. */
  read(): Promise<readonly ArmedRule[]>
  /** Takes the rules back. Safe to call twice. */
  clear(): Promise<void>
}

export interface Faults {
  fail(...rules: readonly (string | RuleObject)[]): Promise<Fault>
  /** The armed rules, in the order in which they were armed. */
  list(): Promise<readonly ArmedRule[]>
  /**
   * A rule in English, without arming it.
   *
   * @throws RuleError for a rule with a mistake.
   */
  explain(rule: string): Promise<string>
  /**
   * Takes one rule back.
   *
   * @param id As `list` and `fail` tell it: `f1`.
   */
  remove(id: string): Promise<void>
  /** Takes all rules back; of a tag, its own. */
  clear(): Promise<void>
}

export class FaultRules implements Faults {
  readonly #ask: Ask
  readonly #tag: string | undefined

  constructor(ask: Ask, tag: string | undefined) {
    this.#ask = ask
    this.#tag = tag
  }

  readonly fail = async (...rules: readonly (string | RuleObject)[]): Promise<Fault> => {
    const asked = rules.map((rule) => this.#arm(rule))
    const settled = await Promise.allSettled(asked)
    const armed = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const failed = settled.find((one) => one.status === 'rejected')
    if (!failed) return this.#fault(armed)
    await this.#disarm(armed)
    throw failed.reason
  }

  async list(): Promise<readonly ArmedRule[]> {
    const { faults } = (await this.#ask('GET', '/faults')) as { faults: readonly ArmedRule[] }
    return this.#tag === undefined ? faults : faults.filter(({ rule }) => isTagged(rule, this.#tag ?? ''))
  }

  async explain(rule: string): Promise<string> {
    const { explain } = (await this.#ask('POST', '/faults/explain', { body: { rule } }).catch(ruleMistake)) as ArmedRule
    return explain
  }

  async remove(id: string): Promise<void> {
    await this.#ask('DELETE', at('/faults', id))
  }

  async clear(): Promise<void> {
    if (this.#tag === undefined) await this.#ask('DELETE', '/faults')
    else await this.#disarm(await this.list())
  }

  async #arm(rule: string | RuleObject): Promise<ArmedRule> {
    const body = this.#tag === undefined ? ruleObject(rule) : taggedRule(rule, this.#tag)
    return (await this.#ask('POST', '/faults', { body }).catch(ruleMistake)) as ArmedRule
  }

  #fault(rules: readonly ArmedRule[]): Fault {
    const ids = new Set(rules.map(({ id }) => id))
    const { id = '', rule = '', explain = '' } = rules[0] ?? {}
    const clear = () => this.#disarm(rules)
    const read = async () => (await this.list()).filter((one) => ids.has(one.id))
    return { id, rule, explain, rules, read, clear, [Symbol.asyncDispose]: clear }
  }

  /** A rule that is gone already is as good as disarmed. */
  async #disarm(rules: readonly ArmedRule[]): Promise<void> {
    const gone = (error: unknown): void => {
      if (!(error instanceof ControlError && error.status === 404)) throw error
    }
    await Promise.all(rules.map(({ id }) => this.#ask('DELETE', at('/faults', id)).catch(gone)))
  }
}

function ruleObject(rule: string | RuleObject): RuleObject {
  return typeof rule === 'string' ? { rule } : rule
}
