// Keys for one realm alone, for tests of what happens across issuers. The RSA key is made with real chance; the
// elliptic ones are derived from their kid.

import type { KeySeed } from './keylife.js'
import { derivedKey, generatedKey } from './furtherkeys.js'

/** One key for each algorithm; RS256 and PS256 share theirs, because making one takes a while. */
export async function ownKeys(realm: string): Promise<readonly KeySeed[]> {
  const rsa = await generatedKey()
  const kid = (alg: string): string => `mock-oauth2-public-test-key-${alg.toLowerCase()}-of-${realm}`
  return [
    ...['RS256', 'PS256'].map((alg) => ({ ...rsa, kid: kid(alg), alg, use: 'sig' })),
    ...['ES256', 'EdDSA'].map((alg) => ({ ...derivedKey(alg, kid(alg)), kid: kid(alg), alg, use: 'sig' })),
  ]
}
