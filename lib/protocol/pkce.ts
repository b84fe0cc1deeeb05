// RFC 7636: a code_verifier against the code_challenge of the authorization request.

import { createHash } from 'node:crypto'

export type ChallengeMethod = 'S256' | 'plain'

export interface Challenge {
  readonly code_challenge: string
  readonly code_challenge_method: ChallengeMethod
}

/** §4.1: 43 to 128 unreserved characters. */
export function isVerifier(text: string): boolean {
  return /^[A-Za-z0-9\-._~]{43,128}$/.test(text)
}

/** §4.2: an S256 challenge is 32 bytes in base64url without padding; a plain one is a verifier. */
export function isChallenge(text: string, method: ChallengeMethod): boolean {
  return method === 'S256' ? /^[A-Za-z0-9_-]{43}$/.test(text) : isVerifier(text)
}

/** §4.2: BASE64URL(SHA256(ASCII(code_verifier))). */
export function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

/** §4.6. */
export function answers(verifier: string, challenge: Challenge): boolean {
  return challenge.code_challenge === (challenge.code_challenge_method === 'S256' ? s256(verifier) : verifier)
}

/** What went wrong: one of the usual things, or a verifier of another request. */
export function usualMistake(
  verifier: string,
  { code_challenge, code_challenge_method }: Challenge,
): { readonly reason: string; readonly words: string } {
  const hex = createHash('sha256').update(verifier).digest('hex')
  if (verifier === code_challenge)
    return {
      reason: 'pkce-challenge-unhashed',
      words: 'the two are equal although the method is S256: the challenge was not hashed, or sent as verifier',
    }
  if (code_challenge === hex || code_challenge === Buffer.from(hex).toString('base64url'))
    return {
      reason: 'pkce-challenge-hex',
      words: 'the challenge is the hexadecimal digest; hash to raw bytes and encode those with base64url',
    }
  if (code_challenge_method === 'plain' && code_challenge === s256(verifier))
    return {
      reason: 'pkce-method-missing-but-hashed',
      words: 'the challenge is hashed but code_challenge_method=S256 was not sent, and absent means plain',
    }
  if (s256(s256(verifier)) === code_challenge)
    return { reason: 'pkce-challenge-hashed-twice', words: 'the challenge is hashed twice' }
  return { reason: 'pkce-verifier-mismatch', words: 'it belongs to another request' }
}
