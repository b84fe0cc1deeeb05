// What a fault may ask of the server besides spoiling a reply. A fault cannot see the server; the realm lends it this hand.

export interface Stagehand {
  /** Lets the time of a code or token be over. False when no record is known by this value. */
  expire(value: string): Promise<boolean>
  /** Takes back what came from the same authorization as this code or token. */
  revoke(value: string): Promise<boolean>
  /** Uses up a code or refresh token, as if somebody had been faster. */
  spend(value: string): Promise<boolean>
  /** Loses all codes, tokens and sessions, as a restart of a server without a database does. */
  forget(): Promise<void>
  /** Replaces the signing key: announced ahead, at once, or at once under the same `kid`. */
  rotateKeys(how: { readonly announce: boolean; readonly sameKid?: boolean }): Promise<void>
}

const nobody = async (): Promise<never> => {
  throw new Error('this fault needs a server to act on')
}

/** For a plan that stands alone. */
export const NOBODY: Stagehand = {
  expire: nobody,
  revoke: nobody,
  spend: nobody,
  forget: nobody,
  rotateKeys: nobody,
}
