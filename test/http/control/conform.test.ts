// Our reading of JSON Schema is held against a complete validator, over bodies that are nearly right.

import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import t from 'tap'
import { mistakesIn } from '../../../lib/http/control/conform.js'
import { ROUTES } from '../../../lib/http/control/routes.js'
import { SCHEMAS } from '../../../lib/http/control/schemas/index.js'

const ajv = new Ajv2020({ strict: false, validateFormats: false })
ajv.addSchema({ $id: 'all', components: { schemas: SCHEMAS } })

const BODIES = ROUTES.flatMap(({ body }) => (body && Object.hasOwn(SCHEMAS, body.schema) ? [body] : []))

for (const { schema, example } of BODIES) {
  t.test(`bodies of ${schema} are judged as by a complete validator`, async (t) => {
    const validate = ajv.getSchema(`all#/components/schemas/${schema}`)!
    t.strictSame(mistakesIn(example, SCHEMAS[schema]!), [], 'the example is right')
    const names = Object.keys(SCHEMAS[schema]!['properties'] ?? {})
    const members = fc.dictionary(fc.constantFrom(...names, 'other'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
    const body = fc.oneof(
      members,
      members.map((more) => ({ ...(example as object), ...more })),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(body, (value) => (mistakesIn(value, SCHEMAS[schema]!).length === 0) === validate(value)),
      { numRuns: 200, seed: 1 },
    )
  })
}

for (const [schema, body, mistake] of [
  ['ClockAdvance', {}, { detail: 'by is missing', pointer: '/by', hint: 'send {"by": "1h"}' }],
  ['ClockAdvance', { by: true }, { detail: "'by' is true or false, not a text or a number", pointer: '/by' }],
  [
    'FaultSwitch',
    { enabled: true, enable: 1 },
    { detail: "'enable' is not a member here", hint: "did you mean 'enabled'?" },
  ],
  ['ResetRequest', { only: ['state', 'clok'] }, { pointer: '/only/1', hint: "did you mean 'clock'?" }],
  ['ClockScale', { rate: -1 }, { detail: "'rate' is -1, and 0 is the least" }],
  ['ResetRequest', [], { detail: 'the body is a list, not an object' }],
  ['WhichTokens', {}, { detail: 'the body is empty', hint: 'members: token, match' }],
  ['WhichTokens', { token: 'a', match: 'b' }, { detail: 'the body says too much', hint: 'one of: token, match' }],
  ['RealmRequest', { id: 'a b' }, { detail: /'id' is "a b", which does not match/ }],
  ['Question', { 'a/b~c': 1 }, { pointer: '/a~1b~0c' }],
] as const) {
  t.test(`a mistake in ${schema} is told: ${JSON.stringify(body)}`, async (t) => {
    t.match(mistakesIn(body, SCHEMAS[schema]!)[0], mistake)
  })
}
