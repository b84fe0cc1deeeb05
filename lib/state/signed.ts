// RFC 7515: what a client signed, with the keys that it is registered with: its own, by value or published at
// its jwks_uri, or its secret. When none fits, whose key it is, as far as that is known here.

import { OAuthError, ensure, quoted } from '../protocol/error.js'
import type { ErrorCode } from '../protocol/error.js'
import { decodeJwt, isFlaw, secretKey, verifyJwt } from '../protocol/jwt.js'
import type { JWK, Jwt, JwtFlaw } from '../protocol/jwt.js'
import type { Client } from '../protocol/metadata.js'
import type { AuthorizationServer } from './authorization_server.js'
import { OutboundError } from './outbound.js'
import { activeSecrets } from './secrets.js'

/** What is signed, and how its refusal is told. */
export interface Purpose {
  /** As the subject of a sentence: `the client assertion`. */
  readonly called: string
  /** The beginning of every reason code: `assertion`. */
  readonly prefix: string
  readonly code: ErrorCode
  readonly algorithms: readonly string[]
  /** The metadata member that says which algorithm is taken. */
  readonly registered_by: string
  readonly spec: string
  /** What the signer is called, when it is no client: `issuer`. */
  readonly signer?: string
}

/** Header and claims, when this client signed them. Throws `purpose.code`. */
export async function signedBy(as: AuthorizationServer, client: Client, jwt: string, purpose: Purpose): Promise<Jwt> {
  const { alg } = decoded(jwt, purpose).header
  ensureAlgorithm(alg, purpose)
  const shared = alg.startsWith('HS')
  if (shared) ensureLongEnough(as, client, alg, purpose)
  const { keys, cached } = shared ? { keys: secretKeys(as, client), cached: false } : await keysOf(as, client, purpose)
  const { algorithms } = purpose
  let result = await verifyJwt(jwt, { keys, algorithms })
  // The client may have changed its keys since (OpenID Connect Core §10.1.1).
  if (isFlaw(result) && cached) result = await verifyJwt(jwt, { keys: await fetched(as, client, purpose), algorithms })
  if (isFlaw(result)) throw await refusal(as, client, jwt, result, purpose)
  return result
}

/** Without a look at the signature. Throws when it is no JWT. */
export function decoded(jwt: string, { called, prefix, code, spec }: Purpose): Jwt {
  const found = decodeJwt(jwt)
  ensure(found, code, () => ({
    reason: `${prefix}-malformed`,
    hint:
      jwt.split('.').length === 5
        ? `${called} is encrypted; this server has no keys for that and takes signed ones`
        : `${called} is not a JWT: three parts of base64url joined by dots, with a JSON object in each of the first two`,
    received: jwt.slice(0, 100),
    spec,
  }))
  return found
}

function ensureAlgorithm(
  alg: unknown,
  { called, prefix, code, algorithms, registered_by, spec }: Purpose,
): asserts alg is string {
  ensure(typeof alg === 'string' && algorithms.includes(alg), code, () => ({
    reason: `${prefix}-alg`,
    hint: `${called} is signed with alg ${quoted(String(alg), 20)}; ${algorithms.join(', ')} ${algorithms.length > 1 ? 'are' : 'is'} taken`,
    expected: algorithms.join(', '),
    received: String(alg),
    ...(typeof alg === 'string' &&
      alg !== 'none' && { fix: `sign with ${algorithms[0]}, or register ${registered_by}: ${alg}` }),
    spec,
  }))
}

/** RFC 7518 §3.2: a key at least as long as the hash. */
function ensureLongEnough(
  as: AuthorizationServer,
  client: Client,
  alg: string,
  { called, prefix, code }: Purpose,
): void {
  const wanted = Number(alg.slice(2)) / 8
  const longest = Math.max(0, ...activeSecrets(as, client).map((secret) => Buffer.byteLength(secret)))
  ensure(longest >= wanted, code, () => ({
    reason: `${prefix}-secret-short`,
    hint:
      longest === 0
        ? `${called} is signed with ${alg}, and client '${client.client_id}' has no client_secret that works`
        : `${called} is signed with ${alg}, which wants a secret of ${wanted} bytes or more; that of client '${client.client_id}' has ${longest}`,
    fix: `register a client_secret of ${wanted} bytes or more`,
    spec: 'RFC 7518 §3.2',
  }))
}

function secretKeys(as: AuthorizationServer, client: Client): readonly JWK[] {
  return activeSecrets(as, client).map(secretKey)
}

async function keysOf(
  as: AuthorizationServer,
  client: Client,
  purpose: Purpose,
): Promise<{ readonly keys: readonly JWK[]; readonly cached: boolean }> {
  if (client.jwks) return { keys: client.jwks.keys, cached: false }
  if (client.jwks_uri !== undefined) return reached(client, purpose, () => as.published.at(client.jwks_uri ?? ''))
  const { called, prefix, code, spec, signer = 'client' } = purpose
  throw new OAuthError(code, {
    reason: `${prefix}-keys-missing`,
    hint: `${called} cannot be verified: ${signer} '${client.client_id}' has neither jwks nor jwks_uri`,
    fix: 'register the public key: jwks: { keys: [ … ] }',
    spec,
  })
}

function fetched(as: AuthorizationServer, client: Client, purpose: Purpose): Promise<readonly JWK[]> {
  return reached(client, purpose, () => as.published.again(client.jwks_uri ?? ''))
}

async function reached<T>(client: Client, { code, signer = 'client' }: Purpose, fetch: () => Promise<T>): Promise<T> {
  try {
    return await fetch()
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error
    throw new OAuthError(code, {
      reason: 'jwks-uri-unreachable',
      hint: `the keys of ${signer} '${client.client_id}' cannot be had: ${error.message}`,
      fix: `serve a JWK Set at ${client.jwks_uri ?? ''}, or register the keys by value in jwks`,
      spec: 'RFC 7591 §2',
    })
  }
}

async function refusal(
  as: AuthorizationServer,
  client: Client,
  jwt: string,
  flaw: JwtFlaw,
  { called, prefix, code, algorithms, spec, signer: role = 'client' }: Purpose,
): Promise<OAuthError> {
  const signer = await signerOf(as, jwt, client, algorithms)
  const reason = flaw.reason === 'kid-unknown' && !signer ? 'kid-unknown' : 'key-mismatch'
  return new OAuthError(code, {
    reason: `${prefix}-${reason}`,
    hint: `${called} of ${role} '${client.client_id}' does not verify: ${signer ?? flaw.hint}`,
    fix: 'sign with the key that the client is registered with, and name it by its kid',
    spec,
  })
}

/** Whose key, or which other key, made the signature. */
async function signerOf(
  as: AuthorizationServer,
  jwt: string,
  client: Client,
  algorithms: readonly string[],
): Promise<string | undefined> {
  const shared = String(decodeJwt(jwt)?.header['alg']).startsWith('HS')
  for (const one of [client, ...as.clients.list().filter(({ client_id }) => client_id !== client.client_id)]) {
    for (const key of shared ? secretKeys(as, one) : knownKeys(as, one)) {
      const { kid, ...nameless } = key
      if (isFlaw(await verifyJwt(jwt, { keys: [nameless], algorithms }))) continue
      if (one === client)
        return `its kid is another than that of the key that made the signature, '${kid ?? '(no kid)'}'`
      return `it is signed with ${shared ? 'the secret' : `key '${kid ?? '(no kid)'}'`} of client '${one.client_id}'`
    }
  }
  return undefined
}

function knownKeys(as: AuthorizationServer, client: Client): readonly JWK[] {
  return client.jwks?.keys ?? (client.jwks_uri === undefined ? [] : as.published.kept(client.jwks_uri))
}
