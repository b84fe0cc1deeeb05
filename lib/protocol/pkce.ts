// RFC 7636: a code_verifier against the code_challenge of the authorization request.

import { createHash } from 'node:crypto'
import { repairs } from './difference.js'

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

export interface ChallengeMistake {
  readonly reason: string
  readonly words: string
}

/** What went wrong: one of the usual things; `undefined` for a verifier that has nothing to do with the challenge. */
export function usualMistake(
  verifier: string,
  { code_challenge, code_challenge_method }: Challenge,
): ChallengeMistake | undefined {
  if (verifier === code_challenge)
    return {
      reason: 'pkce-verifier-is-challenge',
      words: 'the two are equal although the method is S256: the challenge was not hashed, or sent as verifier',
    }
  const digest = createHash('sha256').update(verifier).digest()
  const hex = digest.toString('hex')
  if (code_challenge.toLowerCase() === hex || code_challenge === Buffer.from(hex).toString('base64url')) return HEX
  if (code_challenge === digest.toString('base64') || code_challenge === `${digest.toString('base64url')}=`)
    return BASE64
  if (code_challenge_method === 'plain' && code_challenge === s256(verifier))
    return {
      reason: 'pkce-method-missing-but-hashed',
      words: 'the challenge is hashed but code_challenge_method=S256 was not sent, and absent means plain',
    }
  if (s256(s256(verifier)) === code_challenge)
    return { reason: 'pkce-challenge-hashed-twice', words: 'the challenge is hashed twice' }
  return undefined
}

/** A verifier that would answer, but for what happened to it on the way. */
export function damagedVerifier(verifier: string, challenge: Challenge): ChallengeMistake | undefined {
  const repair = repairs(verifier).find(({ meant }) => answers(meant, challenge))
  if (!repair) return undefined
  const encoded = repair.kind === 'percent-encoded' || repair.kind === 'double-encoded'
  return { reason: encoded ? 'pkce-verifier-double-encoded' : 'pkce-verifier-trimmed', words: repair.words }
}

/** An S256 challenge that cannot be one: what it is instead, by its form. */
export function malformedChallenge(code_challenge: string): ChallengeMistake | undefined {
  if (/^[0-9a-f]{64}$/i.test(code_challenge) || /^[0-9a-f]{64}$/.test(fromBase64url(code_challenge))) return HEX
  if (/^[A-Za-z0-9+/]{43}=?$/.test(code_challenge) || /^[A-Za-z0-9_-]{43}=$/.test(code_challenge)) return BASE64
  if (!isVerifier(code_challenge)) return undefined
  return {
    reason: 'pkce-challenge-unhashed',
    words: 'it looks like a code_verifier: hash it, or say code_challenge_method=plain',
  }
}

const HEX: ChallengeMistake = {
  reason: 'pkce-challenge-hex',
  words: 'the challenge is the hexadecimal digest; hash to raw bytes and encode those with base64url',
}

const BASE64: ChallengeMistake = {
  reason: 'pkce-challenge-base64',
  words: 'the challenge is in base64; use base64url without padding: - and _ in place of + and /, and no =',
}

const fromBase64url = (text: string): string => Buffer.from(text, 'base64url').toString('latin1')
