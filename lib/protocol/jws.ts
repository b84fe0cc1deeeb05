// RFC 7515 §7.1, RFC 7518 §3: a compact serialization with any header and any key, by Node's own cryptography. For what a
// library rightly refuses to make: SHA-1, short keys, unknown `crit`. Honest signatures are made in state/keys.

import { constants, createHmac, createPrivateKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { JWK } from './jwt.js'

type Header = Readonly<Record<string, unknown>>

/** Members that are `undefined` are left out of the header. Its `alg` says how to sign. */
export function compact(header: Header, payload: string, key: JWK): string {
  const signed = `${base64url(JSON.stringify(header))}.${base64url(payload)}`
  return `${signed}.${signatureOf(signed, String(header['alg']), key)}`
}

/** Nobody vouches for it (RFC 7515 Appendix A.5). */
export function unsigned(header: Header, payload: string): string {
  return `${base64url(JSON.stringify({ alg: 'none', ...header }))}.${base64url(payload)}.`
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

function signatureOf(text: string, alg: string, key: JWK): string {
  if (alg.startsWith('HS')) {
    const secret = Buffer.from(key.k ?? '', 'base64url')
    return createHmac(hashOf(alg), secret).update(text).digest('base64url')
  }
  const private_key = createPrivateKey({ key: { ...key }, format: 'jwk' })
  return signedWith(private_key, text, alg).toString('base64url')
}

function signedWith(key: KeyObject, text: string, alg: string): Buffer {
  const bytes = Buffer.from(text)
  if (alg.startsWith('Ed')) return sign(null, bytes, key)
  if (alg.startsWith('ES')) return sign(hashOf(alg), bytes, { key, dsaEncoding: 'ieee-p1363' })
  if (alg.startsWith('PS')) {
    const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
    return sign(hashOf(alg), bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
  }
  return sign(hashOf(alg), bytes, key)
}

/** RS1 is SHA-1 (registered as prohibited in the IANA registry of algorithms). */
function hashOf(alg: string): string {
  return `sha${/\d+$/.exec(alg)?.[0] ?? '256'}`
}
