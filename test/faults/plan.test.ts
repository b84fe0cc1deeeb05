import t from 'tap'
import { FaultPlan, type RuleObject } from '../../lib/faults/rules/plan.js'
import { json, type Reply, type Request } from '../../lib/protocol/messages.js'
import { Parameters } from '../../lib/protocol/parameters.js'
import { basic, request } from '../support/request.js'

const START = 1_000_000

function planWith(...rules: (string | RuleObject)[]) {
  const clock = { time: START, now: () => clock.time }
  const plan = new FaultPlan(clock, 42)
  for (const rule of rules) plan.arm(rule)
  return { plan, clock }
}

const honest = async (): Promise<Reply> => json(200, { access_token: 'AT' })
const token = (form: Record<string, string> = {}): Request => request('token', { form })
const jwt = (header: object): string =>
  [header, { sub: 'web' }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') + '.x'
const refresh = (client_id: string): Request => token({ grant_type: 'refresh_token', client_id })

/** The numbers, from 1, of those of `count` equal calls that are spoiled. */
function spoiled(plan: FaultPlan, count: number, call = token()): number[] {
  return Array.from({ length: count }, (_, i) => i + 1).filter(() => plan.claim(call).names.length > 0)
}

t.test('with nothing armed every request gets the same identity, which only acts', async (t) => {
  const { plan } = planWith()
  const claimed = plan.claim(token())
  const reply = await honest()
  t.equal(claimed, plan.claim(request('userinfo')))
  t.ok(Object.isFrozen(claimed))
  t.same(claimed.names, [])
  t.equal(await claimed.around(token(), async () => reply), reply)
})

t.test('a rule that is refused uses up no id', async (t) => {
  const { plan } = planWith()
  t.throws(() => plan.arm('token=resett'), { name: 'RuleError' })
  t.equal(plan.arm('token=reset').id, 'f1')
})

t.test('a request that no rule chooses gets the identity too', async (t) => {
  const { plan } = planWith('userinfo=503')
  t.equal(plan.claim(token()), planWith().plan.claim(token()))
})

for (const [rule, calls] of [
  ['token=503', [1, 2, 3, 4, 5, 6]],
  ['token=503@2', [2]],
  ['token=503@once', [1]],
  ['token=503@2..4', [2, 3, 4]],
  ['token=503@5..', [5, 6]],
  ['token=503@..2', [1, 2]],
  ['token=503@every:3', [3, 6]],
  ['token=503@every:2@3..6', [4, 6]],
  ['token=503@p:1', [1, 2, 3, 4, 5, 6]],
  ['token=503@p:0', []],
] as const) {
  t.test(`of six calls, ${rule} spoils ${calls.join(', ') || 'none'}`, async (t) => {
    t.same(spoiled(planWith(rule).plan, 6), calls)
  })
}

t.test('a probability spoils the same calls whenever the seed is the same', async (t) => {
  const rule = 'token=503@p:0.3'
  const first = spoiled(planWith(rule).plan, 1000)
  t.same(spoiled(planWith(rule).plan, 1000), first)
  t.ok(first.length > 250 && first.length < 350, `${first.length} of 1000`)
})

t.test('another seed spoils other calls', async (t) => {
  const other = new FaultPlan({ now: () => START }, 43)
  other.arm('token=503@p:0.3')
  t.notSame(spoiled(other, 100), spoiled(planWith('token=503@p:0.3').plan, 100))
})

t.test('two rules of the same probability draw separately', async (t) => {
  const { plan } = planWith('token=503@p:0.5', 'userinfo=503@p:0.5')
  t.notSame(spoiled(plan, 100), spoiled(plan, 100, request('userinfo')))
})

t.test('for ends a rule on the clock given', async (t) => {
  const { plan, clock } = planWith('token=503@for:5m')
  clock.time = START + 299_999
  t.same(spoiled(plan, 1), [1])
  clock.time = START + 300_000
  t.same(spoiled(plan, 1), [])
})

t.test('after begins a rule, and its count, on the clock given', async (t) => {
  const { plan, clock } = planWith('token=503@after:5m@once')
  t.same(spoiled(plan, 3), [])
  clock.time = START + 300_000
  t.same(spoiled(plan, 3), [1])
})

t.test('for lasts from where after began', async (t) => {
  const { plan, clock } = planWith('token=503@after:5m@for:1m')
  clock.time = START + 359_999
  t.same(spoiled(plan, 1), [1])
  clock.time = START + 360_000
  t.same(spoiled(plan, 1), [])
})

t.test('until ends a rule at a point in time', async (t) => {
  const { plan, clock } = planWith('token=503@until:2030-01-01T00:00:00Z')
  clock.time = Date.UTC(2029, 11, 31, 23, 59, 59)
  t.same(spoiled(plan, 1), [1])
  clock.time = Date.UTC(2030, 0, 1)
  t.same(spoiled(plan, 1), [])
})

t.test('per counts for each client by itself', async (t) => {
  const { plan } = planWith('token=503@once@per:client')
  t.same(
    ['a', 'b', 'a', 'b'].map((id) => plan.claim(refresh(id)).names.length),
    [1, 1, 0, 0],
  )
})

t.test('per counts for each user that the caller knows by itself', async (t) => {
  const { plan } = planWith('token=503@once@per:user')
  t.same(
    ['alice', 'bob', 'alice'].map((user) => plan.claim(token(), { user }).names.length),
    [1, 1, 0],
  )
})

t.test('a user is chosen by any of the names that the caller knows', async (t) => {
  const { plan } = planWith('token+user:alice@example.com=503')
  t.same(plan.claim(token(), { user: ['alice', 'alice@example.com'] }).names, ['f1'])
  t.same(plan.claim(token(), { user: 'alice' }).names, [])
})

for (const [rule, asks] of [
  ['token+user:alice=503', true],
  ['token=503@per:user', true],
  ['token+client:web=503@per:client', false],
] as const) {
  t.test(`${rule} ${asks ? 'asks' : 'does not ask'} who the user is`, async (t) => {
    t.equal(planWith(rule).plan.asksUser, asks)
  })
}

t.test('calls that the selector does not choose are not counted', async (t) => {
  const { plan } = planWith('token.refresh+client:web=invalid_grant@2')
  const calls = [
    refresh('web'),
    refresh('cli'),
    token({ grant_type: 'authorization_code', client_id: 'web' }),
    refresh('web'),
  ]
  t.same(
    calls.map((call) => plan.claim(call).names.length),
    [0, 0, 0, 1],
  )
})

t.test('a count means the same whether or not another rule was faster', async (t) => {
  const { plan } = planWith('token=500@2', 'token=503@1..2')
  t.same(
    [1, 2, 3].map(() => plan.claim(token()).names),
    [['f2'], ['f2'], []],
  )
  t.match(plan.list(), [
    { id: 'f1', matched: 3, fired: 0 },
    { id: 'f2', matched: 3, fired: 2 },
  ])
})

t.test('the newest rule that ends a call wins and every delay adds up', async (t) => {
  const { plan } = planWith('token=slow:1s', 'token=500', 'token=slow:2s', 'token=503', 'token=slow:4s')
  const claimed = plan.claim(token())
  const reply = await claimed.around(token(), honest)
  t.same(claimed.names, ['f5', 'f4', 'f3', 'f1'])
  t.match(reply, { status: 503, delivery: { delay: 7000 } })
})

t.test('a spoiled reply names its rules in a header', async (t) => {
  const { plan } = planWith('token=slow:1s', 'token=503')
  const { headers } = await plan.claim(token()).around(token(), honest)
  t.equal(headers['mock-oauth2-fault'], 'f2, f1')
})

t.test('a fault that answers in place of the server leaves the work undone', async (t) => {
  const { plan } = planWith('token=503')
  let worked = 0
  await plan.claim(token()).around(token(), async () => ((worked += 1), honest()))
  t.equal(worked, 0)
})

for (const effect of ['503', 'invalid_grant', 'reset', 'hang', 'html', 'truncate', 'slow:1s']) {
  t.test(`a late ${effect} comes after the work, which is done once`, async (t) => {
    const { plan } = planWith(`token=${effect}@late`)
    let worked = 0
    await plan.claim(token()).around(token(), async () => ((worked += 1), honest()))
    t.equal(worked, 1)
  })
}

t.test('of 50 requests at the same time the counted one is spoiled, and no other', async (t) => {
  const { plan } = planWith('token=503@25')
  const statuses = await Promise.all(
    Array.from({ length: 50 }, async () => {
      await Promise.resolve()
      return (await plan.claim(token()).around(token(), honest)).status
    }),
  )
  t.equal(statuses.filter((status) => status === 503).length, 1)
})

t.test('a range of delays is drawn from the seed', async (t) => {
  const delays = async (): Promise<(number | undefined)[]> => {
    const { plan } = planWith('token=slow:1s..3s')
    return Promise.all([1, 2, 3].map(async () => (await plan.claim(token()).around(token(), honest)).delivery?.delay))
  }
  const first = await delays()
  t.ok(first.every((delay) => delay !== undefined && delay >= 1000 && delay <= 3000))
  t.equal(new Set(first).size, 3)
  t.same(await delays(), first)
})

for (const [rule, call, chosen] of [
  ['any=503', request('userinfo'), true],
  ['any=503', request('documents'), true],
  ['any=503', request('health'), false],
  ['any=503', request('index'), false],
  ['any=503', request('token', { method: 'OPTIONS' }), false],
  ['discovery=503', request('metadata'), true],
  ['authorize=500', request('authorization'), true],
  ['authorize=500', request('login'), false],
  ['authorize.code=500', request('authorization', { query: { response_type: 'code' } }), true],
  ['authorize.code=500', request('authorization', { query: { response_type: 'code id_token' } }), false],
  ['authorize.code%20id_token=500', request('authorization', { query: { response_type: 'id_token code' } }), true],
  ['token.cc=503', token({ grant_type: 'client_credentials' }), true],
  ['token.cc=503', request('token', { query: { grant_type: 'client_credentials' } }), true],
  ['token.cc=503', token({ grant_type: 'refresh_token' }), false],
  ['token+client:web=503', token({ client_id: 'web' }), true],
  ['token+client:web=503', request('token', { headers: { authorization: basic('web', 'x') } }), true],
  ['token+client:a%3Ab=503', request('token', { headers: { authorization: basic('a:b', 'x') } }), true],
  ['token+client:50%25=503', request('token', { headers: { authorization: `Basic ${btoa('50%:x')}` } }), true],
  ['token+client:web=503', request('token', { headers: { authorization: 'Basic !' } }), false],
  ['token+client:web=503', token(), false],
  ['authorize+user:alice=500', request('authorization', { query: { login_hint: 'alice' } }), true],
  ['login+user:alice=500', request('login', { form: { username: 'alice' } }), true],
  ['token+scope:email=503', token({ scope: 'openid email' }), true],
  ['token+scope:mail=503', token({ scope: 'openid email' }), false],
  ['token+auth:client_secret_basic=503', request('token', { headers: { authorization: basic('web', 'x') } }), true],
  ['token+auth:client_secret_post=503', token({ client_id: 'web', client_secret: 'x' }), true],
  ['token+auth:private_key_jwt=503', token({ client_assertion: jwt({ alg: 'ES256' }) }), true],
  ['token+auth:client_secret_jwt=503', token({ client_assertion: jwt({ alg: 'HS256' }) }), true],
  ['token+auth:client_secret_jwt=503', token({ client_assertion: jwt({ alg: 'ES256' }) }), false],
  ['token+auth:private_key_jwt=503', token({ client_assertion: 'x', client_id: 'web' }), false],
  ['token+client:web=503', token({ client_assertion: jwt({ alg: 'ES256' }) }), true],
  ['par+client:web=503', request('pushed_authorization_request', { form: { client_id: 'web' } }), true],
  ['par=503', request('token', {}), false],
  ['token+auth:none=503', token({ client_id: 'web' }), true],
  ['token+auth:none=503', token({ client_id: 'web', client_secret: 'x' }), false],
  ['token+param.resource:b=503', request('token', { form: { resource: ['a', 'b'] } }), true],
  ['token+param.resource:c=503', request('token', { form: { resource: ['a', 'b'] } }), false],
  ['token+client:web+scope:a=503', token({ client_id: 'web', scope: 'b' }), false],
] as const) {
  const asked = new URLSearchParams(
    [...call.query.pairs, ...call.form.pairs].map(({ name, value }): [string, string] => [name, value]),
  )
  const title = [call.method, call.endpoint, asked.toString(), call.headers['authorization']].filter(Boolean).join(' ')
  t.test(`${rule} ${chosen ? 'chooses' : 'leaves alone'} ${title}`, async (t) => {
    t.equal(planWith(rule).plan.claim(call).names.length, chosen ? 1 : 0)
  })
}

t.test('looking at a request with repeated and broken parameters does not judge it', async (t) => {
  const { plan } = planWith('token+client:a=503')
  const call = request('token', { form: Parameters.parse('client_id=a&client_id=b&x=%zz') })
  t.same(plan.claim(call).names, ['f1'])
})

t.test('a rule that was armed is shown with its text, meaning, note and counts', async (t) => {
  const { plan } = planWith({ rule: 'token=503@1', note: 'the retry test' })
  plan.claim(token())
  plan.claim(token())
  t.same(plan.list(), [
    {
      id: 'f1',
      rule: 'token=503@once',
      note: 'the retry test',
      explain: 'the 1st token call is answered with HTTP 503',
      matched: 2,
      fired: 1,
    },
  ])
})

t.test('what list returned does not change any more', async (t) => {
  const { plan } = planWith('token=503')
  const before = plan.list()
  plan.claim(token())
  t.equal(before[0]?.fired, 0)
})

t.test('a disarmed rule spoils nothing, and disarming it again is told', async (t) => {
  const { plan } = planWith('token=503')
  t.equal(plan.disarm('f1'), true)
  t.same(spoiled(plan, 2), [])
  t.equal(plan.disarm('f1'), false)
})

t.test('a rule that is armed again counts from the beginning under a new id', async (t) => {
  const { plan } = planWith('token=503@1')
  t.same(spoiled(plan, 2), [1])
  plan.disarm('f1')
  t.equal(plan.arm('token=503@1').id, 'f2')
  t.same(spoiled(plan, 2), [1])
})

t.test('clear disarms everything and numbers from f1 again', async (t) => {
  const { plan } = planWith('token=503', 'userinfo=503')
  plan.clear()
  t.same(plan.list(), [])
  t.equal(plan.arm('token=503').id, 'f1')
})

t.test('a rule may bring its own id, which numbering steps around', async (t) => {
  const { plan } = planWith({ rule: 'token=503', id: 'f1' }, 'token=500')
  t.same(
    plan.list().map(({ id }) => id),
    ['f1', 'f2'],
  )
})

t.test('an id that is taken is refused', async (t) => {
  const { plan } = planWith({ rule: 'token=503', id: 'mine' })
  t.throws(() => plan.arm({ rule: 'token=500', id: 'mine' }), {
    name: 'RuleError',
    message: /id "mine" is armed already/,
  })
})

t.test('a rule with a mistake is not armed', async (t) => {
  const { plan } = planWith()
  t.throws(() => plan.arm('tokn=503'), { name: 'RuleError' })
  t.same(plan.list(), [])
})

t.test('at most a thousand rules are armed', async (t) => {
  const { plan } = planWith(...Array.from({ length: 1000 }, () => 'token=503'))
  t.throws(() => plan.arm('token=503'), { name: 'RuleError', message: /1000 rules are armed already/ })
})
