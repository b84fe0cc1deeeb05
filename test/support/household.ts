// The realms of a provider without its sockets, and small verbs that ask them as an application would.

import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { Blueprint } from '../../lib/realms/blueprint.js'
import type { Fixtures } from '../../lib/fixtures/types.js'
import { createServer } from '../../lib/http/server.js'
import type { StartOptions } from '../../lib/realms/options.js'
import { Realms } from '../../lib/realms/realms.js'
import type { RealmsOptions } from '../../lib/realms/realms.js'

export const ISSUER = 'http://localhost:2884'

export interface Household {
  readonly realms: Realms
  readonly app: FastifyInstance
}

/** Let go when the test is over. */
export async function household(
  t: Test,
  fixtures: Fixtures = {},
  { most, byRequest, ...start }: RealmsOptions & StartOptions = {},
): Promise<Household> {
  const place = { issuer: () => start.issuer ?? ISSUER, backchannel: undefined }
  const realms = await Realms.open(new Blueprint(start, fixtures, place), { most, byRequest })
  const app = await createServer({
    realms: (id, path) => (path === undefined ? realms.get(id) : realms.reach(id, path)),
    refusal: (id) => realms.refusal(id),
  })
  t.teardown(async () => {
    realms.close()
    await app.close()
  })
  return { realms, app }
}
