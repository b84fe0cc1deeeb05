// FaultPlan: the rules that are armed, and which of them a request claims. Claiming is synchronous and
// happens once a request, so that counts are exact however many requests are under way.

import type { Reply, Request } from '../../protocol/messages.js'
import { saved, shown, type Armed, type ArmedRule, type SavedPlan } from './armed.js'
import { carries, responded } from './carried.js'
import { Claim, NOTHING, type Claimed, type Due, type Learn } from './claim.js'
import { factsOf, selects, type Facts, type Known } from './facts.js'
import { NOBODY, type Stagehand } from '../stagehand.js'
import { faultOf, parseRule, ruleText } from './grammar.js'
import { RuleError } from './mistake.js'
import type { Rule } from './rule.js'
import { draw, inForce, isDue } from './turn.js'
import { relevant } from './relevant.js'
import { textOf, type RuleObject } from './written.js'

export type { ArmedRule } from './armed.js'
export type { Claimed, Fired } from './claim.js'
export type { Known } from './facts.js'
export type { RuleObject } from './written.js'
export { RuleError } from './mistake.js'
export type { Stagehand } from '../stagehand.js'

const NO_RULES: readonly Armed[] = []
const MOST_RULES = 1000
/** Counters of one `per:` rule; beyond it the value that was seen first starts again. */
const MOST_COUNTERS = 10_000

export class FaultPlan {
  readonly #clock: { now(): number }
  readonly #seed: number
  readonly #hand: Stagehand
  /** Newest first. */
  #rules: readonly Armed[] = []
  #last = 0

  /**
   * @param clock Milliseconds since the epoch. @param seed Repeats every choice of `p:` and of ranges.
   * @param hand What faults may do to the server.
   */
  constructor(clock: { now(): number }, seed: number, hand: Stagehand = NOBODY) {
    this.#clock = clock
    this.#seed = seed
    this.#hand = hand
  }

  /**
   * Arms a rule; it counts from now on.
   *
   * @throws RuleError with a caret under the mistake and a suggestion.
   * @example plan.arm('token.refresh+client:web=invalid_grant@2')
   */
  arm(given: string | RuleObject): ArmedRule {
    const { text, note, id: own } = textOf(given)
    const rule = parseRule(text)
    const whole = { text, offset: 0, length: text.length }
    if (own !== undefined && this.#rules.some(({ id }) => id === own))
      throw new RuleError('fault rule', whole, `a rule with the id "${own}" is armed already`, 'disarm it first')
    if (this.#rules.length >= MOST_RULES)
      throw new RuleError('fault rule', whole, `${MOST_RULES} rules are armed already`, 'disarm some first')
    const armed: Armed = {
      ...{ id: own ?? this.#nextId(), text: ruleText(rule), note, rule, armedAt: this.#clock.now() },
      ...{ ...faultOf(rule), counts: new Map<string, number>(), matched: 0, fired: 0, enabled: true },
    }
    this.#rules = [armed, ...this.#rules]
    return shown(armed)
  }

  /** Takes a rule back; `false` when there is no such rule. */
  disarm(id: string): boolean {
    const found = this.#rules.find((rule) => rule.id === id)
    this.#rules = this.#rules.filter((rule) => rule !== found)
    found?.fault.release?.()
    return found !== undefined
  }

  /** Switches a rule off or on again; its counts stay. `false` when there is no such rule. */
  enable(id: string, enabled: boolean): boolean {
    const found = this.#rules.find((rule) => rule.id === id)
    if (found) found.enabled = enabled
    return found !== undefined
  }

  /** Takes all rules back and numbers from `f1` again, so that a seed repeats. */
  clear(): void {
    this.release()
    this.#rules = []
    this.#last = 0
  }

  /** All rules with their counts, for a snapshot. */
  save(): SavedPlan {
    return { last: this.#last, rules: this.#rules.map(saved) }
  }

  /** What was saved, in place of what is there. @throws RuleError for rules of a newer version. */
  load({ last, rules }: SavedPlan): void {
    const armed = rules.map((one) => ({ ...one, ...faultOf(parseRule(one.text)), rule: parseRule(one.text) }))
    this.clear()
    this.#rules = armed.map((one, at) => ({ ...one, counts: new Map(rules[at]?.counts) }))
    this.#last = last
  }

  /** Lets go of the calls that rules hold, so that a server can close. */
  release(): void {
    for (const { fault } of this.#rules) fault.release?.()
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
   * @param brought Rules that the request asks for itself; they go before those that are armed.
   */
  claim(request: Request, known?: Known, brought: readonly Armed[] = NO_RULES): Claimed {
    if ((this.#rules.length === 0 && brought.length === 0) || request.method === 'OPTIONS') return NOTHING
    const armed = relevant(this.#rules, request.endpoint)
    const own = relevant(brought, request.endpoint)
    const waiting = own.waiting.length === 0 ? armed.waiting : [...own.waiting, ...armed.waiting]
    const first = own.now.length === 0 ? armed.now : [...own.now, ...armed.now]
    const now = first.length === 0 ? [] : this.#due(first, factsOf(request, known))
    if (now.length === 0 && waiting.length === 0) return NOTHING
    const then = async (reply: Reply, learn: Learn | undefined): Promise<readonly Due[]> => {
      const carried = waiting.filter(({ rule }) => carries(rule.selector.point, reply))
      if (carried.length === 0) return []
      return this.#due(carried, factsOf(request, { ...(await learn?.()), ...responded(request, reply) }))
    }
    return new Claim(now, then, this.#hand)
  }

  /** The same for what comes before a call: a preflight, or one whose body has not been read. Such a rule counts nothing else. */
  ahead(request: Request, known?: Known): Claimed {
    const kind = request.method === 'OPTIONS' ? 'preflight' : 'early'
    const rules = this.#rules.filter(({ ahead }) => ahead === kind)
    const now = rules.length === 0 ? [] : this.#due(rules, factsOf(request, known))
    return now.length === 0 ? NOTHING : new Claim(now, async () => [], this.#hand)
  }

  /** Whether any rule is about what comes before a call. */
  get looksAhead(): boolean {
    return this.#rules.some(({ ahead }) => ahead !== undefined)
  }

  /** The same for what the server sends by itself, as a logout token: rules about calls have no part in it. */
  outgoing(request: Request, known: Known): Claimed {
    const then = async (reply: Reply): Promise<readonly Due[]> => {
      const carried = this.#rules.filter(({ waits, rule }) => waits && carries(rule.selector.point, reply))
      return this.#due(carried, factsOf(request, known))
    }
    return new Claim([], then, this.#hand)
  }

  /** Counts, and says whose turn it is, newest first. Of those without a layer only the first. */
  #due(rules: readonly Armed[], facts: Facts): readonly Due[] {
    const due: Due[] = []
    let ended = false
    for (const armed of rules) {
      const chance = this.#count(armed, facts)
      if (chance === undefined || (ended && armed.layer === undefined)) continue
      armed.fired += 1
      ended ||= armed.layer === undefined
      due.push({ armed, chance, now: this.#clock.now() })
    }
    return due
  }

  /** The chance of this call when it is the rule's turn. Counts it in any case. */
  #count(armed: Armed, facts: Facts): number | undefined {
    const { rule, id, counts } = armed
    if (!armed.enabled || !selects(rule.selector, facts) || !inForce(rule.when, armed.armedAt, this.#clock.now()))
      return undefined
    armed.matched += 1
    const value = rule.when.per === undefined ? '' : (facts[rule.when.per][0] ?? '')
    const n = (counts.get(value) ?? 0) + 1
    counts.set(value, n)
    if (counts.size > MOST_COUNTERS) counts.delete(String(counts.keys().next().value))
    if (!isDue(rule.when, n, rule.when.chance === undefined ? 0 : draw(this.#seed, id, value, n))) return undefined
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
