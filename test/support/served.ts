// A staged realm behind the HTTP server, to be asked with `inject`: the whole path, parsing included.

import type { FastifyInstance } from 'fastify'
import { createServer } from '../../lib/http/server.js'
import type { Realm } from '../../lib/realm/realm.js'

interface Closing {
  teardown(act: () => unknown): unknown
}

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

export async function served(t: Closing, realm: Realm): Promise<FastifyInstance> {
  const app = await createServer({ realms: (id) => (id === realm.id ? realm : undefined) })
  t.teardown(() => app.close())
  return app
}
