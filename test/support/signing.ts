// JWTs that clients sign: assertions and request objects. Keys are made once a run.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as jose from 'jose'
import type { Test } from 'tap'
import { NOW } from './realm.js'

export interface Signer {
  readonly alg: string
  readonly kid: string
  readonly key: jose.CryptoKey | Uint8Array
  /** Of the public half; none for a secret. */
  readonly jwk: jose.JWK
}

export async function signer(alg: string, kid = `${alg}-1`): Promise<Signer> {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true })
  return { alg, kid, key: privateKey, jwk: { ...(await jose.exportJWK(publicKey)), kid } }
}

export function secretSigner(secret: string, alg = 'HS256'): Signer {
  return { alg, kid: 'secret', key: new TextEncoder().encode(secret), jwk: {} }
}

/** A compact JWS; a claim or header member that is `undefined` is left out. */
export async function signed(claims: object, { alg, kid, key }: Signer, header: object = {}): Promise<string> {
  const protectedHeader = JSON.parse(JSON.stringify({ alg, ...(alg.startsWith('HS') ? {} : { kid }), ...header })) as {
    alg: string
  }
  return new jose.CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader(protectedHeader)
    .sign(key)
}

/** RFC 7518 §3.6: alg none. */
export function unsigned(claims: object, header: object = {}): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none', ...header })}.${part(claims)}.`
}

export const ISSUER = 'http://localhost:2884'

/** The claims of a sound client assertion of `signer`, changed. */
export function assertionClaims(change: object = {}): Record<string, unknown> {
  return { iss: 'signer', sub: 'signer', aud: ISSUER, iat: NOW, exp: NOW + 60, jti: crypto.randomUUID(), ...change }
}

export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

export function asserted(client_assertion: string): Record<string, string> {
  return { client_assertion_type: JWT_BEARER, client_assertion }
}

export interface Served {
  readonly url: string
  /** What the next requests get; a number is a status. */
  answer: unknown
  asked: number
}

/** A server of the client's on this machine, until the test is over. */
export async function served(t: Test, answer: unknown): Promise<Served> {
  const state = { url: '', answer, asked: 0 }
  const server = createServer((_request, response) => {
    state.asked += 1
    if (typeof state.answer === 'number') response.writeHead(state.answer).end('out of order')
    else response.end(typeof state.answer === 'string' ? state.answer : JSON.stringify(state.answer))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => new Promise((resolve) => server.close(resolve)))
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return state
}
