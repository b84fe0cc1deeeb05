// The keys that come after a rotation: published test keys too, the same in every run, with a kid that says
// so. RSA keys come from a small pool, because making one takes a while; elliptic ones are derived from their kid.

import { createECDH, createHash, createPrivateKey, generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from '../protocol/jwt.js'
import { FURTHER_RSA_KEYS } from './testkeys.js'

const POOL: Readonly<Record<string, readonly JWK[]>> = {
  RS256: FURTHER_RSA_KEYS.slice(0, 3),
  PS256: FURTHER_RSA_KEYS.slice(3),
}

/** RFC 8410 §7: what stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * A key for an algorithm, by its number: 2 is the one after the first.
 * @throws RangeError for an algorithm that there are no test keys for.
 */
export async function furtherKey(alg: string, number: number): Promise<JWK> {
  const kid = `mock-oauth2-public-test-key-${alg.toLowerCase()}-${number}`
  return { kid, alg, use: 'sig', ...(await membersOf(alg, number, kid)) }
}

async function membersOf(alg: string, number: number, kid: string): Promise<JWK> {
  if (['ES256', 'EdDSA', 'Ed25519'].includes(alg)) return derivedKey(alg, kid)
  const pool = POOL[alg]
  if (pool) return pool[number - 2] ?? generatedKey()
  throw new RangeError(`there are no further keys for ${alg}; there are for RS256, PS256, ES256 and EdDSA`)
}

/** An elliptic key that is always the same for a kid. */
export function derivedKey(alg: string, kid: string): JWK {
  return alg === 'ES256' ? p256(kid) : ed25519(kid)
}

function p256(kid: string): JWK {
  const d = createHash('sha256').update(kid).digest()
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(d)
  const point = ecdh.getPublicKey()
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  return { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '', d: d.toString('base64url') }
}

function ed25519(kid: string): JWK {
  const key = Buffer.concat([ED25519, createHash('sha256').update(kid).digest()])
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
}

/** Beyond the pool: real chance, and a moment of patience. */
export async function generatedKey(): Promise<JWK> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return privateKey.export({ format: 'jwk' })
}
