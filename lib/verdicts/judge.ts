// What a judge is: it hears the requests that come after a spoiled answer, and says which one decides.

import type { Duty, Probe } from '../faults/catalogue/index.js'
import type { Heard } from './heard.js'

/** A spoiled answer whose client is watched. */
export interface Watch {
  readonly spoiled: Heard
  /** The rule that spoiled it. */
  readonly fault: string
  readonly probe: Probe
  readonly duty: Duty | undefined
  /** Real time in milliseconds at which the answer was on its way. */
  readonly since: number
  /** The calls that count so far, oldest first; what counts is for the judge to say. */
  readonly calls: Heard[]
  /** How often the client came by with something else. */
  passes: number
}

export interface Finding {
  readonly outcome: 'handled' | 'mishandled' | 'inconclusive'
  /** A sentence about the client: `it used the access token of that answer at userinfo`. */
  readonly because: string
}

export interface Judge {
  /** Set when a repeated call that is spoiled again goes on with the story in place of beginning one. */
  readonly chain?: true
  /**
   * Another request that arrived after the spoiled answer had left, from whomever. A finding when it decides,
   * `'counts'` when it is part of the story, `'passes'` when it shows that the client is about, nothing otherwise.
   */
  hear(watch: Watch, heard: Heard): Finding | 'counts' | 'passes' | undefined
  /** What there is to say when nothing more will come. */
  end(watch: Watch): Finding
}
