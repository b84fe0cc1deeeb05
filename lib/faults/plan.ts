// FaultPlan: the rules that are armed, and which of them a request claims. Claiming is synchronous and
// happens once a request, so that counts are exact however many requests are under way.

import type { Reply, Request } from '../protocol/messages.js'
import { explain } from './explain.js'
import { factsOf, selects, type Facts, type Known } from './facts.js'
import type { Act, ArmedFault, Wrapper } from './fault.js'
import { faultOf, parseRule, ruleText } from './grammar.js'
import { RuleError } from './mistake.js'
import type { Rule } from './rule.js'
import { draw, inForce, isDue } from './turn.js'
import { textOf, type RuleObject } from './written.js'

export type { Known } from './facts.js'
export type { RuleObject } from './written.js'
export { RuleError } from './mistake.js'

/** A rule and what became of it so far. A snapshot: ask `list` again for new counts. */
export interface ArmedRule {
  readonly id: string
  /** In canonical form. */
  readonly rule: string
  readonly note?: string
  /** The rule in English. */
  readonly explain: string
  /** Requests that its selector chose while it was in force. */
  readonly matched: number
  /** How many of them it spoiled. */
  readonly fired: number
}

/** What the plan has in store for one request. */
export interface Claimed {
  /** The ids of the rules that spoil it, newest first. */
  readonly names: readonly string[]
  around(request: Request, act: Act): Promise<Reply>
}

const NOTHING: Claimed = Object.freeze({ names: Object.freeze([]), around: (_request: Request, act: Act) => act() })

const MOST_RULES = 1000
/** Counters of one `per:` rule; beyond it the value that was seen first starts again. */
const MOST_COUNTERS = 10_000

interface Armed {
  readonly id: string
  readonly text: string
  readonly note: string | undefined
  readonly rule: Rule
  readonly fault: ArmedFault
  readonly delays: boolean
  readonly armedAt: number
  readonly counts: Map<string, number>
  matched: number
  fired: number
}

export class FaultPlan {
  readonly #clock: { now(): number }
  readonly #seed: number
  /** Newest first. */
  #rules: readonly Armed[] = []
  #last = 0

  /** @param clock Milliseconds since the epoch. @param seed Repeats every choice of `p:` and of ranges. */
  constructor(clock: { now(): number }, seed: number) {
    this.#clock = clock
    this.#seed = seed
  }

  /**
   * Arms a rule; it counts from now on.
   *
   * @throws RuleError with a caret under the mistake and a suggestion.
   * @example plan.arm('token.refresh+client:web=invalid_grant@2')
   */
  arm(given: string | RuleObject): ArmedRule {
    const { text, note, id = this.#nextId() } = textOf(given)
    const rule = parseRule(text)
    const whole = { text, offset: 0, length: text.length }
    if (this.#rules.some((other) => other.id === id))
      throw new RuleError('fault rule', whole, `a rule with the id "${id}" is armed already`, 'disarm it first')
    if (this.#rules.length >= MOST_RULES)
      throw new RuleError('fault rule', whole, `${MOST_RULES} rules are armed already`, 'disarm some first')
    const armed: Armed = {
      ...{ id, text: ruleText(rule), note, rule, armedAt: this.#clock.now() },
      ...{ ...faultOf(rule), counts: new Map<string, number>(), matched: 0, fired: 0 },
    }
    this.#rules = [armed, ...this.#rules]
    return shown(armed)
  }

  /** Takes a rule back; `false` when there is no such rule. */
  disarm(id: string): boolean {
    const kept = this.#rules.filter((rule) => rule.id !== id)
    const found = kept.length < this.#rules.length
    this.#rules = kept
    return found
  }

  /** Takes all rules back and numbers from `f1` again, so that a seed repeats. */
  clear(): void {
    this.#rules = []
    this.#last = 0
  }

  /** Whether any rule asks who the user is, which only the server's records can tell of some requests. */
  get asksUser(): boolean {
    return this.#rules.some(({ rule }) => asksUser(rule))
  }

  /** The armed rules in the order in which they were armed. */
  list(): readonly ArmedRule[] {
    return this.#rules.map(shown).reverse()
  }

  /**
   * Counts a request and says what is to happen to it. Call it once a request, before acting. Never
   * throws. A CORS preflight is nobody's call and is left alone.
   */
  claim(request: Request, known?: Known): Claimed {
    if (this.#rules.length === 0 || request.method === 'OPTIONS') return NOTHING
    const facts = factsOf(request, known)
    const names: string[] = []
    const delays: Wrapper[] = []
    let end: Wrapper | undefined
    for (const armed of this.#rules) {
      const turn = this.#count(armed, facts)
      if (turn === undefined || (end && !armed.delays)) continue
      armed.fired += 1
      names.push(armed.id)
      const wrapper = wrapperOf(armed, turn)
      if (armed.delays) delays.push(wrapper)
      else end = wrapper
    }
    if (names.length === 0) return NOTHING
    return claimed(names, end ? [end, ...delays] : delays)
  }

  /** The chance of this call when it is the rule's turn. Counts it in any case. */
  #count(armed: Armed, facts: Facts): number | undefined {
    const { rule, id, counts } = armed
    if (!selects(rule.selector, facts) || !inForce(rule.when, armed.armedAt, this.#clock.now())) return undefined
    armed.matched += 1
    const value = rule.when.per === undefined ? '' : (facts[rule.when.per][0] ?? '')
    const n = (counts.get(value) ?? 0) + 1
    counts.set(value, n)
    if (counts.size > MOST_COUNTERS) counts.delete(String(counts.keys().next().value))
    if (!isDue(rule.when, n, draw(this.#seed, id, value, n))) return undefined
    return draw(this.#seed, id, value, n, 'amount')
  }

  #nextId(): string {
    const taken = new Set(this.#rules.map((rule) => rule.id))
    do this.#last += 1
    while (taken.has(`f${this.#last}`))
    return `f${this.#last}`
  }
}

function asksUser({ selector, when }: Rule): boolean {
  return when.per === 'user' || selector.conditions.some(({ key }) => key === 'user')
}

function wrapperOf({ id, text, fault, rule }: Armed, chance: number): Wrapper {
  const wrapper = fault.wrap({ cause: `${id}: ${text}`, chance })
  return rule.when.late ? late(wrapper) : wrapper
}

/** The work is done whatever the fault does about it: the answer that gets lost. */
const late =
  (wrapper: Wrapper): Wrapper =>
  async (request, act) => {
    const reply = await act()
    return wrapper(request, async () => reply)
  }

/** The first wrapper stands innermost. A header tells a person with curl which rules took part. */
function claimed(names: readonly string[], wrappers: readonly Wrapper[]): Claimed {
  return {
    names,
    async around(request, act) {
      const spoiled = wrappers.reduce<Act>((inner, wrapper) => () => wrapper(request, inner), act)
      const reply = await spoiled()
      return { ...reply, headers: { ...reply.headers, 'mock-oauth2-fault': names.join(', ') } }
    },
  }
}

function shown({ id, text, note, rule, matched, fired }: Armed): ArmedRule {
  return { id, rule: text, ...(note === undefined ? {} : { note }), explain: explain(rule), matched, fired }
}
