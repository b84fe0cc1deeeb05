// What a client does with answers: whether it waits when told to, takes the new nonce, cleans up, and follows redirects.

import type { Entry } from '../journal/journal.js'
import { decodeJwt } from '../protocol/jwt.js'
import { asked, at, authorizations, byClient, issued, told } from './rule.js'
import type { Exchange, Hit, Rule } from './rule.js'

/** Real milliseconds to wait where an answer does not say how long. */
const A_WHILE = 1_000

export const CONDUCT: readonly Rule[] = [
  {
    rule: 'tls-verification-disabled',
    severity: 'warning',
    spec: 'RFC 9525 §6',
    fix: 'remove rejectUnauthorized: false, -k, NODE_TLS_REJECT_UNAUTHORIZED=0 and their like; trust the CA of the mock',
    find: (entries) =>
      entries.flatMap((entry, index) => {
        const bad = entry.answered?.delivery?.certificate
        if (!bad) return []
        const next = entries.slice(index + 1).find(({ at: when }) => when < entry.at + entry.duration + bad.during)
        const hint = `a fault shows a bad certificate (${bad.kind}) since ${entry.id}, and ${next?.id} came all the same: certificates are not verified`
        return next ? [{ entry: next, hint }] : []
      }),
  },
  {
    rule: 'no-backoff-after-429',
    severity: 'warning',
    spec: 'RFC 6585 §4',
    fix: 'wait as long as Retry-After says, and longer after every further refusal',
    find: (entries) =>
      entries.flatMap((entry, index) => {
        if (entry.status !== 429 && entry.status !== 503) return []
        const next = entries.slice(index + 1).find((one) => sameCall(one, entry) && sameClient(one, entry))
        const wait = Number(entry.answered?.headers['retry-after'] ?? NaN) * 1000 || A_WHILE
        const after = next ? next.at - (entry.at + entry.duration) : Infinity
        if (!next || after >= wait) return []
        return [
          {
            entry: next,
            hint: `${entry.id} was answered ${entry.status}, and the same was asked again ${Math.max(0, Math.round(after))} ms later; ${wait} ms were due`,
          },
        ]
      }),
  },
  {
    rule: 'dpop-nonce-ignored-on-200',
    severity: 'notice',
    spec: 'RFC 9449 §8.2',
    fix: 'take the DPoP-Nonce of every response into the next proof, not of refusals alone',
    find: (entries) => [...byClient(entries).values()].flatMap(ignoredNonces),
  },
  {
    rule: 'revocation-never-called-on-logout',
    severity: 'notice',
    spec: 'RFC 7009 §1',
    fix: 'revoke the refresh token when the user logs out',
    find: (entries) =>
      [...byClient(entries).values()].flatMap((own) => {
        const logout = own.find(({ endpoint, status }) => endpoint === 'end_session' && status < 400)
        const held = issued(own).some((entry) => told(entry, 'refresh_token') !== undefined)
        if (!logout || !held || own.some(({ endpoint }) => endpoint === 'revocation')) return []
        return [
          {
            entry: logout,
            hint: `client '${logout.client_id}' logged its user out and revoked none of its tokens; with offline_access they go on working`,
          },
        ]
      }),
  },
  {
    rule: 'scope-requested-never-used',
    severity: 'notice',
    spec: 'OpenID Connect Core §5.4',
    fix: 'leave the scope out, or read the claims at userinfo',
    find: (entries) => [...byClient(entries).values()].flatMap((own) => unread(own)),
  },
  {
    rule: 'redirect-followed-with-credentials',
    severity: 'warning',
    spec: 'RFC 9700 §4.12',
    fix: 'do not follow redirects of the token endpoint: redirect: manual, or maxRedirects: 0',
    find: (entries) =>
      entries.flatMap((entry, index) => {
        const location = entry.answered?.headers['location']
        if (entry.endpoint !== 'token' || entry.status < 300 || entry.status >= 400 || location === undefined) return []
        const next = entries.slice(index + 1).find((one) => one.method === 'POST' && one.url === pathOf(location))
        return next
          ? [
              {
                entry: next,
                hint: `the token endpoint answered ${entry.id} with ${entry.status}, and the client sent its credentials on to ${location}`,
              },
            ]
          : []
      }),
  },
]

/** The same endpoint, and there the same grant: another grant is no repetition of what was refused. */
function sameCall(one: Entry, other: Entry): boolean {
  const [grant, refused] = [one, other].map(({ received }) => received?.form.peek('grant_type'))
  return one.endpoint === other.endpoint && grant === refused
}

const sameClient = (one: Entry, other: Entry): boolean =>
  one.client_id === other.client_id || one.client_id === undefined || other.client_id === undefined

function pathOf(location: string): string {
  if (!URL.canParse(location, 'http://here')) return location
  const { pathname, search } = new URL(location, 'http://here')
  return `${pathname}${search}`
}

/** Proofs that were refused for their nonce, though an earlier response had brought the one that is wanted. */
function ignoredNonces(entries: readonly Exchange[]): readonly Hit[] {
  return entries.flatMap((entry, index) => {
    const proof = entry.received.headers['dpop']
    if (proof === undefined || entry.error !== 'use_dpop_nonce') return []
    const good = entries.slice(0, index).findLast((one) => one.status < 300 && one.answered?.headers['dpop-nonce'])
    const brought = good?.answered?.headers['dpop-nonce']
    const sent = decodeJwt(proof)?.claims['nonce']
    if (!good || brought === sent || brought !== entry.answered?.headers['dpop-nonce']) return []
    return [
      {
        entry,
        hint: `${good.id} brought a new DPoP-Nonce with its ${good.status}; ${entry.id} was sent with ${sent === undefined ? 'none' : 'an older one'} and had to be sent again`,
      },
    ]
  })
}

const READ: ReadonlyMap<string, readonly string[]> = new Map([
  ['profile', ['name', 'family_name', 'given_name', 'preferred_username', 'picture']],
  ['email', ['email']],
  ['address', ['address']],
  ['phone', ['phone_number']],
])

/** Scopes that open claims, where neither an ID Token carried any of those nor userinfo was asked. */
function unread(own: readonly Exchange[]): readonly Hit[] {
  const [first] = authorizations(own)
  const tokens = issued(own).map((entry) => decodeJwt(told(entry, 'id_token') ?? '')?.claims)
  const carried = tokens.filter((claims) => claims !== undefined)
  if (!first || carried.length === 0 || at('userinfo', 'introspection')(own).length > 0) return []
  const scopes = (asked(first).peek('scope') ?? '').split(' ')
  const idle = scopes.filter((scope) => {
    const claims = READ.get(scope)
    return claims !== undefined && !carried.some((one) => claims.some((name) => name in one))
  })
  if (idle.length === 0) return []
  return [
    {
      entry: first,
      hint: `client '${first.client_id}' asks for scope '${idle.join(' ')}' and never read what it opens: userinfo was not called`,
    },
  ]
}
