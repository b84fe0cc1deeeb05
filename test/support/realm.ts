// A realm on a stage: clock frozen at the first second of 2030, seed 1, and small verbs that ask it as a client
// would. Answers are told in the words of the protocol.

import { realmOptionsOf } from '../../lib/fixtures/realm.js'
import type { Fixtures } from '../../lib/fixtures/types.js'
import type { Entry } from '../../lib/journal/journal.js'
import { standard } from '../../lib/profiles/standard.js'
import type { EndpointName, Page, Reply } from '../../lib/protocol/messages.js'
import { Parameters } from '../../lib/protocol/parameters.js'
import { redirectionUrl } from '../../lib/protocol/redirection.js'
import { Realm } from '../../lib/realm/realm.js'
import type { RealmOptions } from '../../lib/realm/realm.js'
import { clockFrom } from '../../lib/state/clockspec.js'
import { request } from './request.js'
import type { Given } from './request.js'

export const START = Date.parse('2030-01-01T00:00:00Z')
/** The same in seconds, as tokens write it. */
export const NOW = START / 1000

/** The client of most tests; confidential, Basic. */
export const WEB = {
  client_id: 'web',
  client_secret: 's3cret',
  redirect_uris: ['https://app.example/cb'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  scope: 'openid profile email address phone offline_access read write',
  default_scope: 'openid profile',
  access_token: { format: 'opaque' },
} as const
/** A public client. */
export const SPA = {
  client_id: 'spa',
  redirect_uris: ['https://spa.example/cb'],
  access_token: { format: 'opaque' },
} as const

export const ALICE = {
  username: 'alice',
  password: 'wonderland',
  claims: { name: 'Alice', email: 'alice@example.com', address: { country: 'UK' }, phone_number: '+44', groups: ['a'] },
} as const

export const BOB = { username: 'bob', claims: { name: 'Bob' } } as const

/** `Basic web:s3cret`. */
export const BASIC = 'Basic d2ViOnMzY3JldA=='
/** RFC 7636 Appendix B. */
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

type Sent = Given['form'] | string

export interface Answer {
  readonly reply: Reply
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON members; empty for everything else. */
  readonly body: Record<string, any>
  /** The parameters of a redirection; `undefined` when nothing is redirected. */
  readonly told: Record<string, string> | undefined
  readonly location: string | undefined
  readonly page: Page | undefined
  /** The session cookie, to be sent along with the next request. */
  readonly cookies: Record<string, string>
  readonly entry: Entry
  /** The reason code of a refusal. */
  readonly reason: string | undefined
  readonly hint: string | undefined
  /** The reason codes of all warnings. */
  readonly warnings: readonly string[]
}

export interface Staged {
  readonly realm: Realm
  ask(endpoint: EndpointName, given?: Given): Promise<Answer>
  /** Authenticated as WEB by Basic unless `given` says otherwise; `{ headers: {} }` sends no Authorization. */
  token(form: Sent, given?: Given): Promise<Answer>
  /** A sound request of WEB, changed by `change`; a string is sent as it stands. */
  authorize(change?: Record<string, string | readonly string[] | undefined> | string, given?: Given): Promise<Answer>
  /** The code of a sound request. */
  code(change?: Record<string, string | undefined>): Promise<string>
  /** From the authorization request to the tokens. */
  tokens(change?: Record<string, string | undefined>): Promise<Record<string, any>>
  refresh(refresh_token: string, more?: Record<string, string>): Promise<Answer>
  redeem(code: string, more?: Record<string, string | undefined>, given?: Given): Promise<Answer>
  userinfo(token: string): Promise<Answer>
  introspect(token: string): Promise<Answer>
  revoke(token: string, more?: Record<string, string>): Promise<Answer>
  /** Seconds. */
  advance(seconds: number): void
}

export async function stage(fixtures: Fixtures = {}, more: Partial<RealmOptions> = {}): Promise<Staged> {
  const clock = clockFrom('frozen:2030-01-01T00:00:00Z', () => START)
  const given = realmOptionsOf({ clients: [WEB, SPA], users: [ALICE, BOB], seed: 1, ...fixtures })
  const issuer = (): string => 'http://localhost:2884'
  return verbs(await Realm.open({ id: '', profile: standard, issuer, clock, ...given, ...more }))
}

function verbs(realm: Realm): Staged {
  const ask = async (endpoint: EndpointName, given: Given = {}): Promise<Answer> =>
    answered(realm, await realm.handle(request(endpoint, given)))
  const post = (endpoint: EndpointName, form: Sent, given: Given = {}): Promise<Answer> =>
    ask(endpoint, { headers: { authorization: BASIC }, form: parsed(form), ...given })
  const staged: Staged = {
    realm,
    ask,
    token: (form, given) => post('token', form, given),
    authorize: (change = {}, given = {}) =>
      ask('authorization', { query: typeof change === 'string' ? parsed(change) : { ...SOUND, ...change }, ...given }),
    code: async (change) => (await staged.authorize(change)).told?.['code'] ?? '',
    tokens: async (change) => (await staged.redeem(await staged.code(change))).body,
    refresh: (refresh_token, more) => post('token', { grant_type: 'refresh_token', refresh_token, ...more }),
    redeem: (code, more, given) =>
      post('token', { grant_type: 'authorization_code', code, redirect_uri: SOUND.redirect_uri, ...more }, given),
    userinfo: (token) => ask('userinfo', { headers: { authorization: `Bearer ${token}` } }),
    introspect: (token) => post('introspection', { token }),
    revoke: (token, more) => post('revocation', { token, ...more }),
    advance: (seconds) => realm.clock.advance(Math.round(seconds * 1000)),
  }
  return staged
}

const SOUND = {
  client_id: 'web',
  redirect_uri: 'https://app.example/cb',
  response_type: 'code',
  scope: 'openid profile',
  state: 'xyz',
} as const

function parsed(form: Sent): Given['form'] & {} {
  return typeof form === 'string' ? Parameters.parse(form) : (form ?? {})
}

function answered(realm: Realm, reply: Reply): Answer {
  const { content } = reply
  const redirection = content.kind === 'redirection' ? content.redirection : undefined
  const entry = realm.journal.find(reply.headers['mock-oauth2-request-id'] ?? '')!
  return {
    reply,
    status: reply.status,
    headers: reply.headers,
    body: content.kind === 'members' ? { ...content.members } : {},
    told: redirection && ({ ...redirection.parameters } as Record<string, string>),
    location: redirection && redirectionUrl(redirection),
    page: content.kind === 'page' ? content.page : undefined,
    cookies: Object.fromEntries((reply.cookies ?? []).map(({ name, value }) => [name, value])),
    entry,
    reason: entry.reason,
    hint: entry.hint,
    warnings: entry.warnings.map(({ reason }) => reason),
  }
}

/** The claims of a JWT, unverified. */
export function claimsOf(jwt: string): Record<string, any> {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, any>
}

export function headerOf(jwt: string): Record<string, any> {
  return JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()) as Record<string, any>
}
