import t from 'tap'
import { parseRule } from '../../lib/faults/rules/grammar.js'
import { stage } from '../support/realm.js'

const OFFLINE = { scope: 'openid offline_access' }

t.test('two calls wait for each other and go on together', async (t) => {
  const { realm, token } = await stage({}, { faults: ['token.cc=hold:2'] })
  let answered = 0
  const first = token('grant_type=client_credentials').finally(() => (answered += 1))
  await new Promise(setImmediate)
  t.equal(answered, 0)
  const both = await Promise.all([first, token('grant_type=client_credentials')])
  t.strictSame(
    both.map(({ status }) => status),
    [200, 200],
  )
  t.match(realm.faults.list(), [{ matched: 2, fired: 2 }])
})

t.test('of two refreshes that are held together one gets the token and the other is reuse', async (t) => {
  const { realm, tokens, refresh } = await stage({})
  const { refresh_token } = await tokens(OFFLINE)
  realm.faults.arm('token.refresh=hold:2')
  const both = await Promise.all([refresh(refresh_token), refresh(refresh_token)])
  t.strictSame(both.map(({ status }) => status).sort(), [200, 400])
})

t.test('held calls are counted in pairs: the third waits for the fourth', async (t) => {
  const { token } = await stage({}, { faults: ['token.cc=hold:2'] })
  const calls = Array.from({ length: 4 }, () => token('grant_type=client_credentials'))
  t.equal((await Promise.all(calls)).length, 4)
})

t.test('a call that nobody joins goes on by itself', async (t) => {
  const { token } = await stage({}, { faults: ['token.cc=hold:2:5ms'] })
  t.equal((await token('grant_type=client_credentials')).status, 200)
})

for (const [how, act] of [
  ['disarmed', (faults) => faults.disarm('f1')],
  ['cleared', (faults) => faults.clear()],
  ['released', (faults) => faults.release()],
] as const satisfies readonly [string, (faults: Awaited<ReturnType<typeof stage>>['realm']['faults']) => unknown][]) {
  t.test(`held calls go on when the rule is ${how}`, async (t) => {
    const { realm, token } = await stage({}, { faults: ['token.cc=hold:5:10m'] })
    const held = token('grant_type=client_credentials')
    await new Promise(setImmediate)
    act(realm.faults)
    t.equal((await held).status, 200)
  })
}

t.test('another fault may spoil a call that was held', async (t) => {
  const { token } = await stage({}, { faults: ['token.cc=hold:2', 'token.cc=503@1'] })
  const both = await Promise.all([token('grant_type=client_credentials'), token('grant_type=client_credentials')])
  t.strictSame(both.map(({ status }) => status).sort(), [200, 503])
})

t.test('token=hold:x is refused', async (t) => {
  t.throws(() => parseRule('token=hold:x'), { message: /"x" is not a number/ })
})

for (const rule of ['token=hold:1', 'token=hold:1001', 'token=hold:2:0', 'token=hold:2:11m'])
  t.test(`${rule} is refused with advice`, async (t) => {
    t.throws(() => parseRule(rule), { message: /write hold:2/ })
  })
