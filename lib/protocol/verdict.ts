// What a client made of an answer that was spoiled on purpose.

/** `watching`: nothing that decides has happened yet. `inconclusive`: nothing that decides will be seen from here. */
export type Outcome = 'handled' | 'mishandled' | 'inconclusive' | 'watching'

export interface Verdict {
  /** The id of the rule that spoiled the answer: `f1`. */
  readonly fault: string
  /** What was spoiled, as the catalogue calls it: `te-error-http-200`, or as the rule says: `token=503`. */
  readonly effect: string
  /** The journal id of the spoiled request; of the first one, when the client repeated it. */
  readonly request: string
  readonly client_id?: string
  readonly outcome: Outcome
  /** A sentence. */
  readonly because: string
  /** The clause: `RFC 6749 §5.2`. */
  readonly spec?: string
  /** The journal id of the request that decided. */
  readonly decided_by?: string
}
