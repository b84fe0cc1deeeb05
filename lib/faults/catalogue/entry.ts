// What a row of the catalogue says: data only, so that the plan, the `faults` command, the reference page and the
// verdicts read the same thing.

import type { FaultName } from '../index.js'
import type { Options } from '../options.js'
import type { Point } from '../points.js'

/** What a correct client does: refuse it, cope with it, come back later, begin a new grant; or no RFC says. */
export type Duty = 'reject' | 'cope' | 'back off' | 'new grant' | 'undefined'

/** What betrays a client that does not. */
export interface Probe {
  readonly kind:
    | 'no-use' // the spoiled artifact is presented nowhere
    | 'no-token' // no token request follows
    | 'one-retry' // the same call comes once more, not oftener
    | 'wait' // the next call comes after `seconds`
    | 'same-refresh-token' // the next refresh sends the token that was sent before
    | 'new-refresh-token' // the next refresh sends the token that came with the answer
    | 'no-storm' // fewer than `most` calls follow
    | 'new-authorization' // the user is sent to the authorization endpoint again
    | 'refetch' // the JWK Set is fetched again, once
    | 'test' // only the program under test can tell
  /** Real seconds. */
  readonly seconds?: number
  readonly most?: number
}

/** What a client library did with it. */
export type Measured = 'accepts' | 'rejects' | 'rejects with non-repudiation checks' | 'times out'

/** A row as its file has it. */
export interface Row {
  /** `te-error-http-200`; what follows the first dash is written in rules: `token=error-http-200`. */
  readonly id: string
  readonly points: readonly Point[]
  /** For this part of its point only, a grant_type or response_type. */
  readonly part?: string
  readonly fault: FaultName
  readonly options?: Options
  /** The options that a rule may give after `:`, in order; the last one takes the rest of the text. */
  readonly arguments?: readonly string[]
  /** The first call only, unless the rule says which. */
  readonly once?: true
  /** Claimed when the reply is there: when an authorization response is about to leave. */
  readonly stage?: 'response'
  /** What is sent, as the rest of a sentence: `is answered with 200 and an error in the body`. */
  readonly summary: string
  readonly spec?: string
  readonly duty?: Duty
  readonly probe?: Probe
  /** Modules of the OpenID conformance suite, or scenarios of MCP's, that send the same. */
  readonly module?: readonly string[]
  readonly measured?: { readonly 'openid-client'?: Measured; readonly oauth4webapi?: Measured }
}

/** What may be written as the effect of a rule. The basic ones (`503`, `slow`) have no id. */
export interface Entry extends Partial<Omit<Row, 'points' | 'fault'>>, Pick<Row, 'points' | 'fault'> {
  /** As written after `=`: `invalid_grant`, `503`, `slow`, `error-http-200`. */
  readonly name: string
}

/** A fault of the literature that is not in the product, and why. */
export interface Unbuilt {
  readonly id: string
  readonly summary: string
  readonly because: string
}
