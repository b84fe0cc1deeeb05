// Whatever is written, it is either a rule or a RuleError; and every rule survives being written down.

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { explain } from '../../lib/faults/rules/explain.js'
import { parseRule, ruleText, RuleError } from '../../lib/faults/rules/grammar.js'
import { FaultPlan } from '../../lib/faults/rules/plan.js'
import type { EndpointName } from '../../lib/protocol/messages.js'
import { Parameters } from '../../lib/protocol/parameters.js'
import { request } from '../support/request.js'
import { rules } from '../support/rules.js'

const RUNS = { numRuns: 2000, seed: 20749 }

t.test('every rule that is written down is read back to the same rule', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(rules, (given) => isDeepStrictEqual(parseRule(ruleText(given)), structuredClone(given))),
      RUNS,
    ),
  )
})

t.test('a canonical rule is made of characters that need no quotes', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(rules, (given) => /^[A-Za-z0-9.+:=@/_%-]+$/.test(ruleText(given))),
      RUNS,
    ),
  )
})

t.test('every rule can be explained', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        rules,
        (given) =>
          !/undefined|NaN|Infinity/.test(explain({ ...given, selector: { ...given.selector, conditions: [] } })),
      ),
      RUNS,
    ),
  )
})

const WORDS = [
  'token',
  'any',
  '.',
  '+',
  ':',
  '=',
  '@',
  '%',
  '..',
  'refresh',
  'client',
  '503',
  'slow',
  '2s',
  'once',
  'p',
  'until',
  'error',
  ' ',
  '\n',
  '\u{1f600}',
  '\ud800',
]
const scraps = fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }).map((parts) => parts.join(''))

t.test('any text is a rule or a RuleError that points inside of it', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.oneof(scraps, fc.string({ unit: 'binary', maxLength: 60 }), fc.string()), (given) => {
        try {
          const read = parseRule(given)
          return ruleText(parseRule(ruleText(read))) === ruleText(read)
        } catch (error) {
          if (!(error instanceof RuleError)) throw error
          return error.offset >= 0 && error.offset <= given.length && error.length >= 1
        }
      }),
      { ...RUNS, numRuns: 5000 },
    ),
  )
})

t.test('any value given as a rule is armed or refused with a RuleError', async (t) => {
  const keys = fc.constantFrom(
    'rule',
    'match',
    'do',
    'when',
    'note',
    'id',
    'point',
    'error',
    'status',
    'nth',
    'param',
    'slow',
  )
  const leaf = fc.oneof(fc.constantFrom('token', 'token=503', 'invalid_grant', 503, 2, true, null), fc.string())
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.dictionary(keys, tie('node'), { maxKeys: 4 }),
      fc.array(tie('node'), { maxLength: 2 }),
    ),
  })).node
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(tree, (given) => {
        try {
          new FaultPlan({ now: () => 0 }, 1).arm(given as string)
        } catch (error) {
          if (!(error instanceof RuleError)) throw error
        }
      }),
      RUNS,
    ),
  )
})

t.test('claiming never throws, whatever the request', async (t) => {
  const plan = new FaultPlan({ now: () => 0 }, 1)
  for (const armed of [
    'any+client:a=hang@per:client',
    'any+user:a=hang@per:user',
    'any+scope:a=slow:1s',
    'any+auth:none=503',
    'any+param.a:b=503',
    'authorize.code=503',
    'token.refresh=503',
  ])
    plan.arm(armed)
  const scrap = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a', 'a=b&a=%zz&client_id=%ff', 'client_id=a&client_id=b', 'Basic', 'Basic Og==', 'Basic JSVhOmI='),
  )
  const endpoint = fc.constantFrom<EndpointName>('token', 'authorization', 'userinfo', 'metadata', 'health')
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(endpoint, scrap, scrap, scrap, (at, query, form, authorization) => {
        plan.claim(
          request(at, { query: Parameters.parse(query), form: Parameters.parse(form), headers: { authorization } }),
        )
      }),
      RUNS,
    ),
  )
})
