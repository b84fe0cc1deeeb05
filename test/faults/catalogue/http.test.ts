// Statuses, redirects and headers at any endpoint: what every row of catalogue/http.ts sends.

import t from 'tap'
import type { Test } from 'tap'
import { HTTP } from '../../../lib/faults/catalogue/http.js'
import { json } from '../../../lib/protocol/messages.js'
import { refreshing, sent, TOKENS, type Sent } from '../../support/spoiled.js'

interface Expected {
  readonly status: number
  readonly headers?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  /** Whether the honest answer is inside. */
  readonly acted: boolean
  readonly more?: (answer: Sent, t: Test) => void
}

const LATER = { error: 'temporarily_unavailable', error_description: /^requested by fault|^HTTP/ }
const PAGE = /^<!doctype html>/
const instead = (status: number, body: unknown, headers = {}): Expected => ({ status, body, headers, acted: false })
const beside = (headers: Record<string, unknown>, more: Partial<Expected> = {}): Expected => ({
  ...{ status: 200, body: TOKENS, acted: true, headers },
  ...more,
})
/** As a script of another origin sees it: the CORS headers are `deliver`'s, and tested on the wire. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  'http-429-retry-after': instead(429, LATER, { 'retry-after': '2' }),
  'http-429-date': instead(429, LATER, { 'retry-after': 'Tue, 01 Jan 2030 00:00:02 GMT' }),
  'http-429-bare': instead(429, LATER, { 'retry-after': undefined }),
  'http-500-json': instead(500, { error: 'server_error' }),
  'http-500-html': instead(500, PAGE, { 'content-type': /^text\/html/ }),
  'http-502-html': instead(502, PAGE, { 'content-type': /^text\/html/ }),
  'http-503-retry-after': instead(503, LATER, { 'retry-after': '2' }),
  'http-503-once': instead(503, LATER, { 'retry-after': undefined }),
  'http-201': { status: 201, body: TOKENS, acted: true },
  'http-206': { status: 206, body: TOKENS, acted: true },
  'http-204': instead(204, ''),
  'http-302-login': instead(302, '', { location: 'http://localhost:2884/?trap=http-302-login' }),
  'http-307-other-origin': instead(307, '', { location: 'http://127.0.0.1:2884/token/trap' }),
  'http-308-self': instead(308, '', { location: 'http://localhost:2884/token/' }),
  'http-huge-header': beside({ 'x-padding': /^x{65536}$/ }),
  'http-set-cookie-flood': beside(
    {},
    { more: ({ headers }, t) => t.equal(new Set(headers['set-cookie']).size, 50, 'fifty different ones') },
  ),
  'http-cacheable-token': beside({ 'cache-control': 'max-age=3600', pragma: undefined }),
  'http-date-skew': beside({ date: 'Tue, 01 Jan 2030 01:00:00 GMT' }),
  'http-cors-missing': beside(
    {},
    {
      more: ({ delivery }, t) =>
        t.match(delivery.headers, {
          'access-control-allow-origin': null,
          'access-control-expose-headers': null,
        }),
    },
  ),
  'http-cors-wrong-origin': beside({ 'access-control-allow-origin': 'https://another-app.example' }),
  'http-cors-headers-not-exposed': beside(
    {},
    { more: ({ delivery }, t) => t.match(delivery.headers, { 'access-control-expose-headers': null }) },
  ),
  // The call itself is left alone; that the preflight is refused is tested on the wire.
  'http-preflight-403': beside({}),
}

for (const [id, { status, headers = {}, body, acted, more }] of Object.entries(EXPECTED)) {
  t.test(`token=${id}`, async (t) => {
    const answer = await sent(`token=${id}`)
    t.equal(answer.status, status)
    t.match(answer.headers, headers)
    if (typeof body === 'string') t.equal(answer.text, body)
    else t.match(body instanceof RegExp ? answer.text : answer.members, body)
    t.equal(answer.acted, acted ? 1 : 0)
    more?.(answer, t)
  })
}

t.test('every row has an expectation, and every expectation a row', async (t) => {
  t.strictSame(
    Object.keys(EXPECTED),
    HTTP.map(({ id }) => id),
  )
})

for (const [rule, header, value] of [
  ['token=http-429-retry-after:30s', 'retry-after', '30'],
  ['token=http-503-retry-after:1m', 'retry-after', '60'],
  ['token=http-429-date:1h', 'retry-after', 'Tue, 01 Jan 2030 01:00:00 GMT'],
  ['token=http-date-skew:-1h', 'date', 'Mon, 31 Dec 2029 23:00:00 GMT'],
  ['token=http-wrong-content-type:text/html', 'content-type', 'text/html'],
] as const) {
  t.test(`${rule} takes its argument`, async (t) => {
    t.equal((await sent(rule)).headers[header], value)
  })
}

t.test('503-once means the first call; a count in the rule says another', async (t) => {
  const { FaultPlan } = await import('../../../lib/faults/rules/plan.js')
  for (const [rule, statuses] of [
    ['token=http-503-once', [503, 200, 200]],
    ['token=http-503-once@2', [200, 503, 200]],
  ] as const) {
    const plan = new FaultPlan({ now: () => 0 }, 1)
    plan.arm(rule)
    for (const status of statuses) {
      const request = refreshing()
      const reply = await plan.claim(request).around(request, async () => json(200, {}))
      t.equal(reply.status, status, rule)
    }
  }
})

t.test('a redirection stays below its realm', async (t) => {
  const { headers } = await sent('token=http-302-login', { ...refreshing(), url: '/realms/a/token?x=y' })
  t.equal(headers['location'], 'http://localhost:2884/realms/a/?trap=http-302-login')
})

for (const [rule, reason] of [
  ['token=http-slow-drip:0ms', /bytes cannot drip faster[^]*write 1ms or more/],
  ['token=http-connection-refused:2h', /no time for an outage[^]*write 100ms to 1h/],
  ['token=http-429-date:soon', /"soon"/],
  ['token=http-preflight-403:x', /takes no argument/],
] as const) {
  t.test(`${rule} is refused with what to write instead`, async (t) => {
    await t.rejects(sent(rule), { message: reason })
  })
}
