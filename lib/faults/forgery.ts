// RFC 8725 §2.1, RFC 7518 §3: who signs a forged JWT, and with what. The keys are real: the signatures verify with the
// key that they claim, and with no other.

import { createPublicKey } from 'node:crypto'
import type { DraftContent } from '../protocol/draft.js'
import type { JWK } from '../protocol/jwt.js'
import { foreignKey, publicHalf, WEAK_RSA } from './foreign.js'
import type { Stagehand } from './stagehand.js'

export const SIGNERS = ['nobody', 'stranger', 'impostor', 'public-key', 'another-algorithm', 'sha1', 'weak'] as const
export type Signer = (typeof SIGNERS)[number]

export function forged(signer: Signer, content: DraftContent, hand: Stagehand): Partial<DraftContent> {
  const own = hand.keys().find((key) => key.alg === content.alg)
  const named = own?.kid === undefined ? {} : { kid: own.kid }
  switch (signer) {
    case 'nobody':
      return { alg: 'none' }
    case 'stranger': // somebody else's key, which says so and comes along in the header
      return embedded(foreignKey(content.alg), content)
    case 'impostor': // somebody else's key under the kid of ours
      return { key: { ...foreignKey(content.alg), ...named } }
    case 'public-key': // HMAC keyed with what everybody can fetch
      return { alg: 'HS256', key: { kty: 'oct', k: asSecret(own), ...named } }
    case 'another-algorithm':
      return anotherAlgorithm(content, hand)
    case 'sha1':
      return hand.algorithms().includes('RS256')
        ? { alg: 'RS256', header: { ...content.header, alg: 'RS1' } }
        : { alg: 'RS256', header: { ...content.header, alg: 'RS1' }, key: foreignKey('RS256') }
    case 'weak':
      return { alg: 'RS256', key: { ...WEAK_RSA, ...named } }
  }
}

/** RFC 8725 §3.10: the URLs are traps on this server; whoever calls them is in the journal. */
function embedded(key: JWK, { header, claims }: DraftContent): Partial<DraftContent> {
  const trap = `${String(claims['iss']).replace(/\/$/, '')}/trap`
  return { key, header: { ...header, jwk: publicHalf(key), jku: `${trap}/jwks.json`, x5u: `${trap}/key.pem` } }
}

/** One that the server signs with too, and that this client has not registered for. */
function anotherAlgorithm({ alg }: DraftContent, hand: Stagehand): Partial<DraftContent> {
  const others = hand.algorithms().filter((one) => one !== alg)
  const other = others.find((one) => one === 'ES256') ?? others[0]
  if (other !== undefined) return { alg: other }
  const foreign = alg.startsWith('ES') ? 'RS256' : 'ES256'
  return { alg: foreign, key: foreignKey(foreign) }
}

/** The public key as a file: the usual secret of a verifier that takes whatever algorithm the header names. */
function asSecret(key: JWK | undefined): string {
  const pem = createPublicKey({ key: { ...(key ?? foreignKey('RS256')) }, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  })
  return Buffer.from(pem).toString('base64url')
}
