// Two hundred test workers at once, each with an issuer, a clock and faults of its own, and the same application.

import t from 'tap'
import { startProvider } from '../../lib/index.js'
import { APP, application } from '../support/application.js'
import type { LoggedIn } from '../support/application.js'
import { START, claimsOf } from '../support/realm.js'

const DAY = 86_400_000
const IDS = Array.from({ length: 200 }, (_, at) => `worker-${at}`)
const RULES = [[], ['token.refresh=invalid_grant@1'], ['userinfo=503@2'], ['token.refresh=503@every:2']] as const
/** What two refreshes and two questions for the user come to. */
const SEEN = [
  [200, 200, 200, 200],
  [400, 200, 200, 200],
  [200, 200, 200, 503],
  [200, 503, 200, 200],
]

t.test('each of 200 workers lives in its own time, with its own faults and users', async (t) => {
  const provider = await startProvider({ fixtures: { clients: [APP], users: [{ username: 'alice' }] }, seed: 1 })
  t.teardown(() => provider.close())
  const worked = await Promise.all(
    IDS.map(async (id, at) => {
      const users = [{ username: `user-${at}` }, { username: 'alice', $remove: true }]
      const clock = `frozen:${new Date(START + at * DAY).toISOString()}`
      const realm = await provider.realm({
        id,
        clock,
        faults: RULES[at % RULES.length]!,
        fixtures: { users: users },
      })
      const app = application(realm.issuer)
      const tokens = (await app.login()) as LoggedIn
      const { iat, iss, sub } = claimsOf(tokens.id_token)
      const seen = [await app.refresh(tokens), await app.refresh(tokens)]
      for (let i = 0; i < 2; i += 1) seen.push((await app.userinfo(tokens)).status)
      // Only every other clock moves: nobody else's tokens may expire.
      if (at % 2 === 1) await realm.clock.advance('2h')
      return { issuer: realm.issuer, iat, iss, sub, seen, tokens, app }
    }),
  )
  t.same(
    worked.map(({ iat }) => Number(iat) * 1000),
    IDS.map((_, at) => START + at * DAY),
  )
  t.same(
    worked.map(({ iss }) => String(iss)),
    IDS.map((id) => `${provider.issuer}/realms/${id}`),
  )
  t.same(
    worked.map(({ sub }) => String(sub)),
    IDS.map((_, at) => `user-${at}`),
  )
  t.same(
    worked.map(({ seen }) => seen),
    IDS.map((_, at) => SEEN[at % SEEN.length]),
  )
  const active = await Promise.all(worked.map(({ app, tokens }) => app.introspect(tokens.access_token)))
  t.same(
    active,
    IDS.map((_, at) => at % 2 === 0),
  )
  const strangers = await Promise.all(
    worked.map(({ app }, at) => app.introspect(worked[(at + 2) % worked.length]!.tokens.access_token)),
  )
  t.same(
    strangers,
    IDS.map(() => false),
    'a token of another realm is unknown',
  )
  t.equal(new Set(worked.map(({ tokens }) => tokens.refresh_token)).size, IDS.length)
  t.same(provider.home.journal.list(), [], 'nothing reached the default realm')
})
