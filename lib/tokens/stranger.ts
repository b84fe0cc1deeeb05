// An access token that no record here stands for, and what it is instead.

import { isUnset, repairs } from '../protocol/difference.js'
import type { Diagnosis } from '../protocol/error.js'
import { quoted } from '../protocol/error.js'
import { decodeJwt } from '../protocol/jwt.js'
import { unset } from '../protocol/parameters.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

const spec = 'RFC 6750 §3.1'

export async function unknownToken(
  as: AuthorizationServer,
  request: { readonly base: string },
  token: string,
): Promise<Diagnosis> {
  if (isUnset(token)) return unset('access_token', token)
  const received = `${token.length} characters, ending in ${token.slice(-4)}`
  if (token.split('.').length === 3) return { ...(await foreignJwt(as, request, token)), received }
  for (const { meant, words } of repairs(token))
    if (await as.records.find(meant))
      return {
        reason: 'token-quoted-or-newline',
        hint: `a known token would match, but ${words}`,
        expected: `${meant.length} characters`,
        received,
        fix: 'send the access_token exactly as it was received',
        spec,
      }
  return {
    reason: 'token-unknown',
    hint: 'this server did not issue the access token; was it restarted since?',
    expected: 'an access token of this server',
    received,
    fix: 'start a new authorization request',
    spec,
  }
}

async function foreignJwt(
  as: AuthorizationServer,
  request: { readonly base: string },
  token: string,
): Promise<Omit<Diagnosis, 'received'>> {
  const verified = await as.keys.verify(token)
  if (verified && verified.header['typ'] !== 'at+jwt')
    return {
      reason: 'token-is-id-token',
      hint: 'this is an ID Token, which is for the client alone; send the access token',
      expected: 'access_token',
      fix: 'send the access_token of the token response, not its id_token',
      spec: 'OpenID Connect Core §2',
    }
  const issuer = as.issuer(request)
  const iss = decodeJwt(token)?.claims['iss']
  if (typeof iss === 'string' && iss !== issuer)
    return {
      reason: 'token-other-issuer',
      hint: `the token was issued by ${quoted(iss, 150)}, and this is ${issuer}`,
      expected: issuer,
      fix: 'ask the issuer that the API belongs to',
      spec: 'RFC 9068 §4',
    }
  return {
    reason: 'token-bad-signature',
    hint: verified
      ? 'the token is a JWT of this server that it no longer remembers: was it restarted since?'
      : 'the token is a JWT that no key of this server signed',
    expected: `a signature by one of: ${as.keys.public_jwks.map(({ kid }) => kid ?? '(no kid)').join(', ')}`,
    fix: 'start a new authorization request',
    spec,
  }
}
