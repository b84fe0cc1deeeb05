// The two client libraries whose judgement counts, set up for a client that signs.

import type { JWK } from 'jose'
import { exportJWK, generateKeyPair } from 'jose'
import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import type { Fixtures, Provider } from '../../lib/index.js'
import { CALLBACK } from './story.js'

export const insecure = { [oauth.allowInsecureRequests]: true }

export interface Pair {
  readonly alg: string
  readonly signing: oauth.PrivateKey
  readonly jwk: JWK
}

export async function pair(alg: string, kid = `${alg}-1`): Promise<Pair> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  return { alg, signing: { key: privateKey, kid }, jwk: { ...(await exportJWK(publicKey)), kid } }
}

/** Fixtures with one client of this name, `signer`. */
export function signing(client: Partial<NonNullable<Fixtures['clients']>[number]>): Fixtures {
  const redirect_uris = [CALLBACK]
  const grant_types = ['authorization_code', 'refresh_token', 'client_credentials'] as const
  const users = [{ username: 'alice', sub: 'user-1', claims: { email: 'alice@example.com' } }]
  return { clients: [{ client_id: 'signer', redirect_uris, grant_types, ...client }], users }
}

/** For a client that authenticates with this key. */
export function keyed({ jwk }: Pair, more: Parameters<typeof signing>[0] = {}): Fixtures {
  return signing({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ ...jwk }] }, ...more })
}

export async function configured({ issuer }: Provider, auth: openid.ClientAuth): Promise<openid.Configuration> {
  const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks]
  return openid.discovery(new URL(issuer), 'signer', {}, auth, { execute })
}

export async function discovered({ issuer }: Provider): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer)
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure))
}

/** The parameters of a login, and what must come back. */
export async function asked() {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier()
  const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()]
  const parameters = {
    ...{
      redirect_uri: CALLBACK,
      scope: 'openid email',
      state: expectedState,
      nonce: expectedNonce,
      response_type: 'code',
    },
    ...{ code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256' },
  }
  return { parameters, checks: { pkceCodeVerifier, expectedState, expectedNonce } }
}
