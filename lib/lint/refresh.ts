// When and how refresh tokens are used.

import { formatDuration } from '../protocol/duration.js'
import type { Entry } from '../journal/journal.js'
import { at, byClient, counted, issued, told } from './rule.js'
import type { Exchange, Hit, Rule } from './rule.js'

/** Real milliseconds within which two requests count as simultaneous. */
const TOGETHER = 1_000

export const REFRESH: readonly Rule[] = [
  {
    rule: 'access-token-refreshed-too-early',
    severity: 'notice',
    spec: 'RFC 6749 §1.5',
    fix: 'keep the access token until shortly before expires_in is over',
    find: (entries) =>
      refreshes(entries).flatMap(({ entry, age, lifetime }) =>
        age < lifetime / 2
          ? [
              {
                entry,
                hint: `the access token was refreshed after ${formatDuration(age)} of its ${formatDuration(lifetime)}: half of its life or more is thrown away`,
              },
            ]
          : [],
      ),
  },
  {
    rule: 'refresh-after-expiry-only',
    severity: 'notice',
    spec: 'RFC 6749 §1.5',
    fix: 'refresh a little before expires_in is over, so that no call fails first',
    find: (entries) => {
      const late = refreshes(entries).filter(({ age, lifetime }) => age >= lifetime)
      const refused = entries.filter(({ reason }) => reason === 'token-expired')
      if (late.length === 0 || late.length < refreshes(entries).length) return []
      return late.flatMap(({ entry, age, lifetime }) =>
        refused.some(({ client_id, now }) => clientFits(client_id, entry) && now <= entry.now)
          ? [
              {
                entry,
                hint: `the client refreshes only after a call was refused: ${formatDuration(age)} after the token was issued, which lives ${formatDuration(lifetime)}`,
              },
            ]
          : [],
      )
    },
  },
  {
    rule: 'parallel-refresh-detected',
    severity: 'warning',
    spec: 'RFC 9700 §4.14.2',
    fix: 'refresh once at a time: let every caller wait for the one refresh that is under way',
    find: (entries) => {
      const seen = new Map<string, Exchange>()
      return refreshRequests(entries).flatMap((entry) => {
        const token = entry.received.form.peek('refresh_token') ?? ''
        const before = seen.get(token)
        seen.set(token, entry)
        if (!before || entry.at - before.at > TOGETHER) return []
        return [
          {
            entry,
            hint: `${before.id} and ${entry.id} present the same refresh token ${Math.round(entry.at - before.at)} ms apart: with rotation one of them logs the user out`,
          },
        ]
      })
    },
  },
  {
    rule: 'refresh-never-updated',
    severity: 'warning',
    spec: 'RFC 6749 §6',
    fix: 'store the refresh_token of every token response in place of the old one',
    find: (entries) => {
      const given = issued(entries).filter((entry) => told(entry, 'refresh_token') !== undefined)
      return refreshRequests(entries).flatMap((entry) => {
        const sent = entry.received.form.peek('refresh_token')
        const used = given.filter((one) => one.id !== entry.id && one.received.form.peek('refresh_token') === sent)
        const replaced = used.find((one) => told(one, 'refresh_token') !== sent && one.at < entry.at - TOGETHER)
        return replaced
          ? [{ entry, hint: `${replaced.id} answered a new refresh token, and the one that it replaced is sent again` }]
          : []
      })
    },
  },
  {
    rule: 'offline_access-requested-but-refresh-token-unused',
    severity: 'notice',
    spec: 'OpenID Connect Core §11',
    fix: 'leave offline_access out, or refresh in place of a new login',
    find: (entries) => unusedTokens(entries),
  },
]

interface Refreshed {
  readonly entry: Exchange
  /** Milliseconds since the access token before was issued, and for which it lives. */
  readonly age: number
  readonly lifetime: number
}

function refreshRequests(entries: readonly Entry[]): readonly Exchange[] {
  return at('token')(entries).filter((entry) => entry.received.form.peek('grant_type') === 'refresh_token')
}

/** The refreshes that worked, with what they replaced. */
function refreshes(entries: readonly Entry[]): readonly Refreshed[] {
  const responses = issued(entries)
  return refreshRequests(responses).flatMap((entry) => {
    const sent = entry.received.form.peek('refresh_token')
    const before = responses.findLast(
      (one) => one.now <= entry.now && one !== entry && told(one, 'refresh_token') === sent,
    )
    const lifetime = before && counted(before, 'expires_in')
    return before && lifetime !== undefined ? [{ entry, age: entry.now - before.now, lifetime: lifetime * 1000 }] : []
  })
}

/** A refused token may have said whose it is, or not. */
const clientFits = (client_id: string | undefined, entry: Entry): boolean =>
  client_id === undefined || client_id === entry.client_id

function unusedTokens(entries: readonly Entry[]): readonly Hit[] {
  return [...byClient(issued(entries)).values()].flatMap((own) => {
    const offline = own.filter((entry) =>
      (entry.scope ?? told(entry, 'scope') ?? '').split(' ').includes('offline_access'),
    )
    const tokens = own.map((entry) => told(entry, 'refresh_token')).filter((one) => one !== undefined)
    const used = own.some((entry) => tokens.includes(entry.received.form.peek('refresh_token') ?? ''))
    const [first] = offline
    if (!first || tokens.length === 0 || used) return []
    return [
      {
        entry: first,
        hint: `client '${first.client_id}' was granted offline_access and ${tokens.length} refresh token(s), and used none`,
      },
    ]
  })
}
