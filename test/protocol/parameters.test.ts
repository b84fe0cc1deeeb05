// RFC 6749 §3.2, Appendix B: forms and queries as the RFC reads them.

import t from 'tap'
import { OAuthError } from '../../lib/protocol/error.js'
import { Parameters, missing } from '../../lib/protocol/parameters.js'

const reason = (act: () => unknown): string | undefined => {
  try {
    act()
    return undefined
  } catch (error) {
    return error instanceof OAuthError ? error.diagnosis.reason : String(error)
  }
}

t.test('names and values are decoded, plus is a space', async (t) => {
  const parameters = Parameters.parse('a+b=c%2Bd+e&%C3%BC=%E2%82%AC')
  t.same(parameters.pairs, [
    { name: 'a b', value: 'c+d e' },
    { name: 'ü', value: '€' },
  ])
})

t.test('a value may hold equals signs, a name may have no value', async (t) => {
  t.equal(Parameters.parse('a=b=c').get('a'), 'b=c')
  t.equal(Parameters.parse('a').get('a'), undefined)
  t.equal(Parameters.parse('=x').size, 1)
  t.equal(Parameters.parse('&&').size, 0)
})

t.test('looking never judges', async (t) => {
  const parameters = Parameters.parse('a=1&a=2&b=%zz')
  t.equal(parameters.peek('a'), '1')
  t.same(parameters.all('a'), ['1', '2'])
  t.equal(parameters.peek('b'), '%zz')
})

t.test('what is repeated or broken is refused when asked for', async (t) => {
  t.equal(
    reason(() => Parameters.parse('a=1&a=1').get('a')),
    'param-duplicated',
  )
  t.equal(
    reason(() => Parameters.parse('a=&a=1').sound()),
    'param-duplicated',
    'an empty one counts',
  )
  t.equal(
    reason(() => Parameters.parse('%zz=1').sound()),
    'percent-encoding-broken',
  )
  t.equal(
    reason(() => Parameters.parse('a=%c3%28').sound()),
    'percent-encoding-broken',
  )
  t.equal(
    reason(() => Parameters.parse('a=%00').sound()),
    'nul-byte',
  )
  t.equal(
    reason(() => Parameters.parse('a=1&b=2').sound()),
    undefined,
  )
})

t.test('names that every object has are names like others', async (t) => {
  const parameters = Parameters.parse('__proto__=1&constructor=2')
  t.equal(parameters.get('__proto__'), '1')
  t.equal(parameters.get('toString'), undefined)
})

t.test('a change keeps what was broken', async (t) => {
  const parameters = Parameters.parse('a=%zz').with('b', '1')
  t.equal(parameters.get('b'), '1')
  t.equal(
    reason(() => parameters.sound()),
    'percent-encoding-broken',
  )
  t.equal(Parameters.parse('a=1').with('a', undefined).size, 0)
})

t.test('what is missing is named at once, with what was probably meant', async (t) => {
  t.match(missing(['code', 'redirect_uri'], Parameters.none), { reason: 'param-missing', hint: /code, redirect_uri/ })
  t.match(missing(['redirect_uri'], Parameters.parse('redirectUri=x')), {
    reason: 'param-misspelled',
    hint: /'redirectUri'/,
  })
  t.match(missing(['code'], Parameters.parse('code=')), { reason: 'param-empty', hint: /without a value/ })
})
