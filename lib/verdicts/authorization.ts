// new-authorization: what is over is not asked for again; the user is.

import type { Judge, Watch } from './judge.js'
import { repeats, sameClient } from './kinship.js'
import { gone, times } from './retry.js'
import type { Heard } from './heard.js'

const BEGINNING = new Set<string>(['authorization', 'pushed_authorization_request', 'device_authorization'])

export const newAuthorization: Judge = {
  chain: true,
  hear(watch, heard) {
    if (again(watch, heard)) {
      const tries = watch.calls.length + 1
      if (tries <= (watch.probe.most ?? patience(watch))) return 'counts'
      return {
        outcome: 'mishandled',
        because: `it sent the same again ${tries === 1 ? '' : `${times(tries)} `}in place of a new authorization`,
      }
    }
    if (!BEGINNING.has(heard.entry.endpoint) || !sameClient(watch.spoiled, heard)) return undefined
    return { outcome: 'handled', because: 'it asked for a new authorization' }
  },
  end: () => gone('asked for a new authorization'),
}

/** A dead code or token stays dead; a resource may be asked again, and a login behind the user's back tried again. */
const patience = ({ spoiled }: Watch): number => (spoiled.entry.endpoint === 'token' ? 0 : 2)

/** The same code or token once more, or another try behind the user's back. */
function again({ spoiled }: Watch, heard: Heard): boolean {
  if (spoiled.entry.endpoint === 'authorization')
    return repeats(spoiled, heard) && (heard.parameter('prompt') ?? '').split(' ').includes('none')
  if (spoiled.entry.endpoint !== 'token') return repeats(spoiled, heard)
  if (heard.entry.endpoint !== 'token') return false
  return spoiled.presented.some((value) => value !== '' && heard.presented.includes(value))
}
