// one-retry and no-storm: how often the same call comes again.

import { handedOut, isResponse, redeems } from './artifacts.js'
import type { Finding, Judge, Watch } from './judge.js'
import { nobodys, repeats, sameSession, served, succeeded } from './kinship.js'
import type { Heard } from './heard.js'

/** Once more is right, twice is not: a challenge that is not understood will not be understood later. */
export const oneRetry: Judge = {
  chain: true,
  hear(watch, heard) {
    if (!repeats(watch.spoiled, heard)) return undefined
    if (succeeded(heard)) return tried(watch.calls.length + 1, 'and was served')
    const tries = watch.calls.length + 1
    return tries > (watch.probe.most ?? 1)
      ? { outcome: 'mishandled', because: `it tried ${times(tries)} more` }
      : 'counts'
  },
  end: ({ calls }) => (calls.length === 0 ? gone('tried again') : tried(calls.length, 'and gave up')),
}

/** Calls that fail too follow each other so fast only when nobody is thinking. */
const STORM = { most: 5, seconds: 10 }

export const noStorm: Judge = {
  chain: true,
  hear(watch, heard) {
    if (isResponse(watch.spoiled)) return redeems(heard, watch.spoiled) ? redemption(watch, heard) : undefined
    if (!repeats(watch.spoiled, heard)) return restful(watch, heard)
    if (rests(watch, heard)) return tried(watch.calls.length + 1, 'and was served')
    return counted(watch, heard, 0)
  },
  end({ calls }) {
    if (calls.length > 0) return tried(calls.length, 'and gave up')
    return { outcome: 'handled', because: 'the client never came back with that call' }
  },
}

/** Tokens and keys may be fetched over and over because of what is in them; whoever got something else has what it wanted. */
const rests = ({ spoiled }: Watch, heard: Heard): boolean =>
  spoiled.entry.endpoint === 'token' || nobodys(spoiled) ? served(heard) : succeeded(heard)

/** An authorization response is followed by token requests; the first of them is no repetition. */
function redemption(watch: Watch, heard: Heard): Finding | 'counts' {
  return watch.calls.length === 0 ? 'counts' : counted(watch, heard, 1)
}

/** A token that was put to good use in between was worth its request. */
function restful(watch: Watch, heard: Heard): undefined {
  if (watch.spoiled.entry.endpoint !== 'token' || heard.entry.endpoint === 'token' || !served(heard)) return undefined
  const given = [watch.spoiled, ...watch.calls].some((call) =>
    heard.presented.some((value) => handedOut(call).has(value)),
  )
  if (given && sameSession(watch.spoiled, heard)) watch.calls.length = 0
  return undefined
}

/** @param free Calls that are no repetition. */
function counted({ probe, calls }: Watch, heard: Heard, free: number): Finding | 'counts' {
  const { most = STORM.most, seconds = STORM.seconds } = probe
  const recent = calls.slice(free).filter(({ entry }) => entry.at > heard.entry.at - seconds * 1000).length + 1
  if (recent < most) return 'counts'
  return { outcome: 'mishandled', because: `it tried ${times(recent)} more within ${seconds} s` }
}

function tried(tries: number, what: string): Finding {
  return { outcome: 'handled', because: `it tried ${times(tries)} more ${what}` }
}

export function gone(what: string): Finding {
  return { outcome: 'inconclusive', because: `the client never ${what}` }
}

export function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`
}
