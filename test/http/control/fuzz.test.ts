// Whatever is sent to the control API, it is answered with a sentence: 500 would be a bug of ours.

import fc from 'fast-check'
import t from 'tap'
import { ROUTES } from '../../../lib/http/control/routes.js'
import { asking, WEB } from './asking.js'

const names = fc.constantFrom('web', 'alice', 'f1', 'r1', 'a b', '__proto__', 'constructor', '%2F', 'é')
const word = fc.oneof(
  names,
  fc.string({ maxLength: 12 }),
  fc.constantFrom('token', 'token=503', '1h', '-1h', '2030-01-01'),
)
const value = fc.oneof({ weight: 3, arbitrary: word }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) })
const KEYS = [
  ...[
    'client_id',
    'username',
    'user',
    'rule',
    'match',
    'do',
    'when',
    'count',
    'flow',
    'by',
    'at',
    'now',
    'rate',
    'only',
  ],
  ...[
    'login',
    'policy',
    'lifetimes',
    'clients',
    'users',
    'codes',
    'tokens',
    'ttl',
    'state',
    'claims',
    'scope',
    'token',
  ],
  ...[
    'deny',
    'tag',
    'id',
    'fixtures',
    'faults',
    'clock',
    'keys',
    'seed',
    'enabled',
    'since',
    'redirect_uris',
    'version',
  ],
]
const members = fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 4 })
const body = fc.oneof(members, fc.array(members, { maxLength: 2 }), fc.jsonValue({ maxDepth: 1 }))
/** One ends the provider, one answers for as long as it lives, one waits. */
const routes = ROUTES.filter(({ id }) => !['shutdown', 'events', 'wait'].includes(id))

t.test('no request to any route is answered with 500', async (t) => {
  const { ask } = await asking(t, { fixtures: { clients: [WEB], users: [{ username: 'alice' }] } })
  const request = fc.record({ route: fc.constantFrom(...routes), name: names, body, query: fc.option(word) })
  await fc.assert(
    fc.asyncProperty(request, async ({ route, name, body, query }) => {
      const path = route.path.replace(/^\/v1/, '').replace(/\{\w+\}/g, encodeURIComponent(name))
      const target = path === '/' ? '/_root' : path
      const asked = Object.keys(route.query ?? {})[0]
      const search = asked !== undefined && query !== null ? `?${asked}=${encodeURIComponent(query)}` : ''
      const sent = route.method === 'GET' || route.body === undefined ? undefined : body
      const answer = await ask(`${route.method} ${target}${search}`, typeof sent === 'string' ? [sent] : sent)
      return answer.status !== 500
    }),
    { numRuns: 600, seed: 7 },
  )
})
