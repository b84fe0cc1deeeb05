// A client that holds a key and proves it (RFC 9449). Times are those of the stage, where real time is frozen too.

import { createHash, randomUUID } from 'node:crypto'
import type { EndpointName } from '../../lib/protocol/messages.js'
import { thumbprint } from '../../lib/protocol/jwt.js'
import { BASIC, NOW } from './realm.js'
import type { Answer, Staged } from './realm.js'
import type { Given } from './request.js'
import { ISSUER, signed, signer } from './signing.js'
import type { Signer } from './signing.js'

export interface Holder {
  readonly signer: Signer
  readonly jkt: string
  /** A sound proof for a POST to the token endpoint, changed; a member that is `undefined` is left out. */
  proof(claims?: object, header?: object): Promise<string>
}

export async function holder(alg = 'ES256'): Promise<Holder> {
  const key = await signer(alg)
  const { kid: _kid, ...jwk } = key.jwk
  return {
    signer: key,
    jkt: await thumbprint(jwk),
    proof: (claims = {}, header = {}) =>
      signed({ jti: randomUUID(), htm: 'POST', htu: `${ISSUER}/token`, iat: NOW, ...claims }, key, {
        typ: 'dpop+jwt',
        kid: undefined,
        jwk,
        ...header,
      }),
  }
}

export const ath = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** A token request of WEB with a proof. */
export async function asked(
  { token }: Staged,
  form: Record<string, string | string[]>,
  proof: string | undefined,
): Promise<Answer> {
  const headers = { authorization: BASIC, ...(proof !== undefined && { dpop: proof }) }
  return token(form, { headers })
}

export const CC = { grant_type: 'client_credentials', scope: 'read' } as const

/** A request to a resource with a token and a proof for it, changed. */
export async function shown(
  { ask }: Staged,
  endpoint: EndpointName,
  token: string,
  { proof }: Holder,
  { claims = {}, ...given }: Given & { readonly claims?: object } = {},
): Promise<Answer> {
  const url = `/${endpoint === 'resource' ? '_mock/resource' : endpoint}`
  const dpop = await proof({ htm: given.method ?? 'GET', htu: `${ISSUER}${url}`, ath: ath(token), ...claims })
  return ask(endpoint, { url, headers: { authorization: `DPoP ${token}`, dpop }, ...given })
}
