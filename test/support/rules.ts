// Random rules of every kind, for property tests: one generator, whatever the surface that arms them.

import fc from 'fast-check'
import { entriesAt } from '../../lib/faults/catalogue/index.js'
import { CALLS, TOKEN_PARTS, type Point } from '../../lib/faults/points.js'
import type { Condition, Effect, Rule, Selector, When } from '../../lib/faults/rules/rule.js'

/** Any text that is well-formed Unicode. */
export const value = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 12 })
  .filter((text) => !/\p{Surrogate}/u.test(text))
const count = fc.integer({ min: 1, max: 999 })
const duration = fc.integer({ min: 0, max: 10_000_000 })

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ key: fc.constant('scope' as const), value }),
  fc.record({ key: fc.constant('param' as const), name: value, value }),
)

const single = (key: 'client' | 'user' | 'tag'): fc.Arbitrary<readonly Condition[]> =>
  fc.option(value, { nil: undefined }).map((given) => (given === undefined ? [] : [{ key, value: given }]))

const partOf = (point: Point): fc.Arbitrary<string | undefined> =>
  fc.constantFrom(
    undefined,
    ...(point === 'token' ? Object.values(TOKEN_PARTS) : point === 'authorize' ? ['code', 'code id_token'] : []),
  )

const selector: fc.Arbitrary<Selector> = fc.constantFrom(...CALLS).chain((point) =>
  fc
    .tuple(partOf(point), single('client'), single('user'), single('tag'), fc.array(condition, { maxLength: 3 }))
    .map(([part, client, user, tag, others]) => ({
      point,
      ...(part === undefined ? {} : { part }),
      conditions: [...client, ...user, ...tag, ...others],
    })),
)

const text = (name: string, ...given: string[]): Effect => ({ name, arguments: given })

/** Those that need an argument of their own kind are left out, and those that bring a part or a count along. */
const plain = (point: Point) =>
  entriesAt(point).filter(
    ({ id, name, part, once }) =>
      (id !== undefined || !['slow', 'error'].includes(name)) && part === undefined && !once,
  )

const effectAt = (point: Point): fc.Arbitrary<Effect> =>
  fc.oneof(
    fc.integer({ min: 400, max: 599 }).map((status) => text(String(status))),
    fc.integer({ min: 400, max: 599 }).map((status) => text(String(status), '10s')),
    fc.constantFrom(...plain(point)).map((entry) => text(entry.id ?? entry.name)),
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
      per: fc.constantFrom('client' as const, 'user' as const, 'tag' as const),
      late: fc.constant(true as const),
    },
    { requiredKeys: [] },
  )
  .map(({ more, ...rest }) => (more === undefined ? rest : { ...rest, to: (rest.from ?? 0) + more }))

export const rules: fc.Arbitrary<Rule> = selector.chain((where) =>
  fc.record({ selector: fc.constant(where), effect: effectAt(where.point), when }),
)
