// Independent judges of a fault: two client libraries that we did not write ask a provider in this process while one rule
// is armed. A scenario prepares all that must be honest; what it answers is the call to be judged.

import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import type { Test } from 'tap'
import type { Measured, Row } from '../../lib/faults/catalogue/entry.js'
import { startProvider } from '../../lib/index.js'
import type { Fixtures, LocalProvider } from '../../lib/index.js'
import { insecure } from './judges.js'
import { CALLBACK, landed } from './story.js'

export type Library = 'openid-client' | 'oauth4webapi'
export const LIBRARIES: readonly Library[] = ['openid-client', 'oauth4webapi']

/** What a scenario works with. */
export interface Ground {
  readonly provider: LocalProvider
  /** Milliseconds until the client gives up. */
  readonly patience: number
}

/** Runs before the rule is armed; answers the call that is judged: it resolves where the client accepts. */
export type Scenario = (ground: Ground) => Promise<() => Promise<unknown>>

export const SECRET = 's3cret'

const FIXTURES: Fixtures = {
  clients: [
    {
      client_id: 'web',
      client_secret: SECRET,
      redirect_uris: [CALLBACK],
      grant_types: [
        'authorization_code',
        'refresh_token',
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:device_code',
        'urn:ietf:params:oauth:grant-type:token-exchange',
      ],
      scope: 'openid profile email offline_access api',
    },
  ],
  users: [{ username: 'alice', sub: 'user-1', claims: { email: 'alice@example.com' } }],
  tokens: [{ refresh_token: 'RT', access_token: 'AT', client_id: 'web', user: 'alice', scope: 'openid email' }],
}

/** Long enough for a busy machine; short where the fault is that no answer comes. */
const PATIENCE = { patient: 30_000, impatient: 250 }

/** What a library does with an answer that `rule` spoils. */
export async function judged(
  t: Test,
  rule: string,
  scenario: Scenario,
  { impatient = false, fixtures = FIXTURES }: { readonly impatient?: boolean; readonly fixtures?: Fixtures } = {},
): Promise<Measured> {
  return judgedWithin(t, rule, scenario, impatient ? PATIENCE.impatient : PATIENCE.patient, fixtures)
}

async function judgedWithin(
  t: Test,
  rule: string,
  scenario: Scenario,
  patience: number,
  fixtures: Fixtures,
): Promise<Measured> {
  const provider = await startProvider({ fixtures })
  try {
    const act = await scenario({ provider, patience })
    if (rule !== '') provider.home.faults.arm(rule)
    const verdict = await act().then(() => 'accepts' as const, verdictOf)
    if (rule === '' || provider.home.faults.list()[0]?.fired !== 0) return verdict
  } finally {
    await provider.close()
  }
  // On a busy machine a client may have given up before it was heard.
  if (patience < PATIENCE.patient) return judgedWithin(t, rule, scenario, patience * 4, fixtures)
  throw new Error(`${rule} never fired`)
}

/** Compares with what the catalogue says; a library of which it says nothing is not asked. */
export function judgedRow(
  t: Test,
  row: Row,
  rule: string,
  scenarios: Readonly<Record<Library, Scenario>>,
  fixtures?: Fixtures,
): void {
  for (const library of LIBRARIES) {
    const expected = row.measured?.[library]
    if (expected === undefined) continue
    t.test(`${library} ${expected} ${rule}`, async (t) => {
      const options = { impatient: expected === 'times out', ...(fixtures && { fixtures }) }
      t.equal(await judged(t, rule, scenarios[library], options), expected)
    })
  }
}

export function verdictOf(error: unknown): Measured {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown }
    if (cause.name === 'TimeoutError' || code === 'OAUTH_TIMEOUT') return 'times out'
  }
  return 'rejects'
}

/** Discovered, with the patience of the ground. */
export async function configuredAt({ provider, patience }: Ground): Promise<openid.Configuration> {
  const execute = [openid.allowInsecureRequests]
  const auth = openid.ClientSecretBasic(SECRET)
  const config = await openid.discovery(new URL(provider.issuer), 'web', {}, auth, { execute })
  config.timeout = patience / 1000
  return config
}

export const CLIENT: oauth.Client = { client_id: 'web' }
export const AUTH = oauth.ClientSecretBasic(SECRET)

export async function discoveredAt({ provider }: Ground): Promise<oauth.AuthorizationServer> {
  const url = new URL(provider.issuer)
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure))
}

export const within = ({ patience }: Ground) => ({ ...insecure, signal: AbortSignal.timeout(patience) })

/** Logged in by browser: the callback URL, and what must come back. */
export async function loggedIn(authorization_endpoint: string) {
  const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), 'n-0S6_WzA2Mj']
  const url = new URL(authorization_endpoint)
  url.search = new URLSearchParams({
    ...{ client_id: 'web', response_type: 'code', redirect_uri: CALLBACK, state, nonce },
    ...{ scope: 'openid email offline_access', code_challenge_method: 'S256' },
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  }).toString()
  return { back: await landed(url), verifier, state, nonce }
}
