// RFC 7523 §3 (3): whom a client assertion is for. The specifications differ; the policy says which one holds.

import { ensure } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { shownClaim } from '../protocol/jwt.js'
import type { Jwt } from '../protocol/jwt.js'
import type { Request } from '../protocol/messages.js'
import { usualDifference } from '../protocol/redirection.js'
import type { AuthorizationServer } from '../state/authorization_server.js'

export function ensureAudience(as: AuthorizationServer, request: Request, { claims: { aud } }: Jwt): void {
  const issuer = as.issuer(request)
  if (as.policy.assertion_audience === 'rfc7523bis') {
    ensure(aud === issuer, 'invalid_client', () => ({
      ...otherAudience(aud, [issuer]),
      ...(Array.isArray(aud) &&
        aud.includes(issuer) && {
          hint: `aud of the client assertion is a list; it must be the single string ${issuer}`,
        }),
      relax: 'assertion_audience: rfc7523',
    }))
    return
  }
  const urls = (['token', 'pushed_authorization_request', request.endpoint] as const).map((name) =>
    as.url(name, request),
  )
  const accepted = [...new Set([issuer, ...urls.filter((url) => url !== undefined)])]
  ensure(
    [aud].flat().some((one) => accepted.includes(one as string)),
    'invalid_client',
    () => otherAudience(aud, accepted),
  )
}

function otherAudience(aud: unknown, accepted: readonly string[]): Diagnosis {
  const sent = [aud].flat().filter((one) => typeof one === 'string')
  const near = sent.flatMap((one) =>
    accepted.flatMap((url) => {
      const difference = usualDifference(url, one)
      return difference ? [`; nearest is ${url}: ${difference.words}`] : []
    }),
  )[0]
  return {
    reason: 'assertion-aud',
    hint: `aud of the client assertion is ${shownClaim(aud)}; it must name this server${near ?? `: ${accepted.join(' or ')}`}`,
    expected: accepted.join(' '),
    received: sent.join(' '),
    fix: `set aud to the issuer, ${accepted[0]}`,
    spec: 'RFC 7523 §3',
  }
}
