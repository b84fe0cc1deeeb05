// RFC 9449 §4.3: a DPoP proof shows that whoever sends a request holds a private key. Judged the same way
// wherever it is sent; what the key is then compared with is in `holder`.

import { createHash } from 'node:crypto'
import { OAuthError, quoted } from '../protocol/error.js'
import type { Diagnosis } from '../protocol/error.js'
import { ASYMMETRIC, decodeJwt, isFlaw, thumbprint, verifyJwt } from '../protocol/jwt.js'
import type { JWK, Jwt } from '../protocol/jwt.js'
import type { Reply, Request } from '../protocol/messages.js'
import type { AuthorizationServer } from '../state/authorization_server.js'
import { otherHtu } from './htu.js'

export const DPOP_ALGORITHMS: readonly string[] = ASYMMETRIC

/** Seconds by which `iat` may be off in either direction, and for which a proof is remembered. */
const WINDOW = 300
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
const SPEC = 'RFC 9449 §4.3'

/**
 * The thumbprint of the key that a request proves to hold; `undefined` when it carries no proof. Throws
 * `invalid_dpop_proof`, or `use_dpop_nonce`.
 */
export async function provenKey(
  as: AuthorizationServer,
  request: Request,
  access_token?: string,
): Promise<string | undefined> {
  const header = request.headers['dpop']
  if (header === undefined) return undefined
  const jwt = readable(header)
  const key = embeddedKey(jwt)
  await ensureSigned(header, key)
  const { jti, iat } = ensureClaims(jwt)
  ensureRequest(as, request, jwt)
  ensureNonce(as, jwt)
  ensureTimely(as, iat)
  ensureToken(jwt, access_token)
  const jkt = await thumbprint(key)
  await ensureOnce(as, request, jkt, jti, iat)
  request.trace.check(`DPoP proof holds, for the key ${jkt}`)
  return jkt
}

/** §8.2: a reply to a proof brings the nonce for the next one, where nonces are asked for. */
export function withNonce(as: AuthorizationServer, request: Request, reply: Reply): Reply {
  if (as.policy.dpop_nonce === 'off' || request.headers['dpop'] === undefined) return reply
  return { ...reply, headers: { ...reply.headers, 'dpop-nonce': as.nonces.current } }
}

function refuse(reason: string, hint: string, more: Partial<Diagnosis> = {}): never {
  throw new OAuthError('invalid_dpop_proof', { reason, hint, spec: SPEC, ...more })
}

function readable(header: string): Jwt {
  if (header.includes(',')) refuse('dpop-repeated', 'the request has more than one DPoP header; send one proof')
  const jwt = decodeJwt(header)
  if (!jwt) return refuse('dpop-malformed', 'the DPoP header is not a JWT: three parts of base64url joined by dots')
  const { typ, alg } = jwt.header
  if (typ !== 'dpop+jwt')
    refuse('dpop-typ', `typ of the DPoP proof is ${shown(typ)}, not dpop+jwt`, {
      expected: 'dpop+jwt',
      received: String(typ),
    })
  if (typeof alg !== 'string' || !DPOP_ALGORITHMS.includes(alg))
    refuse(
      'dpop-alg',
      `the DPoP proof is signed with alg ${shown(alg)}; an asymmetric one is wanted: ${DPOP_ALGORITHMS.join(', ')}`,
    )
  return jwt
}

/** The public key in the header; names and uses of it are of no matter here. */
function embeddedKey({ header: { jwk } }: Jwt): JWK {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk))
    return refuse('dpop-jwk-missing', 'the header of the DPoP proof has no jwk, the public key that verifies it')
  const leaked = PRIVATE.filter((name) => name in jwk)
  if (leaked.length > 0)
    refuse('dpop-private-key', `jwk of the DPoP proof has ${leaked.join(', ')}: it shows a private key to everybody`, {
      fix: 'export the public key alone, and use the private one no more',
    })
  const { kid: _kid, use: _use, key_ops: _ops, ext: _ext, ...key } = jwk as JWK
  return key
}

async function ensureSigned(proof: string, key: JWK): Promise<void> {
  const result = await verifyJwt(proof, { keys: [key], algorithms: DPOP_ALGORITHMS })
  if (isFlaw(result)) refuse('dpop-signature', 'the DPoP proof does not verify with the key in its own header')
}

function ensureClaims({ claims: { jti, iat, htm, htu } }: Jwt): { readonly jti: string; readonly iat: number } {
  const absent = Object.entries({ jti, htm, htu }).filter(([, value]) => typeof value !== 'string' || value === '')
  const names = [...absent.map(([name]) => name), ...(typeof iat === 'number' ? [] : ['iat'])]
  if (names.length > 0)
    refuse('dpop-claims', `the DPoP proof has no ${names.join(', no ')}; jti, htm, htu and iat are required`)
  return { jti: String(jti), iat: Number(iat) }
}

function ensureRequest(as: AuthorizationServer, request: Request, { claims: { htm, htu } }: Jwt): void {
  if (htm !== request.method)
    refuse('dpop-htm', `htm of the DPoP proof is ${shown(htm)}, but the request is a ${request.method}`, {
      expected: request.method,
      received: String(htm),
    })
  const other = otherHtu(as, request, String(htu))
  if (other) throw new OAuthError('invalid_dpop_proof', other)
}

function ensureNonce(as: AuthorizationServer, { claims: { nonce } }: Jwt): void {
  if (as.policy.dpop_nonce === 'off') return
  const judged = typeof nonce === 'string' ? as.nonces.judge(nonce) : 'missing'
  if (judged === 'good') return
  const why = {
    missing: { reason: 'dpop-nonce-missing', hint: 'the DPoP proof has no nonce, and here one is required' },
    stale: { reason: 'dpop-nonce-stale', hint: 'the nonce of the DPoP proof is more than 5 minutes old' },
    unknown: {
      reason: 'dpop-nonce-unknown',
      hint: `this server did not give out ${shown(nonce)}, the nonce of the DPoP proof`,
    },
  }[judged]
  const fix = 'take the nonce of the DPoP-Nonce header into a new proof and send the request once more'
  throw new OAuthError(
    'use_dpop_nonce',
    { ...why, fix, spec: 'RFC 9449 §8', relax: 'dpop_nonce: off' },
    { headers: { 'dpop-nonce': as.nonces.current } },
  )
}

function ensureTimely(as: AuthorizationServer, iat: number): void {
  const age = Math.round(as.inbound / 1000 - iat)
  if (Math.abs(age) <= WINDOW) return
  const off = age > 0 ? `${age} s ago` : `${-age} s in the future`
  refuse(
    'dpop-iat-skew',
    `the DPoP proof was made ${off} by real time, which judges what clients sign; ${WINDOW} s are allowed`,
  )
}

function ensureToken({ claims: { ath } }: Jwt, access_token: string | undefined): void {
  if (access_token === undefined) return
  const expected = createHash('sha256').update(access_token, 'ascii').digest('base64url')
  if (ath === expected) return
  const hint = ath === undefined ? 'has no ath' : `has ath ${shown(ath)}, the hash of another token`
  refuse('dpop-ath', `the DPoP proof ${hint}; at a resource it is BASE64URL(SHA256(access_token))`, {
    expected,
    received: String(ath),
  })
}

/** §11.1. The last rung: only a proof that holds otherwise uses up its jti. */
async function ensureOnce(
  as: AuthorizationServer,
  request: Request,
  jkt: string,
  jti: string,
  iat: number,
): Promise<void> {
  const id = createHash('sha256')
    .update(JSON.stringify([jkt, jti, request.method, request.endpoint]))
    .digest('base64url')
  const seen = await as.replays.before(`dpop ${id}`, (iat + WINDOW + 1) * 1000)
  if (seen === undefined) return
  const ago = Math.round((as.inbound - seen) / 1000)
  refuse('dpop-jti-replay', `the DPoP proof with jti ${quoted(jti, 60)} was used already, ${ago} s ago`, {
    fix: 'make a new proof with a new jti for every request',
    spec: 'RFC 9449 §11.1',
  })
}

const shown = (value: unknown): string =>
  value === undefined ? 'missing' : quoted(typeof value === 'string' ? value : JSON.stringify(value), 60)
