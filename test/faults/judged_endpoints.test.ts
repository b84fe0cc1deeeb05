// What openid-client and oauth4webapi do with the faults of every endpoint but token, against what the catalogue says that
// they do.

import * as oauth from 'oauth4webapi'
import t from 'tap'
import { CATALOGUE } from '../../lib/faults/catalogue/index.js'
import type { Row } from '../../lib/faults/catalogue/index.js'
import { judged, judgedRow, within } from '../support/judged.js'
import type { Library, Scenario } from '../support/judged.js'
import { scenario } from '../support/scenarios.js'

t.jobs = 4

/** Only oauth4webapi reads the metadata of protected resources. */
const prm: Scenario = async (ground) => {
  const resource = new URL(`${ground.provider.url}/_mock/resource`)
  return async () =>
    oauth.processResourceDiscoveryResponse(resource, await oauth.resourceDiscoveryRequest(resource, within(ground)))
}

const SCENARIOS: Readonly<Record<string, Readonly<Record<Library, Scenario>>>> = {
  ...Object.fromEntries(
    ['par', 'device', 'userinfo', 'introspect', 'revoke', 'register', 'resource'].map((name) => [name, scenario(name)]),
  ),
  token: scenario('token.dpop'),
  prm: { 'openid-client': prm, oauth4webapi: prm },
}

const GROUPS = /^(dpop|par|dev|ui|in|rv|rg|rs|prm)-/

/** What no call of these scenarios shows: a JWT that nobody asked for, a proof, a later call, ten seconds of patience. */
const UNSEEN = new Set(
  ['ui-slow', 'ui-plain-when-signed-registered', 'in-slow', 'in-jwt-bad-signature', 'in-jwt-wrong-typ'].concat(
    ['rg-forgotten-client', 'dpop-nonce-per-origin', 'dpop-nonce-none', 'rs-401-once', 'prm-custom-path'],
    [
      'dpop-nonce-required-resource',
      'dpop-nonce-at-par',
      'dpop-scheme-case',
      'rs-401-with-scope',
      'rs-401-without-scope',
    ],
  ),
)

/** The point at which the row is judged. */
const pointOf = ({ points, part }: Row): string | undefined =>
  part === undefined ? points.find((point) => point in SCENARIOS) : undefined

const JUDGED = CATALOGUE.filter((row) => GROUPS.test(row.id) && !UNSEEN.has(row.id) && pointOf(row) !== undefined)

t.test('without a rule the metadata of the resource is accepted', async (t) => {
  t.equal(await judged(t, '', prm), 'accepts')
})

t.test('every row that these calls can show has been measured', async (t) => {
  t.strictSame(
    JUDGED.filter((row) => row.measured?.oauth4webapi === undefined).map(({ id }) => id),
    [],
  )
})

for (const row of JUDGED) {
  const point = pointOf(row) ?? ''
  judgedRow(t, row, `${point}=${row.id}`, SCENARIOS[point]!)
}
