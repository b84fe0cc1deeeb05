// What openid-client and oauth4webapi do with forged ID Tokens in whole logins, against what the catalogue says that they
// do. Where a row says nothing, no library can notice, or none takes part in it.

import t from 'tap'
import { CATALOGUE } from '../../lib/faults/catalogue/index.js'
import { startProvider } from '../../lib/index.js'
import type { LocalProvider } from '../../lib/index.js'
import { LIBRARIES } from '../support/judged.js'
import { CAST, verdict, type Login } from '../support/logins.js'

const HYBRID = { response_type: 'code id_token' } as const

/** Rows that show only in a login of a kind. */
const SHOWN: Readonly<Record<string, Login>> = {
  'idt-alg-unregistered': { registered: true },
  'idt-nonce-unasked': { nonceless: true },
  'idt-auth-time-missing': { max_age: 3600 },
  'idt-auth-time-stale': { max_age: 3600 },
  'idt-hybrid-mismatch': HYBRID,
  'idt-c-hash-wrong': HYBRID,
  'idt-c-hash-missing': HYBRID,
  'idt-s-hash-wrong': HYBRID,
}

let provider: LocalProvider
t.before(async () => {
  provider = await startProvider({ fixtures: CAST })
})
t.teardown(() => provider.close())

for (const how of [{}, HYBRID, { max_age: 3600 }, { nonceless: true }, { registered: true }] as const)
  t.test(`without a rule both libraries accept a login ${JSON.stringify(how)}`, async (t) => {
    for (const library of LIBRARIES) t.equal(await verdict(t, provider, library, [], how), 'accepts', library)
  })

for (const row of CATALOGUE.filter(({ id, measured }) => id.startsWith('idt-') && measured)) {
  t.test(`${row.id}, which ${row.summary}`, async (t) => {
    const rules = [`${row.points[0] ?? 'id_token'}=${row.id}`]
    for (const library of LIBRARIES)
      t.equal(await verdict(t, provider, library, rules, SHOWN[row.id] ?? {}), row.measured?.[library], library)
  })
}

t.test('who does not insist on the registered algorithm takes any that the server signs with', async (t) => {
  for (const library of LIBRARIES)
    t.equal(await verdict(t, provider, library, ['id_token=idt-alg-unregistered'], {}), 'accepts', library)
})
