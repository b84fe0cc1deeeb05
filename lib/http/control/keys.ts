// The realm's signing keys over HTTP: which there are, and rotation.

import type { Members } from '../../protocol/messages.js'
import type { Realm } from '../../realm.js'
import type { ControlRequest } from '../server.js'
import { bodyOf } from './body.js'
import { ControlProblem } from './problem.js'

type Key = ReturnType<Realm['server']['keys']['list']>[number]

export function readKeys(realm: Realm): Members {
  return { keys: realm.server.keys.list().map(shown) }
}

/** `{ "announce": false, "alg": "ES256" }`; announced, and of the algorithm that signs by default, without. */
export async function rotateKeys(realm: Realm, request: ControlRequest): Promise<Members> {
  const { announce = true, alg = realm.server.algorithm } = bodyOf(request)
  if (typeof announce !== 'boolean' || typeof alg !== 'string')
    throw new ControlProblem(
      400,
      'announce is true or false, and alg the name of an algorithm',
      'send {"announce": true, "alg": "RS256"}',
    )
  try {
    return { rotated: shown(await realm.server.keys.rotate(alg, announce)), ...readKeys(realm) }
  } catch (error) {
    if (error instanceof RangeError) throw new ControlProblem(400, error.message)
    throw error
  }
}

function shown({ signs_from, published_until, ...key }: Key): Members {
  return {
    ...key,
    ...(signs_from !== undefined && { signs_from: new Date(signs_from).toISOString() }),
    ...(published_until !== undefined && { published_until: new Date(published_until).toISOString() }),
  }
}
