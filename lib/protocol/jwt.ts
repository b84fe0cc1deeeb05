// RFC 7519, RFC 7515: JWTs that somebody else signed: client assertions, request objects, DPoP proofs,
// assertions of trusted issuers. Says which of the usual things is wrong; times are the caller's to judge.

import type { JWK } from 'jose'
import { quoted } from './error.js'

export type { JWK }

/** RFC 7517 §5. */
export interface JwkSet {
  readonly keys: readonly JWK[]
}

export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

export interface JwtFlaw {
  /** Suffix of a reason code: `malformed`, `alg`, `kid-unknown`, `signature`. */
  readonly reason: 'malformed' | 'alg' | 'kid-unknown' | 'signature'
  readonly hint: string
}

/** Header and claims of a compact JWS without looking at its signature; `undefined` when it is none. */
export function decodeJwt(jwt: string): Jwt | undefined {
  const [header, claims, signature, more] = jwt.split('.')
  if (header === undefined || claims === undefined || signature === undefined || more !== undefined) return undefined
  const parts = [header, claims].map(parsed)
  return parts[0] && parts[1] ? { header: parts[0], claims: parts[1] } : undefined
}

function parsed(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

/** A claim fit for a sentence. */
export function shownClaim(value: unknown): string {
  return value === undefined ? 'missing' : quoted(typeof value === 'string' ? value : JSON.stringify(value), 200)
}

export interface Expected {
  /** Public keys of the signer. Those with another `kid` than the header's are passed over. */
  readonly keys: readonly JWK[]
  /** The algorithms taken; `none` is never among them. */
  readonly algorithms: readonly string[]
}

/** The JWT when one of the keys signed it, else what is wrong with it. */
export async function verifyJwt(jwt: string, { keys, algorithms }: Expected): Promise<Jwt | JwtFlaw> {
  const decoded = decodeJwt(jwt)
  if (!decoded)
    return {
      reason: 'malformed',
      hint: 'it is not a JWT: three parts of base64url with a JSON object in each of the first two',
    }
  const { alg, kid } = decoded.header
  if (typeof alg !== 'string' || !algorithms.includes(alg))
    return { reason: 'alg', hint: `it is signed with alg ${String(alg)}; ${algorithms.join(', ')} are taken` }
  const candidates = keys.filter(
    (key) => (kid === undefined || key.kid === undefined || key.kid === kid) && fits(key, alg),
  )
  if (candidates.length === 0)
    return {
      reason: 'kid-unknown',
      hint: `no registered key has kid '${String(kid)}' and fits ${alg}; registered: ${keys.map((key) => key.kid ?? '(no kid)').join(', ') || 'none'}`,
    }
  for (const key of candidates) if (await signedBy(jwt, key, alg)) return decoded
  return { reason: 'signature', hint: `the signature does not verify with ${candidates.length} registered key(s)` }
}

export function isFlaw(result: Jwt | JwtFlaw): result is JwtFlaw {
  return 'reason' in result
}

async function signedBy(jwt: string, key: JWK, alg: string): Promise<boolean> {
  const jose = await import('jose')
  try {
    await jose.compactVerify(jwt, await jose.importJWK(publicHalf(key), alg), { algorithms: [alg] })
    return true
  } catch {
    return false
  }
}

/** Whoever registers a private key by mistake should still get through. */
function publicHalf({ d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...key }: JWK): JWK {
  return key
}

/** RFC 7518 §3.1: the key types of the algorithms. */
function fits({ kty, crv, alg, use }: JWK, wanted: string): boolean {
  const [named, asked] = [alg, wanted].map((one) => (one === 'Ed25519' ? 'EdDSA' : one))
  if ((named !== undefined && named !== asked) || use === 'enc') return false
  if (wanted.startsWith('HS')) return kty === 'oct'
  if (wanted.startsWith('RS') || wanted.startsWith('PS')) return kty === 'RSA'
  if (wanted.startsWith('ES')) return kty === 'EC' && CURVES[wanted] === crv
  return kty === 'OKP' && (crv === 'Ed25519' || crv === 'Ed448')
}

const CURVES: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }

/** A shared secret as a key (RFC 7518 §3.2). */
export function secretKey(secret: string): JWK {
  return { kty: 'oct', k: Buffer.from(secret).toString('base64url') }
}

/** RFC 7638: the thumbprint by which a token is bound to a key. */
export async function thumbprint(key: JWK): Promise<string> {
  const jose = await import('jose')
  return jose.calculateJwkThumbprint(key)
}

/** RFC 7518 §3.1, RFC 8037 §3.1; `Ed25519` is the newer name of RFC 9864 §2.2. */
export const ASYMMETRIC = [
  'RS256',
  'PS256',
  'ES256',
  'EdDSA',
  'Ed25519',
  'RS384',
  'PS384',
  'ES384',
  'RS512',
  'PS512',
  'ES512',
] as const
export const HMAC = ['HS256', 'HS384', 'HS512'] as const
