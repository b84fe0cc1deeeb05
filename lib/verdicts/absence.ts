// no-use, no-token: a client that refuses an answer does nothing with it.

import { handedOut, polls, redeems, useOf } from './artifacts.js'
import type { Finding, Judge, Watch } from './judge.js'
import { nobodys, repeats, sameClient, served } from './kinship.js'
import type { Heard } from './heard.js'

/** Nothing that came with the answer is presented anywhere. */
export const noUse: Judge = {
  hear(watch, heard) {
    if (fetchedAgain(watch, heard)) return { outcome: 'handled', because: 'it fetched it again, and got a good one' }
    // A code has to be redeemed before the client can see whose tokens it brings: those are what counts.
    if (redeems(heard, watch.spoiled)) return 'counts'
    const use = useOf(watch.spoiled, heard) ?? derivedUse(watch, heard)
    if (use !== undefined) return { outcome: 'mishandled', because: use }
    return sameClient(watch.spoiled, heard) ? 'passes' : undefined
  },
  end: (watch) => absent(watch, 'nothing of that answer was used'),
}

/** Where the answer is to be ignored in part only, what its code brought is good. */
function derivedUse({ spoiled, calls, duty }: Watch, heard: Heard): string | undefined {
  if (duty === 'cope') return undefined
  const brought = calls.find((call) => redeems(call, spoiled))
  const given = brought && handedOut(brought)
  const used = given !== undefined && heard.presented.some((value) => given.has(value))
  return used ? `it used what the code of that answer brought at ${heard.name}` : undefined
}

/** No token request follows an authorization response that is to be refused. */
export const noToken: Judge = {
  hear(watch, heard) {
    if (heard.entry.endpoint !== 'token') return sameClient(watch.spoiled, heard) ? 'passes' : undefined
    const because = redeemed(watch.spoiled, heard)
    return because === undefined ? undefined : { outcome: 'mishandled', because }
  },
  end: (watch) => absent(watch, 'no token request followed'),
}

function redeemed(spoiled: Heard, heard: Heard): string | undefined {
  if (polls(heard)) return sameClient(spoiled, heard) ? 'it polled the token endpoint' : undefined
  const code = heard.parameter('code')
  if (heard.parameter('grant_type') !== 'authorization_code' || code === undefined) return undefined
  if (redeems(heard, spoiled)) return 'it redeemed the code of that answer'
  if (spoiled.entry.flow === heard.entry.flow) return 'it redeemed a code of that login'
  const nothing = code === '' || code === 'undefined' || code === 'null'
  return nothing && sameClient(spoiled, heard) ? `it sent "${code}" as the code` : undefined
}

/** Documents that nobody signs for: whoever fetches them once more need not have used the spoiled one. */
function fetchedAgain({ spoiled }: Watch, heard: Heard): boolean {
  return nobodys(spoiled) && repeats(spoiled, heard) && served(heard)
}

function absent({ calls, passes }: Watch, what: string): Finding {
  const count = calls.length + passes
  if (count === 0) return { outcome: 'handled', because: `the client never came back: ${what}` }
  return {
    outcome: 'handled',
    because: `${what} in the ${count === 1 ? 'one call' : `${count} calls`} that came after`,
  }
}
