// Routes of the realm's signing keys: which there are, and rotation.

import { json } from '../../protocol/messages.js'
import type { Members } from '../../protocol/messages.js'
import type { Realm } from '../../realm/realm.js'
import type { Route } from './route.js'

type Key = ReturnType<Realm['server']['keys']['list']>[number]

export const KEY_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/keys',
    id: 'listKeys',
    summary: 'Lists the signing keys with their dates',
    answers: { 200: 'Keys' },
    handle: ({ realm }) => json(200, readKeys(realm)),
  },
  {
    method: 'POST',
    path: '/v1/keys/rotate',
    id: 'rotateKeys',
    summary: 'Replaces a key: announced, as providers should, or at once',
    body: { schema: 'Rotation', optional: true, example: { announce: true, alg: 'RS256' } },
    answers: { 200: 'Rotated' },
    handle: async ({ realm, body }) => {
      const { announce = true, alg = realm.server.algorithm } = body as { announce?: boolean; alg?: string }
      const rotated = shown(await realm.server.keys.rotate(alg, announce))
      return json(200, { rotated, ...readKeys(realm) })
    },
  },
]

function readKeys(realm: Realm): Members {
  return { keys: realm.server.keys.list().map(shown) }
}

function shown({ signs_from, published_until, ...key }: Key): Members {
  return {
    ...key,
    ...(signs_from !== undefined && { signs_from: new Date(signs_from).toISOString() }),
    ...(published_until !== undefined && { published_until: new Date(published_until).toISOString() }),
  }
}
