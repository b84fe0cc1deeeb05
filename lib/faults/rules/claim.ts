// What the plan has in store for one request, and how several rules spoil one answer together.

import type { Reply, Request } from '../../protocol/messages.js'
import type { Armed } from './armed.js'
import type { Known } from './facts.js'
import type { Act, Layer, Wrapper } from '../fault.js'
import type { Point } from '../points.js'
import type { Stagehand } from '../stagehand.js'

/** A rule that spoiled a request. */
export interface Fired {
  readonly id: string
  /** Point and effect: `token`, `error-http-200`. */
  readonly point: Point
  readonly effect: string
}

/** Tells what is known of a request now that it has been judged. */
export type Learn = () => Promise<Known>

export interface Claimed {
  /** The rules that spoil it, newest first; rules that wait for the reply come when it is there. */
  readonly fired: readonly Fired[]
  /** Their ids. */
  readonly names: readonly string[]
  around(request: Request, act: Act, learn?: Learn): Promise<Reply>
}

export const NOTHING: Claimed = Object.freeze({
  fired: Object.freeze([]),
  names: Object.freeze([]),
  around: (_request: Request, act: Act) => act(),
})

/** A rule whose turn it is. */
export interface Due {
  readonly armed: Armed
  readonly chance: number
  /** On the realm's clock. */
  readonly now: number
}

const shownFired = ({ armed: { id, rule } }: Due): Fired => ({
  id,
  point: rule.selector.point,
  effect: rule.effect.name,
})

/** The rules of one request. */
export class Claim implements Claimed {
  readonly #now: readonly Due[]
  readonly #then: (reply: Reply, learn: Learn | undefined) => Promise<readonly Due[]>
  readonly #hand: Stagehand
  readonly fired: Fired[]

  /** @param then Claims, when the reply is there, what waits for it. */
  constructor(
    now: readonly Due[],
    then: (reply: Reply, learn: Learn | undefined) => Promise<readonly Due[]>,
    hand: Stagehand,
  ) {
    this.#now = now
    this.#then = then
    this.#hand = hand
    this.fired = now.map(shownFired)
  }

  get names(): readonly string[] {
    return this.fired.map(({ id }) => id)
  }

  async around(request: Request, act: Act, learn?: Learn): Promise<Reply> {
    const reply = await spoiled(this.#now, request, act, this.#hand)
    const then = await this.#then(reply, learn)
    this.fired.push(...then.map(shownFired))
    return labelled(await spoiled(then, request, async () => reply, this.#hand), this.names)
  }
}

/** From the inside out: what answers instead, what is signed, what is said, how it travels; newer ones further out. */
const ORDER: readonly (Layer | undefined)[] = [undefined, 'claims', 'body', 'wire']

function spoiled(due: readonly Due[], request: Request, act: Act, hand: Stagehand): Promise<Reply> {
  const inwards = ORDER.flatMap((layer) => due.filter(({ armed }) => armed.layer === layer).reverse())
  const outermost = inwards.reduce<Act>((inner, one) => {
    const wrapper = wrapperOf(one, hand)
    return () => wrapper(request, inner)
  }, act)
  return outermost()
}

function wrapperOf({ armed: { id, text, fault, rule }, chance, now }: Due, hand: Stagehand): Wrapper {
  const wrapper = fault.wrap({ cause: `${id}: ${text}`, chance, now, hand })
  return rule.when.late ? late(wrapper) : wrapper
}

/** The work is done whatever the fault does about it: the answer that gets lost. */
const late =
  (wrapper: Wrapper): Wrapper =>
  async (request, act) => {
    const reply = await act()
    return wrapper(request, async () => reply)
  }

/** A header tells a person with curl which rules took part. */
function labelled(reply: Reply, names: readonly string[]): Reply {
  return names.length === 0 ? reply : { ...reply, headers: { ...reply.headers, 'mock-oauth2-fault': names.join(', ') } }
}
