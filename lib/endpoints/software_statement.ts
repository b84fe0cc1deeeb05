// RFC 7591 §2.3: a JWT in which somebody whom this server trusts vouches for a client's metadata.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import { ASYMMETRIC } from '../protocol/jwt.js'
import type { Members } from '../protocol/messages.js'
import { untimely } from '../protocol/timeliness.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { decoded, signedBy } from '../state/signed.js'
import type { Purpose } from '../state/signed.js'
import { asSigner } from '../tokens/asserted.js'

const PURPOSE: Purpose = {
  called: 'the software statement',
  prefix: 'software-statement',
  code: 'invalid_software_statement',
  algorithms: ASYMMETRIC,
  registered_by: 'another algorithm',
  spec: 'RFC 7591 §2.3',
  signer: 'issuer',
}

/** Claims about the JWT itself are no metadata. */
const OF_THE_JWT = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'software_statement'])

/** The metadata that a software statement asserts. */
export async function stated(as: AuthorizationServer, statement: unknown): Promise<Members> {
  const { spec } = PURPOSE
  ensure(typeof statement === 'string', 'invalid_software_statement', () => ({
    reason: 'software-statement-malformed',
    hint: 'software_statement is not a string; it is a signed JWT',
    spec,
  }))
  const { iss } = decoded(statement, PURPOSE).claims
  ensure(typeof iss === 'string', 'invalid_software_statement', () => ({
    reason: 'software-statement-iss',
    hint: 'the software statement has no iss; it says who vouches',
    spec,
  }))
  const trusted = as.trusted_issuers.find(({ issuer }) => issuer === iss)
  ensure(trusted, 'unapproved_software_statement', () => ({
    reason: 'software-statement-issuer-untrusted',
    hint: `the software statement comes from ${quoted(iss, 100)}, which is not trusted here`,
    received: iss,
    fix: `name it: trusted_issuers: [{ issuer: ${iss.slice(0, 100)}, jwks: { keys: [ … ] } }]`,
    spec: 'RFC 7591 §3.2.2',
  }))
  const { claims } = await signedBy(as, asSigner(trusted), statement, PURPOSE)
  const flaw = untimely(claims, as.inbound / 1000, { exp: 'optional' })
  if (flaw) {
    const hint = `the software statement is not good now: ${flaw.hint}`
    throw new OAuthError('invalid_software_statement', { reason: `software-statement-${flaw.reason}`, hint, spec })
  }
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !OF_THE_JWT.has(name)))
}
