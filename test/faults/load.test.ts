// A thousand rules, ten thousand requests: nothing piles up, and no rule takes part twice in one request.

import t from 'tap'
import { ERROR_CODES } from '../../lib/protocol/error.js'
import { CALLS, type Point } from '../../lib/faults/points.js'
import type { EndpointName } from '../../lib/protocol/messages.js'
import { basic, request } from '../support/request.js'
import { stage } from '../support/realm.js'

const RULES = 1000
const REQUESTS = 10_000
const WHEN = [
  '@every:40',
  '@2..5',
  '@p:0.02',
  '@every:30@for:1h',
  '@once@per:client',
  '@p:0.01@per:tag',
  '@9..20@after:0s',
  '@late@p:0.02',
]
const EFFECTS = ['503', 'slow:1ms', 'html', 'truncate', 'reset', 'error:invalid_request', 'badjson', 'empty']

/** As many rules as may be armed, of every point, condition and time. */
function ruleAt(n: number): string {
  const point = CALLS[n % CALLS.length] as Point
  const condition = ['', '+client:c1', '+scope:read', '+param.x:1', '+user:alice', '+tag:t1'][n % 6]
  return `${point}${condition}=${EFFECTS[n % EFFECTS.length]}${WHEN[n % WHEN.length]}`
}

const ASKED: readonly EndpointName[] = [
  'token',
  'userinfo',
  'metadata',
  'jwks',
  'introspection',
  'authorization',
  'resource',
  'revocation',
]

function requestAt(n: number) {
  const endpoint = ASKED[n % ASKED.length] ?? 'token'
  const sent = { client_id: `c${n % 50}`, scope: 'read', x: String(n % 3) }
  const headers = { authorization: basic(`c${n % 50}`, 's'), 'mock-oauth2-tag': `t${n % 20}` }
  const form = { ...sent, grant_type: 'client_credentials', token: 'x' }
  return request(
    endpoint,
    ['token', 'introspection', 'revocation'].includes(endpoint) ? { headers, form } : { query: sent, headers },
  )
}

t.test('1,000 rules and 10,000 requests: no leak, no rule twice in a request', async (t) => {
  const { realm } = await stage({ clients: [], users: [] })
  const effects = new Set<string>()
  for (let n = 0; n < RULES; n += 1) effects.add(realm.faults.arm(ruleAt(n)).rule)
  t.ok(effects.size > 100, `${effects.size} different rules`)
  t.equal(realm.faults.list().length, RULES)
  t.throws(() => realm.faults.arm('token=503'), { message: /1000 rules are armed already/ })
  let fired = 0
  for (let n = 0; n < REQUESTS; n += 20) {
    const replies = await Promise.all(Array.from({ length: 20 }, (_, i) => realm.handle(requestAt(n + i))))
    for (const { headers } of replies) {
      const names = (headers['mock-oauth2-fault'] ?? '').split(', ').filter((name) => name !== '')
      fired += names.length
      if (new Set(names).size !== names.length) t.fail(`one rule twice: ${names.join(' ')}`)
    }
  }
  const after = realm.faults.list()
  t.equal(after.length, RULES, 'no rule came or went')
  t.ok(fired > 2000, `${fired} firings`)
  t.equal(
    after.reduce((sum, rule) => sum + rule.fired, 0),
    fired,
    'each firing was told to a client, and counted once',
  )
  t.ok(after.every((rule) => rule.fired <= rule.matched))
  const counters = realm.faults.save().rules.map(({ counts }) => counts.size)
  t.ok(Math.max(...counters) <= 51, 'one counter for each client or tag that came, and one for none')
  for (const { id } of after) realm.faults.disarm(id)
  t.strictSame(realm.faults.list(), [])
  t.strictSame(realm.faults.save().rules, [])
})

t.test('counters of a rule that counts by client are bounded', async (t) => {
  const { realm } = await stage({ clients: [], users: [] })
  realm.faults.arm('token=503@2@per:client')
  for (let n = 0; n < 10_500; n += 1) realm.faults.claim(request('token', { form: { client_id: `client-${n}` } }))
  t.equal(realm.faults.save().rules[0]?.counts.size, 10_000)
  t.match(realm.faults.list(), [{ matched: 10_500, fired: 0 }])
})

t.test('what is brought by a request is armed nowhere, however many names there are', async (t) => {
  const { realm } = await stage({ clients: [], users: [] })
  const codes = Object.keys(ERROR_CODES)
  for (let n = 0; n < 1500; n += 1) {
    const client_id = `fault--${codes[n % codes.length]}--${n}`
    await realm.handle(request('token', { form: { client_id, grant_type: 'client_credentials' } }))
  }
  t.strictSame(realm.faults.list(), [])
})
