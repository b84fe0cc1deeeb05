import t from 'tap'
import { FaultPlan, type RuleObject } from '../../lib/faults/rules/plan.js'

const arm = (given: unknown): { id: string; rule: string; note?: string } =>
  new FaultPlan({ now: () => 0 }, 1).arm(given as string | RuleObject)

for (const [given, rule] of [
  [{ rule: 'token=503' }, 'token=503'],
  [{ match: { point: 'token' }, do: { error: 'invalid_grant' }, when: { nth: 2 } }, 'token=invalid_grant@2'],
  [
    { match: { point: 'token', part: 'refresh', client: 'a+b' }, do: { status: 503 } },
    'token.refresh+client:a%2Bb=503',
  ],
  [{ match: { point: 'token' }, do: { status: 429, retry_after: '30s' } }, 'token=429:30s'],
  [{ match: { point: 'token', param: { audience: 'x y' } }, do: { hang: true } }, 'token+param.audience:x%20y=hang'],
  [{ match: { point: 'token', scope: ['a', 'b'] }, do: { slow: '2s' } }, 'token+scope:a+scope:b=slow:2s'],
  [{ match: { point: 'token' }, do: { error: 'invalid_grant', description: 'a: b' } }, 'token=invalid_grant:a%3A%20b'],
  [
    { match: { point: 'token' }, do: { truncate: 0.2 }, when: { nth: '1..3', late: true } },
    'token=truncate:0.2@1..3@late',
  ],
  [
    { match: { point: 'jwks' }, do: { empty: true }, when: { after: '5m', per: 'client' } },
    'jwks=empty@after:5m@per:client',
  ],
] as const) {
  t.test(`${JSON.stringify(given)} is the rule ${rule}`, async (t) => {
    t.equal(arm(given).rule, rule)
  })
}

t.test('a note and an id stay with the rule', async (t) => {
  t.match(arm({ rule: 'token=503', note: 'why', id: 'mine' }), { id: 'mine', note: 'why' })
})

for (const [given, message] of [
  [7, 'neither a text nor an object'],
  [null, 'neither a text nor an object'],
  [['token=503'], 'neither a text nor an object'],
  [{}, 'lacks rule, or match and do'],
  [{ rule: 3 }, 'its rule is not a text'],
  [{ rule: 'token=503', on: 'x' }, 'no key "on"'],
  [{ rule: 'token=503', when: { nth: 2 } }, 'write one of the two forms'],
  [{ rule: 'token=503', id: 'a b' }, 'its id is not'],
  [{ rule: 'token=503', note: 3 }, 'its note is not a text'],
  [{ match: { point: 'token' }, do: {} }, 'its do is not one effect'],
  [{ match: { point: 'token' }, do: { hang: true, reset: true } }, 'its do is not one effect'],
  [{ match: { point: 'token' }, do: { status: 503, error: 'x' } }, 'its do is not one effect'],
  [{ match: { point: 'token' }, do: { status: 503, description: 'x' } }, 'its do is not one effect'],
  [{ match: { point: 'token' }, do: { slow: null } }, 'neither a text nor a number'],
  [{ match: { point: 'token', clinet: 'web' }, do: { status: 503 } }, 'did you mean "client"?'],
  [{ match: { point: 'token', param: 'x' }, do: { status: 503 } }, 'its param is not an object'],
  [{ match: { point: 'token' }, do: { error: 'invalid_grnt' } }, 'did you mean "invalid_grant"?'],
  [{ match: { point: 'token' }, do: { status: 503 }, when: { evry: 2 } }, 'did you mean "@every"?'],
] as const) {
  t.test(`${JSON.stringify(given)} is refused because ${message}`, async (t) => {
    t.throws(() => arm(given), { name: 'RuleError', message: new RegExp(message.replaceAll(/[?()]/g, '\\$&')) })
  })
}
