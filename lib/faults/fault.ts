// A way to go wrong: one file each. A fault knows the protocol and nothing else; it wraps the act of
// answering. To add a primitive: a file here and a line in index.ts. To add a catalogue entry that
// an existing primitive can play: one row in catalogue.ts.

import type { Reply, Request } from '../protocol/messages.js'
import type { Options } from './options.js'
import type { Point } from './points.js'
import type { Stagehand } from './stagehand.js'

export type Act = () => Promise<Reply>

/** The armed form of a fault. Returning without calling `act` leaves the server's state untouched. */
export type Wrapper = (request: Request, act: Act) => Promise<Reply>

/** The one call that a rule spoils. */
export interface Turn {
  /** The rule that asked for it, for descriptions: `f1: token=503@2`. */
  readonly cause: string
  /** From 0 to below 1; a pure function of seed, rule and call number, so that a seed repeats it. */
  readonly chance: number
  /** Milliseconds since the epoch on the realm's clock. */
  readonly now: number
  /** For faults that do something to the server and not to the reply alone. */
  readonly hand: Stagehand
}

/** What a fault changes, from the inside out: what is signed, what is said, how the bytes travel. */
export type Layer = 'claims' | 'body' | 'wire'

/** What is answered before it is a call: a CORS preflight, and a call whose body is still on its way. */
export type Ahead = 'preflight' | 'early'

export interface Fault {
  readonly name: string
  /** One line for `faults` and the documentation: `answers with the HTTP status given`. */
  readonly summary: string
  /**
   * Set when the answer still comes and others may spoil it too: several delays add up, and a changed member stays
   * changed in a body that is cut. Without a layer, the first rule wins.
   */
  readonly layer?: Layer
  /** Set when it spoils what comes before a call, and no call. */
  readonly ahead?: Ahead
  /** Reads options from a rule, a fixture file or a row of the catalogue; throws `OptionError`. */
  arm(options: Options): ArmedFault
}

export interface ArmedFault {
  /** What happens to a call at this point, as the rest of a sentence: `is answered with 503`. */
  explain(point: Point): string
  wrap(turn: Turn): Wrapper
  /** Lets go of the calls that it holds, because it was disarmed or the server closes. */
  release?(): void
}
