// RFC 9449 §5, §7, §10, RFC 8705 §3: what is bound to a key works only for who proves to hold it.

import { OAuthError, ensure } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import type { Request } from '../protocol/messages.js'
import type { AccessToken, Confirmation } from '../state/artifacts.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import type { Carried } from './carried.js'
import { ensureCertificate } from './certificate.js'
import { provenKey } from './dpop.js'

/** At the token endpoint: a code or a refresh token that is bound to a key is redeemed with that key. */
export function ensureSameKey(
  jkt: string | undefined,
  proven: Confirmation | undefined,
  word: 'code' | 'refresh',
  spec: string,
): void {
  if (jkt === undefined) return
  const called = word === 'code' ? 'the code' : 'the refresh token'
  ensure(proven?.jkt !== undefined, 'invalid_grant', () => ({
    reason: 'dpop-missing',
    hint: `${called} is bound to a DPoP key, but the request has no DPoP header`,
    expected: `a DPoP proof with the key ${jkt}`,
    received: 'no DPoP header',
    fix: 'send a DPoP proof made with the same key as before',
    spec,
  }))
  ensure(proven.jkt === jkt, 'invalid_grant', () => ({
    ...otherKey(called, jkt, proven.jkt, spec),
    reason: `${word}-dpop-key`,
  }))
}

/** At a resource: a bound token comes with the DPoP scheme and a proof by its key, any other as Bearer. */
export async function ensureHolder(
  as: AuthorizationServer,
  request: Request,
  { cnf }: AccessToken,
  { token, scheme }: Carried,
): Promise<void> {
  ensureCertificate(as, request, cnf)
  if (scheme === 'Bearer') {
    ensure(cnf?.jkt === undefined, 'invalid_token', () => ({
      reason: 'dpop-bound-as-bearer',
      hint: 'the access token is bound to a DPoP key but was sent as a Bearer token',
      expected: 'Authorization: DPoP',
      received: 'Authorization: Bearer',
      fix: 'send Authorization: DPoP <access_token>, and a proof in the DPoP header',
      spec: 'RFC 9449 §7.2',
    }))
    return
  }
  const proven = await provenKey(as, request, token)
  if (proven === undefined) throw new OAuthError('invalid_dpop_proof', WITHOUT_PROOF)
  ensure(cnf?.jkt !== undefined, 'invalid_token', () => ({
    reason: 'dpop-token-unbound',
    hint: 'the access token is bound to no key: it was issued as a Bearer token and must be sent as one',
    expected: 'Authorization: Bearer',
    received: 'Authorization: DPoP',
    fix: 'send a DPoP proof with the token request as well',
    spec: 'RFC 9449 §7.1',
  }))
  ensure(cnf.jkt === proven, 'invalid_token', () =>
    otherKey('the access token', cnf.jkt ?? '', proven, 'RFC 9449 §7.1'),
  )
}

const WITHOUT_PROOF: Diagnosis = {
  reason: 'dpop-missing',
  hint: 'the Authorization header has the scheme DPoP, but there is no DPoP header with a proof',
  expected: 'a proof in the DPoP header',
  received: 'no DPoP header',
  fix: 'send a DPoP proof in the DPoP header',
  spec: 'RFC 9449 §7.1',
}

function otherKey(called: string, expected: string, received: string | undefined, spec: string): Diagnosis {
  return {
    reason: 'dpop-key',
    hint: `${called} is bound to the key with thumbprint ${expected}; the DPoP proof is made with ${received}`,
    expected,
    ...(received !== undefined && { received }),
    fix: 'keep one key for as long as its tokens are in use',
    spec,
  }
}
