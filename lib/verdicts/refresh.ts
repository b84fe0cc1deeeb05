// same-refresh-token, new-refresh-token: which refresh token the client goes on with (RFC 6749 §6).

import type { Judge, Watch } from './judge.js'
import { sameClient, sameSession } from './kinship.js'
import { gone } from './retry.js'
import type { Heard } from './heard.js'

/** What was sent is still good: because it never arrived, or because nothing came in its place. */
export const sameRefreshToken: Judge = {
  hear(watch, heard) {
    const sent = watch.spoiled.parameter('refresh_token')
    const next = refreshOf(watch, heard)
    if (next === undefined) return newLogin(watch, heard)
    if (next === sent) return { outcome: 'handled', because: 'it went on with the refresh token that it had' }
    if (sent === undefined && !NOTHINGS.has(next)) return undefined
    return { outcome: 'mishandled', because: `it sent ${called(next)} in place of the refresh token that it had` }
  },
  end({ calls }) {
    const [login] = calls
    if (login === undefined) return gone('refreshed again')
    const because = `a new login began (${login.entry.id}), and no refresh followed: maybe it lost the refresh token`
    return { outcome: 'inconclusive', because }
  },
}

/** What came must replace what was sent. */
export const newRefreshToken: Judge = {
  hear(watch, heard) {
    const [old, fresh] = [watch.spoiled.parameter('refresh_token'), watch.spoiled.answer['refresh_token']]
    const next = refreshOf(watch, heard)
    if (next === undefined) return undefined
    if (next === fresh) return { outcome: 'handled', because: 'it went on with the new refresh token' }
    if (next !== old && !NOTHINGS.has(next)) return undefined
    return { outcome: 'mishandled', because: `it sent ${next === old ? 'the old refresh token' : called(next)} again` }
  },
  end: () => gone('refreshed again'),
}

/** As texts, what a client sends that has lost its token. */
const NOTHINGS = new Set(['', 'undefined', 'null', '[object Object]'])

const called = (token: string): string => (NOTHINGS.has(token) ? `"${token}"` : 'another')

function refreshOf({ spoiled }: Watch, heard: Heard): string | undefined {
  if (heard.entry.endpoint !== 'token' || heard.parameter('grant_type') !== 'refresh_token') return undefined
  const token = heard.parameter('refresh_token') ?? ''
  // With the very token in hand nobody else is meant, whatever else is known of the two.
  if (token !== '' && token === spoiled.parameter('refresh_token')) return token
  // A client that has lost its token has lost what said whose it was.
  return (NOTHINGS.has(token) ? sameClient(spoiled, heard) : sameSession(spoiled, heard)) ? token : undefined
}

/** The user was sent to log in again although the refresh token was alive; whose login it is, is not always known. */
function newLogin({ spoiled }: Watch, heard: Heard): ReturnType<Judge['hear']> {
  if (heard.parameter('grant_type') !== 'authorization_code' || !sameClient(spoiled, heard)) return undefined
  if (spoiled.parameter('refresh_token') === undefined) return undefined
  if (spoiled.user === undefined || spoiled.user !== heard.user) return 'counts'
  return { outcome: 'mishandled', because: 'it sent the user to log in again though the refresh token was alive' }
}
