// Whole logins of the two client libraries, from the authorization request to a verified ID Token, for faults on the way.
// `strict` checks signatures too, which both leave out unless told, because the token came over TLS.

import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import type { Fixtures, LocalProvider } from '../../lib/index.js'
import type { Test } from 'tap'
import type { Measured } from '../../lib/faults/catalogue/entry.js'
import { AUTH, SECRET, configuredAt, discoveredAt, verdictOf, within } from './judged.js'
import type { Library, Scenario } from './judged.js'
import { CALLBACK, landed } from './story.js'

export interface Login {
  /** `code` unless told, or `code id_token`. */
  readonly response_type?: string
  /** Seconds; asked for and checked. */
  readonly max_age?: number
  /** Another one than that of all clients. */
  readonly redirect_uri?: string
  /** Sent without a state, and none is expected. */
  readonly stateless?: true
  /** Sent without a nonce, and none is expected. */
  readonly nonceless?: true
  readonly strict?: boolean
  /** The client insists on the algorithm that it registered, RS256; else it takes what the server says that it signs with. */
  readonly registered?: true
}

/** What a library did: checking signatures is left to a second login, where the first one did not notice. */
export async function verdict(
  t: Test,
  provider: LocalProvider,
  library: Library,
  rules: readonly string[],
  how: Login & { readonly patience?: number },
): Promise<Measured> {
  const run = async (strict: boolean): Promise<Measured> => {
    await provider.reset()
    for (const rule of rules) provider.home.faults.arm(rule)
    const ground = { provider, patience: how.patience ?? 20_000 }
    const judge = async (): Promise<unknown> => (await login({ ...how, strict })[library](ground))()
    const said = await judge().then(() => 'accepts' as const, verdictOf)
    for (const { rule, fired } of provider.home.faults.list()) if (fired === 0) t.fail(`${rule} never fired`)
    return said
  }
  const plain = how.strict ? 'accepts' : await run(false)
  if (plain !== 'accepts') return plain
  const strict = await run(true)
  return strict === 'rejects' ? 'rejects with non-repudiation checks' : strict
}

/** One client that may do what these logins do, and two users. */
export const CAST: Fixtures = {
  clients: [
    {
      client_id: 'web',
      client_secret: SECRET,
      redirect_uris: [CALLBACK, `${CALLBACK}?tenant=1`],
      grant_types: ['authorization_code', 'refresh_token', 'implicit'],
      response_types: ['code', 'code id_token'],
      scope: 'openid profile email offline_access api',
    },
  ],
  users: [
    { username: 'alice', sub: 'user-1', claims: { email: 'alice@example.com' } },
    { username: 'bob', sub: 'user-2' },
  ],
  tokens: [{ refresh_token: 'RT', access_token: 'AT', client_id: 'web', user: 'alice', scope: 'openid email' }],
  policy: { response_types: ['code', 'code id_token'] },
}

interface Asked {
  readonly back: URL
  readonly verifier: string
  readonly state: string | undefined
  readonly nonce: string | undefined
}

/** The callback URL at which the browser ends up, and what must have come back. */
async function asked(authorization_endpoint: string, login: Login): Promise<Asked> {
  const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), 'St4te+/=', 'n-0S6_WzA2Mj']
  const { response_type = 'code', max_age, redirect_uri = CALLBACK, stateless, nonceless } = login
  const url = new URL(authorization_endpoint)
  url.search = new URLSearchParams({
    ...{ client_id: 'web', response_type, redirect_uri, scope: 'openid email' },
    ...(!stateless && { state }),
    ...(!nonceless && { nonce }),
    ...(max_age !== undefined && { max_age: String(max_age) }),
    ...{ code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
  }).toString()
  const back = await landed(url)
  return { back, verifier, state: stateless ? undefined : state, nonce: nonceless ? undefined : nonce }
}

const openidClient =
  (login: Login): Scenario =>
  async (ground) => {
    const discovered = await configuredAt(ground)
    const config = login.registered ? insisting(discovered) : discovered
    if (login.strict) openid.enableNonRepudiationChecks(config)
    if (login.response_type === 'code id_token') openid.useCodeIdTokenResponseType(config)
    return async () => {
      const { back, verifier, state, nonce } = await asked(config.serverMetadata().authorization_endpoint ?? '', login)
      return openid.authorizationCodeGrant(config, back, {
        ...{ pkceCodeVerifier: verifier, idTokenExpected: true },
        ...(state !== undefined && { expectedState: state }),
        ...(nonce !== undefined && { expectedNonce: nonce }),
        ...(login.max_age !== undefined && { maxAge: login.max_age }),
      })
    }
  }

/** The same configuration of a client that has registered for RS256. */
function insisting(config: openid.Configuration): openid.Configuration {
  const client = { ...config.clientMetadata(), id_token_signed_response_alg: 'RS256' }
  const same = new openid.Configuration(config.serverMetadata(), 'web', client, openid.ClientSecretBasic(SECRET))
  openid.allowInsecureRequests(same)
  return same
}

const oauth4webapi =
  (login: Login): Scenario =>
  async (ground) => {
    const as = await discoveredAt(ground)
    const CLIENT: oauth.Client = {
      client_id: 'web',
      ...(login.registered && { id_token_signed_response_alg: 'RS256' }),
    }
    return async () => {
      const { back, verifier, state, nonce } = await asked(as.authorization_endpoint ?? '', login)
      const parameters =
        login.response_type === 'code id_token'
          ? await oauth.validateCodeIdTokenResponse(as, CLIENT, back, nonce ?? '', state, undefined, within(ground))
          : oauth.validateAuthResponse(as, CLIENT, back, state)
      const redirect_uri = login.redirect_uri ?? CALLBACK
      const call = [as, CLIENT, AUTH, parameters, redirect_uri, verifier, within(ground)] as const
      const response = await oauth.authorizationCodeGrantRequest(...call)
      const result = await oauth.processAuthorizationCodeResponse(as, CLIENT, response, {
        requireIdToken: true,
        ...(nonce !== undefined && { expectedNonce: nonce }),
        ...(login.max_age !== undefined && { maxAge: login.max_age }),
      })
      if (login.strict) await oauth.validateApplicationLevelSignature(as, response, within(ground))
      return result
    }
  }

export function login(how: Login = {}): Readonly<Record<Library, Scenario>> {
  return { 'openid-client': openidClient(how), oauth4webapi: oauth4webapi(how) }
}
