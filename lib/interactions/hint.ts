// OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2: an id_token_hint, an ID Token that comes back to say whom it is about.

import { ensure, quoted } from '../protocol/error.js'
import { decodeJwt, shownClaim } from '../protocol/jwt.js'
import type { Trace } from '../protocol/trace.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

interface Asker {
  readonly base: string
  readonly trace: Trace
}

type Claims = Readonly<Record<string, unknown>>

/**
 * The claims of an ID Token of ours. An expired one is as good, a damaged, unsigned or foreign one is none. Servers that
 * run on the published test keys share them, so that only `iss` tells whose token it is.
 */
export async function claimsOfHint(
  as: AuthorizationServer,
  hint: string,
  request: Asker,
  spec: string,
): Promise<Claims> {
  const verified = await as.keys.verify(hint)
  ensure(verified, 'invalid_request', () => ({
    reason: 'id-token-hint-unknown',
    hint: `id_token_hint is not an ID Token that this server signed with a key that it still has${strange(hint)}`,
    expected: `an ID Token signed by one of: ${as.keys.public_jwks.map(({ kid }) => kid ?? '(no kid)').join(', ')}`,
    received: decodeJwt(hint) ? `a JWT with kid ${shownClaim(decodeJwt(hint)?.header['kid'])}` : 'no JWT',
    fix: 'send the ID Token of the login as it was received; its expiry does not matter',
    spec,
  }))
  const { header, claims } = verified
  ensure(header['typ'] === 'JWT', 'invalid_request', () => ({
    reason: 'id-token-hint-other-token',
    hint: `id_token_hint is a JWT of type ${quoted(String(header['typ']), 30)}, not an ID Token`,
    expected: 'JWT',
    received: String(header['typ']),
    fix: 'send the id_token of the token response, not its access_token',
    spec,
  }))
  const iss = as.issuer(request)
  ensure(claims['iss'] === iss, 'invalid_request', () => ({
    reason: 'id-token-hint-other-issuer',
    hint: `id_token_hint was issued by ${quoted(String(claims['iss']), 200)}, and this is ${iss}`,
    expected: iss,
    received: String(claims['iss']),
    fix: 'send the ID Token of a login at this issuer',
    spec,
  }))
  request.trace.check('id_token_hint is an ID Token of this server')
  return claims
}

function strange(hint: string): string {
  return decodeJwt(hint) ? '' : ': it is no JWT at all'
}
