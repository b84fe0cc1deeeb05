// What a fault does to the server: nothing where it answers in place of the work, and what an honest call does where it
// spoils the answer of work that was done.

import t from 'tap'
import { CATALOGUE } from '../../../lib/faults/catalogue/index.js'
import { TOKEN_PARTS } from '../../../lib/faults/points.js'
import { rowsOf } from '../../support/spoiled.js'
import { stage, type Staged } from '../../support/realm.js'

const tokens = [{ refresh_token: 'RT', client_id: 'web', user: 'alice', scope: 'openid email' }]
const codes = [{ code: 'C', client_id: 'web', user: 'alice', scope: 'openid', redirect_uri: 'https://app.example/cb' }]

/** Records as data: what a restart would lose. */
const remembered = ({ realm }: Staged): unknown => JSON.parse(JSON.stringify(realm.server.records.snapshot()))

const INSTEAD = ['error', 'canned', 'html', 'status', 'hang', 'outage']

const instead = CATALOGUE.filter(
  ({ id, fault, points, options }) =>
    /^(te|http|tls)-/.test(id) &&
    points.includes('token') &&
    (INSTEAD.includes(fault) || (fault === 'reset' && !options?.['act'])),
)

t.ok(instead.length > 45, 'the rows were found')

for (const { id, part, once } of instead) {
  t.test(`${id} leaves code and refresh token as they were`, async (t) => {
    const staged = await stage({ tokens, codes })
    const before = remembered(staged)
    staged.realm.faults.arm(`token=${id}`)
    await staged.refresh('RT')
    if (part === undefined && !once) await staged.redeem('C')
    t.same(remembered(staged), before)
    staged.realm.faults.clear()
    t.match(await staged.redeem('C'), { status: 200 }, 'the code is still good')
    t.match(await staged.refresh('RT'), { status: 200 }, 'and so is the refresh token')
  })

  t.test(`${id}:consume uses the refresh token up`, async (t) => {
    const staged = await stage({ tokens })
    staged.realm.faults.arm(`token=${id}:consume`)
    await staged.refresh('RT')
    staged.realm.faults.clear()
    t.match(await staged.refresh('RT'), { status: 400, reason: 'refresh-rotated-response-maybe-lost' })
  })
}

const partWord = (grant_type: string): string =>
  Object.keys(TOKEN_PARTS).find((word) => TOKEN_PARTS[word] === grant_type) ?? ''

const KEPT = ['refresh-not-returned', 'refresh-same', 'refresh-null', 'refresh-empty']

for (const [name, { part = 'refresh_token' }] of rowsOf('tr-')) {
  if (partWord(part) !== 'refresh') continue
  t.test(`tr-${name} spoils the answer of a refresh that is done once`, async (t) => {
    const staged = await stage({ tokens })
    staged.realm.faults.arm(`token=tr-${name}`)
    await staged.refresh('RT')
    staged.realm.faults.clear()
    const again = await staged.refresh('RT')
    if (KEPT.includes(name)) t.match(again, { status: 200 }, 'the client was told of no other, so its own lives on')
    else t.match(again, { status: 400, reason: 'refresh-rotated-response-maybe-lost' })
  })
}

t.test('a refresh token that was kept lives as long as before', async (t) => {
  const staged = await stage({ tokens })
  staged.realm.faults.arm('token=tr-refresh-not-returned')
  await staged.refresh('RT')
  staged.advance(7200)
  t.match(await staged.refresh('RT'), { status: 200 })
})

t.test('the tokens that tr-access-token-64k and -jwt-like send are good ones', async (t) => {
  for (const name of ['access-token-64k', 'access-token-jwt-like']) {
    for (const format of ['jwt', 'opaque'] as const) {
      const client = { client_id: 'web', client_secret: 's3cret', access_token: { format } }
      const staged = await stage({ tokens, clients: [client] })
      staged.realm.faults.arm(`token=tr-${name}`)
      const { access_token } = (await staged.refresh('RT')).body
      t.equal((await staged.userinfo(access_token as string)).status, 200, `${name} ${format}`)
    }
  }
})

t.test('the token that tr-refresh-rotated sends works once', async (t) => {
  const staged = await stage({ tokens })
  staged.realm.faults.arm('token=tr-refresh-rotated@1')
  const { refresh_token } = (await staged.refresh('RT')).body
  t.match(await staged.refresh(refresh_token as string), { status: 200 })
})
