// Whatever is written, it is either a rule or a RuleError; and every rule survives being written down.

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { entriesAt } from '../../lib/faults/catalogue/index.js'
import { explain } from '../../lib/faults/explain.js'
import { parseRule, ruleText, RuleError, type Rule } from '../../lib/faults/grammar.js'
import { FaultPlan } from '../../lib/faults/plan.js'
import { POINT_NAMES, TOKEN_PARTS, type Point } from '../../lib/faults/points.js'
import type { Condition, Effect, Selector, When } from '../../lib/faults/rule.js'
import type { EndpointName } from '../../lib/protocol/messages.js'
import { Parameters } from '../../lib/protocol/parameters.js'
import { request } from '../support/request.js'

const RUNS = { numRuns: 2000, seed: 20749 }

const value = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((text) => !/\p{Surrogate}/u.test(text))
const count = fc.integer({ min: 1, max: 999 })
const duration = fc.integer({ min: 0, max: 10_000_000 })

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ key: fc.constant('scope' as const), value }),
  fc.record({ key: fc.constant('param' as const), name: value, value }),
)

const single = (key: 'client' | 'user'): fc.Arbitrary<readonly Condition[]> =>
  fc.option(value, { nil: undefined }).map((given) => (given === undefined ? [] : [{ key, value: given }]))

const partOf = (point: Point): fc.Arbitrary<string | undefined> =>
  fc.constantFrom(
    undefined,
    ...(point === 'token' ? Object.values(TOKEN_PARTS) : point === 'authorize' ? ['code', 'code id_token'] : []),
  )

const selector: fc.Arbitrary<Selector> = fc
  .constantFrom(...POINT_NAMES.filter((point) => entriesAt(point).length > 0))
  .chain((point) =>
    fc
      .tuple(partOf(point), single('client'), single('user'), fc.array(condition, { maxLength: 3 }))
      .map(([part, client, user, others]) => ({
        point,
        ...(part === undefined ? {} : { part }),
        conditions: [...client, ...user, ...others],
      })),
  )

const text = (name: string, ...given: string[]): Effect => ({ name, arguments: given })

const effectAt = (point: Point): fc.Arbitrary<Effect> =>
  fc.oneof(
    fc.integer({ min: 400, max: 599 }).map((status) => text(String(status))),
    fc.integer({ min: 400, max: 599 }).map((status) => text(String(status), '10s')),
    fc
      .constantFrom(...entriesAt(point).filter((entry) => !['slow', 'error'].includes(entry.name)))
      .map((entry) => text(entry.name)),
    value.map((description) => text('error', 'invalid_grant', description)),
    fc.constant(text('slow', '1s..2s')),
  )

const when: fc.Arbitrary<When> = fc
  .record(
    {
      from: count,
      more: count,
      every: count,
      chance: fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
      after: duration,
      for: duration,
      until: fc.integer({ min: 0, max: 4_102_444_800_000 }),
      per: fc.constantFrom('client' as const, 'user' as const),
      late: fc.constant(true as const),
    },
    { requiredKeys: [] },
  )
  .map(({ more, ...rest }) => (more === undefined ? rest : { ...rest, to: (rest.from ?? 0) + more }))

const rule: fc.Arbitrary<Rule> = selector.chain((where) =>
  fc.record({ selector: fc.constant(where), effect: effectAt(where.point), when }),
)

t.test('every rule that is written down is read back to the same rule', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(rule, (given) => isDeepStrictEqual(parseRule(ruleText(given)), structuredClone(given))),
      RUNS,
    ),
  )
})

t.test('a canonical rule is made of characters that need no quotes', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(rule, (given) => /^[A-Za-z0-9.+:=@/_%-]+$/.test(ruleText(given))),
      RUNS,
    ),
  )
})

t.test('every rule can be explained', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        rule,
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
