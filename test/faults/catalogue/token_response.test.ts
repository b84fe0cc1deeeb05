// RFC 6749 §5.1 and its deviations: what every row `tr-…` makes of an honest token response.

import t from 'tap'
import type { Test } from 'tap'
import { json } from '../../../lib/protocol/messages.js'
import { NOW, TOKENS, refreshing, rowsOf, sent, type Sent } from '../../support/spoiled.js'

type Members = Record<string, unknown>

const without = (...names: string[]): Members =>
  Object.fromEntries(Object.entries(TOKENS).filter(([name]) => !names.includes(name)))
const having = (name: string, value: unknown): Members => ({ ...TOKENS, [name]: value })

/** Members, exactly; or what else must hold. */
const EXPECTED: Readonly<Record<string, Members | ((answer: Sent, t: Test) => void)>> = {
  'no-access-token': without('access_token'),
  'access-token-null': having('access_token', null),
  'access-token-empty': having('access_token', ''),
  'access-token-number': having('access_token', 1234567890),
  'access-token-object': having('access_token', { value: 'inside' }),
  'access-token-nested': { data: TOKENS },
  'access-token-camel': {
    ...without('access_token', 'token_type'),
    accessToken: TOKENS.access_token,
    tokenType: 'Bearer',
  },
  'access-token-ctl': having('access_token', 'one\r\ntwo: \u00fc'),
  'access-token-64k': (answer, t) => {
    t.match(answer.members.access_token, /^AT-honest-0123456789x+$/)
    t.ok(answer.members.access_token.length > 60_000)
    t.match(answer.asked[0], /^copy AT-honest-0123456789 as /)
  },
  'access-token-jwt-like': (answer, t) => {
    t.equal(answer.members.access_token, 'AT-hones.t-012345.6789')
    t.strictSame(answer.asked, ['copy AT-honest-0123456789 as AT-hones.t-012345.6789'])
  },
  'no-token-type': without('token_type'),
  'token-type-lower': having('token_type', 'bearer'),
  'token-type-upper': having('token_type', 'BEARER'),
  'token-type-mixed': having('token_type', 'bEaReR'),
  'token-type-unknown': having('token_type', 'mac'),
  'token-type-dpop-unasked': having('token_type', 'DPoP'),
  'token-type-bearer-for-dpop': having('token_type', 'Bearer'),
  'expires-in-absent': without('expires_in'),
  'expires-in-string': having('expires_in', '3600'),
  'expires-in-garbage': having('expires_in', '1 hour'),
  'expires-in-zero': having('expires_in', 0),
  'expires-in-negative': having('expires_in', -1),
  'expires-in-null': having('expires_in', null),
  'expires-in-bool': having('expires_in', true),
  'expires-in-float': having('expires_in', 3599.5),
  'expires-in-ms': having('expires_in', 3_600_000),
  'expires-in-huge': having('expires_in', 1e15),
  'expires-in-absolute': having('expires_in', NOW / 1000 + 3600),
  'expires-in-short': having('expires_in', 5),
  'expires-in-typo': { ...without('expires_in'), expires_id: 3600 },
  'no-refresh-token': without('refresh_token'),
  'refresh-not-returned': (answer, t) => kept(answer, t, without('refresh_token')),
  'refresh-rotated': (answer, t) => {
    t.strictSame(answer.members, having('refresh_token', 'RT-copy'))
    t.strictSame(answer.asked, ['copy RT-new as RT-copy'])
  },
  'refresh-same': (answer, t) => kept(answer, t, having('refresh_token', 'RT-old')),
  'refresh-null': (answer, t) => kept(answer, t, having('refresh_token', null)),
  'refresh-empty': (answer, t) => kept(answer, t, having('refresh_token', '')),
  'refresh-for-client-credentials': having('refresh_token', 'nobody-asked-for-it'),
  'scope-absent': without('scope'),
  'scope-narrowed': having('scope', 'openid'),
  'scope-widened': having('scope', 'openid email admin'),
  'scope-reordered': having('scope', 'email openid'),
  'scope-array': having('scope', ['openid', 'email']),
  'scope-comma': having('scope', 'openid,email'),
  'scope-null': having('scope', null),
  'scope-empty': having('scope', ''),
  'extra-members': (answer, t) => {
    t.match(answer.members, TOKENS)
    t.match(answer.members, { foo: 'bar', nested: { list: [1, null, { deep: true }] } })
  },
  'proto-key': (answer, t) => {
    t.ok(Object.hasOwn(answer.members, '__proto__'), 'a member, not a prototype')
    t.match(answer.text, /"__proto__":\{"polluted":true\}/)
  },
  'vendor-members': (answer, t) =>
    t.match(answer.members, { ...TOKENS, expires_on: String, ext_expires_in: 3600, refresh_token_expires_in: Number }),
  'id-token-garbage': having('id_token', 'abc'),
  'id-token-absent': without('id_token'),
  'form-encoded': (answer, t) => {
    t.equal(answer.headers['content-type'], 'application/x-www-form-urlencoded')
    t.strictSame(Object.fromEntries(new URLSearchParams(answer.text)), having('expires_in', '3600'))
  },
  'issued-token-type-wrong': having('issued_token_type', 'urn:ietf:params:oauth:token-type:saml2'),
}

/** The client was told of no other refresh token: the one that it sent lives on. */
function kept(answer: Sent, t: Test, members: Members): void {
  t.strictSame(answer.members, members)
  t.strictSame(answer.asked, ['revive RT-old'])
}

const ROWS = rowsOf('tr-')

for (const [name, expected] of Object.entries(EXPECTED)) {
  t.test(`token=tr-${name}`, async (t) => {
    const answer = await sent(`token=tr-${name}`, refreshing(ROWS.get(name)?.part))
    t.equal(answer.status, 200)
    t.equal(answer.acted, 1, 'the grant is done once')
    if (typeof expected === 'function') expected(answer, t)
    else t.strictSame(answer.members, expected)
  })
}

t.test('every row has an expectation, and every expectation a row', async (t) => {
  t.strictSame(Object.keys(EXPECTED), [...ROWS.keys()])
})

t.test('a refusal is left alone: it has none of these members', async (t) => {
  const refusal = json(400, { error: 'invalid_grant', error_description: 'no' })
  for (const [name] of ROWS) {
    const { text, status } = await sent(`token=tr-${name}`, refreshing(ROWS.get(name)?.part), refusal)
    t.strictSame({ text, status }, { text: '{"error":"invalid_grant","error_description":"no"}', status: 400 }, name)
  }
})

t.test('two rules change two members of one answer', async (t) => {
  const { FaultPlan } = await import('../../../lib/faults/rules/plan.js')
  const plan = new FaultPlan({ now: () => NOW }, 1)
  plan.arm('token=tr-expires-in-short')
  plan.arm('token=tr-token-type-lower')
  const request = refreshing()
  const { content } = await plan.claim(request).around(request, async () => json(200, TOKENS))
  t.match(content, { members: { expires_in: 5, token_type: 'bearer' } })
})

t.test('a rule may name another value where any would be wrong', async (t) => {
  const { members } = await sent('token=tr-expires-in-garbage:2030-01-01T00%3A00%3A00Z')
  t.equal(members.expires_in, '2030-01-01T00:00:00Z')
  t.equal((await sent('token=tr-token-type-unknown:N_A')).members.token_type, 'N_A')
})
