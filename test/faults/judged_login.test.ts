// What openid-client and oauth4webapi do with broken authorization responses and refreshes, in whole logins, against what the
// catalogue says that they do. Where a row says nothing, no library can notice, or none takes part in it.

import t from 'tap'
import { CATALOGUE } from '../../lib/faults/catalogue/index.js'
import type { Row } from '../../lib/faults/catalogue/index.js'
import { startProvider } from '../../lib/index.js'
import type { LocalProvider } from '../../lib/index.js'
import { LIBRARIES, judgedRow } from '../support/judged.js'
import { CAST, verdict, type Login } from '../support/logins.js'
import { scenario } from '../support/scenarios.js'

const HYBRID = { response_type: 'code id_token' } as const

/** Rows that show only in a login of a kind. */
const SHOWN: Readonly<Record<string, Login>> = {
  'az-query-instead-of-fragment': HYBRID,
  'az-state-unasked': { stateless: true },
}

let provider: LocalProvider
t.before(async () => {
  provider = await startProvider({ fixtures: CAST })
})
t.teardown(() => provider.close())

for (const how of [
  {},
  HYBRID,
  { max_age: 3600 },
  { nonceless: true },
  { stateless: true },
  { registered: true },
] as const)
  t.test(`without a rule both libraries accept a login ${JSON.stringify(how)}`, async (t) => {
    for (const library of LIBRARIES) t.equal(await verdict(t, provider, library, [], how), 'accepts', library)
  })

const rulesOf = ({ id, points }: Row): readonly string[] => points.map((point) => `${point}=${id}`)

for (const row of CATALOGUE.filter(({ id, measured }) => id.startsWith('az-') && measured)) {
  t.test(`${row.id}, which ${row.summary}`, async (t) => {
    for (const library of LIBRARIES)
      t.equal(await verdict(t, provider, library, rulesOf(row), SHOWN[row.id] ?? {}), row.measured?.[library], library)
  })
}

for (const row of CATALOGUE.filter(({ id }) => /^lc-refresh-/.test(id)))
  judgedRow(t, row, `token=${row.id}`, scenario('token.refresh'))

for (const side of ['ahead', 'behind'])
  t.test(`a clock that is ten minutes ${side}`, async (t) => {
    const row = CATALOGUE.find(({ id }) => id === `lc-clock-${side}`)
    for (const library of LIBRARIES)
      t.equal(await verdict(t, provider, library, [`token=lc-clock-${side}`], {}), row?.measured?.[library], library)
  })

t.test(
  'az-mixup-live: the response of another issuer is refused, and that issuer sees neither code nor verifier',
  async (t) => {
    const other = await provider.realm({ id: 'b' })
    t.teardown(() => other.close())
    for (const library of LIBRARIES)
      t.equal(await verdict(t, provider, library, ['authorize=az-mixup-live:b'], {}), 'rejects', library)
    const asked = (await other.journal.list()).map(({ endpoint }) => endpoint)
    t.ok(asked.includes('authorization'), 'the browser came by')
    t.notOk(asked.includes('token'))
  },
)
